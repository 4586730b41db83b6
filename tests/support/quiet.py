"""Notices whenever Python reaches for somebody beyond this computer."""

import sys
from contextlib import contextmanager

HERE = ("127.0.0.1", "::1", "localhost", "", None)
_watching: list[list[str]] = []


def _hear(event, arguments):
    if not _watching:
        return
    if event == "socket.getaddrinfo":
        who = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        # A path is a socket file, such as that of a database on this computer.
        who = address[0] if isinstance(address, tuple) else None
    else:
        return
    who = who.decode() if isinstance(who, bytes) else who
    if who not in HERE:
        for made in _watching:
            made.append(f"{event} {who}")


sys.addaudithook(_hear)  # stays for the whole run; it listens while somebody watches


@contextmanager
def calls():
    """Names and addresses that were reached for while the block ran, in any thread."""
    made: list[str] = []
    _watching.append(made)
    try:
        yield made
    finally:
        _watching.remove(made)
