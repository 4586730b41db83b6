"""Between the server and the pages: each request whole, in few threads, nothing lost."""

import asyncio
import errno
import threading

import pytest

from heartsease.web.project import in_threads
from heartsease.web.project.in_threads import IN_MEMORY, NO_ROOM, TOO_LARGE, InThreads

MOST = 4 * IN_MEMORY


class Pages:
    """A WSGI application that remembers what it was asked."""

    def __init__(self, *, status="200 OK", headers=(), chunks=(b"he", b"re")):
        self.status, self.headers, self.chunks = status, list(headers), chunks
        self.asked, self.read, self.threads, self.closed = [], [], [], 0

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        self.read.append(environ["wsgi.input"].read())
        self.threads.append(threading.current_thread().name)
        start_response(self.status, self.headers)
        return self

    def __iter__(self):
        return iter(self.chunks)

    def close(self):
        self.closed += 1


def asked(pages, *, threads=2, body=(b"",), headers=(), broken=False, **scope):
    """What was sent for one request."""
    return asyncio.run(
        one(InThreads(pages, threads=threads, most=MOST), body, headers, broken, scope)
    )


async def one(application, body=(b"",), headers=(), broken=False, scope=()):
    parts = [
        {"type": "http.request", "body": part, "more_body": number < len(body)}
        for number, part in enumerate(body, start=1)
    ]
    if broken:
        parts[-1] = {"type": "http.disconnect"}
    sent = []

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    await application(
        {
            "type": "http",
            "method": "GET",
            "path": "/now/",
            "query_string": b"a=1",
            "http_version": "1.1",
            "scheme": "http",
            "server": ("localhost", 8000),
            "client": ("192.0.2.7", 40000),
            "headers": list(headers),
            **dict(scope),
        },
        receive,
        send,
    )
    return sent


def test_a_page_goes_out_with_its_status_headers_and_bytes():
    pages = Pages(status="404 Not Found", headers=[("Content-Type", "text/html")])

    start, body = asked(pages)

    assert (start["status"], body["body"]) == (404, b"here")
    assert start["headers"] == [(b"Content-Type", b"text/html")]
    assert pages.closed == 1


def test_the_space_before_a_cookie_does_not_go_out():
    start, _ = asked(Pages(headers=[("Set-Cookie", " csrftoken=x; Path=/")]))

    assert start["headers"] == [(b"Set-Cookie", b"csrftoken=x; Path=/")]


def test_the_request_arrives_as_it_was_sent():
    pages = Pages()

    asked(
        pages,
        path="/größe/",
        method="POST",
        body=(b"one", b"two"),
        headers=[
            (b"content-type", b"application/json"),
            (b"content-length", b"9999"),
            (b"x-csrftoken", b"abc"),
        ],
    )

    (environ,) = pages.asked
    assert pages.read == [b"onetwo"]
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/größe/"
    assert environ["QUERY_STRING"] == "a=1"
    assert environ["CONTENT_TYPE"] == "application/json"
    assert environ["CONTENT_LENGTH"] == "6"
    assert environ["HTTP_X_CSRFTOKEN"] == "abc"
    assert environ["REMOTE_ADDR"] == "192.0.2.7"


def test_a_header_that_comes_twice_keeps_both_and_cookies_their_own_sign():
    pages = Pages()

    asked(
        pages,
        headers=[
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"accept", b"x"),
            (b"accept", b"y"),
        ],
    )

    assert pages.asked[0]["HTTP_COOKIE"] == "a=1; b=2"
    assert pages.asked[0]["HTTP_ACCEPT"] == "x,y"


def test_a_header_with_an_underscore_cannot_stand_for_one_with_a_dash():
    pages = Pages()

    asked(pages, headers=[(b"x_forwarded_for", b"10.0.0.1")])

    assert "HTTP_X_FORWARDED_FOR" not in pages.asked[0]


def test_a_large_request_arrives_whole():
    pages = Pages()
    part = b"x" * (IN_MEMORY // 2 + 1)

    asked(pages, method="POST", body=(part, part, part))

    assert pages.read == [part * 3]


def test_of_a_request_that_is_too_large_nothing_is_kept_and_the_pages_are_told():
    pages = Pages()
    part = b"x" * IN_MEMORY

    sent = asked(pages, method="POST", body=(part,) * 5)
    asked(pages, method="POST", body=(part,) * 4)

    assert pages.read == [b"", part * 4]
    assert [one[TOO_LARGE] for one in pages.asked] == [True, False]
    assert pages.asked[0]["CONTENT_LENGTH"] == "0"
    assert sent[0]["status"] == 200


def test_half_a_request_is_never_answered():
    pages = Pages()

    sent = asked(pages, method="POST", body=(b"half", b""), broken=True)

    assert sent == []
    assert pages.asked == []


def test_a_mistake_of_the_pages_ends_the_request_and_the_next_one_is_answered():
    pages = Pages()
    application = InThreads(pages, threads=1, most=MOST)

    async def both():
        pages.chunks = _broken()
        with pytest.raises(ZeroDivisionError):
            await one(application)
        pages.chunks = (b"here",)
        return await one(application)

    assert asyncio.run(both())[1]["body"] == b"here"
    assert pages.closed == 2


def _broken():
    yield b"he"
    raise ZeroDivisionError


def test_no_more_threads_answer_than_were_asked_for():
    pages = Pages()
    application = InThreads(pages, threads=2, most=MOST)

    async def many():
        await asyncio.gather(*(one(application) for _ in range(12)))

    asyncio.run(many())

    assert len(pages.asked) == 12
    assert len({*pages.threads}) <= 2


def test_who_reads_slowly_holds_no_thread():
    pages = Pages()
    application = InThreads(pages, threads=1, most=MOST)

    async def both():
        scope = {
            "type": "http", "method": "GET", "path": "/", "query_string": b"",
            "http_version": "1.1", "scheme": "http", "headers": [],
        }  # fmt: skip
        waits = asyncio.Event()

        async def receive():
            return {"type": "http.request"}

        async def never_reads(_message):
            waits.set()
            await asyncio.Event().wait()

        slow = asyncio.create_task(application(scope, receive, never_reads))
        await waits.wait()
        other = await asyncio.wait_for(one(application), timeout=10)
        slow.cancel()
        return other

    assert asyncio.run(both())[1]["body"] == b"here"


def test_a_request_for_which_the_disk_has_no_room_is_read_to_its_end_and_told(
    monkeypatch,
):
    class Full:
        def __init__(self, **settings):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *problem):
            pass

        def write(self, part):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(in_threads, "SpooledTemporaryFile", Full)
    pages = Pages()

    start, _ = asked(pages, method="POST", body=(b"one", b"two"))

    (environ,) = pages.asked
    assert start["status"] == 200
    assert (environ[NO_ROOM], environ[TOO_LARGE]) == (True, False)
    assert (pages.read, environ["CONTENT_LENGTH"]) == ([b""], "0")
