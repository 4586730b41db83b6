"""The pages in a few threads that stay, so that each keeps its connection to the database.

One request is answered from beginning to end in one thread, by WSGI.
Django's own ASGI handler starts a thread and opens the database for every request and
changes threads at each middleware; with fifty people most of the time went into that.
Whoever sends or reads slowly holds no thread: a request comes in whole before it gets
one, and an answer goes out after it gave it back.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Pages: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 1024 * 1024  # bytes of a request; what is larger waits in a file
# In the environ, true for a request of which nothing was kept: it was too large, or the
# disk had no room for it.
TOO_LARGE = "heartsease.too_large"
NO_ROOM = "heartsease.no_room"
# Headers that WSGI names without HTTP_.
_OWN_NAME = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class InThreads:
    """An ASGI application around a WSGI one; `threads` requests run at a time.

    The others wait in the order they came.
    Of a request with more than `most` bytes nothing is kept, so that nobody fills the
    disk; the pages are told, and answer it without its body. So they are when the disk
    is full already.
    """

    def __init__(self, pages: Pages, *, threads: int, most: int) -> None:
        self.pages, self.most = pages, most
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(
        self, scope: Mapping[str, Any], receive: Receive, send: Send
    ) -> None:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            came = await _came_whole(receive, body, most=self.most)
            if came is None:
                return  # whoever asked is gone, and half a request is none
            loop = asyncio.get_running_loop()
            kept = not (came.too_large or came.no_room)
            environ = _environ(scope, body if kept else BytesIO())
            environ[TOO_LARGE], environ[NO_ROOM] = came.too_large, came.no_room
            status, headers, content = await loop.run_in_executor(
                self.pool, self._answer, environ
            )
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        await send({"type": "http.response.body", "body": content})

    def _answer(
        self, environ: dict[str, Any]
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        said: list[tuple[int, list[tuple[bytes, bytes]]]] = []

        def start(
            status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None
        ) -> None:
            said.append((int(status.split(" ", 1)[0]), [*map(_header, headers)]))

        chunks = self.pages(environ, start)
        try:
            content = b"".join(chunks)
        finally:
            # Django ends the request here: only then the connection is looked after.
            if close := getattr(chunks, "close", None):
                close()
        return *said[-1], content


@dataclass(frozen=True, slots=True)
class _Came:
    """A request that was read to its end, and why nothing of it was kept if so."""

    too_large: bool
    no_room: bool


async def _came_whole(receive: Receive, body: IO[bytes], *, most: int) -> _Came | None:
    """Reads a request to its end; None when it broke off.

    What is not kept is read all the same, since only then is an answer seen.
    """
    length, no_room, more = 0, False, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        length += len(part)
        if length <= most and not no_room:
            try:
                body.write(part)
            except OSError:
                no_room = True
        more = message.get("more_body", False)
    return _Came(too_large=length > most, no_room=no_room)


def _environ(scope: Mapping[str, Any], body: IO[bytes]) -> dict[str, Any]:
    """What PEP 3333 asks for; text is Latin-1 of the bytes that came."""
    length = body.tell()
    body.seek(0)
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if client := scope.get("client"):
        environ["REMOTE_ADDR"] = client[0]
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1").lower(), value.decode("latin-1"))
    # It came whole, so what was said before about its length no longer counts.
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:
        return  # it could be taken for the one with a dash, which others have checked
    key = _OWN_NAME.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
    before = environ.get(key)
    together = "; " if name == "cookie" else ","
    environ[key] = value if before is None else f"{before}{together}{value}"


def _header(pair: tuple[str, str]) -> tuple[bytes, bytes]:
    name, value = pair
    # Django writes a cookie with a space before it, and h11 takes none.
    return name.encode("latin-1"), value.strip().encode("latin-1")
