"""The processes that answer: one alone, or several that share a port."""

import importlib
import multiprocessing
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any

import click

DOOR = "heartsease.web.project.asgi"
PAUSE_S = 1.0  # before a process that fell is replaced, so that none falls in a rush
PATIENCE_S = 10.0  # for what is being answered when the end comes


def answer(application: Any, listening: socket.socket) -> None:
    """Answers in this process until it is told to end."""
    import uvicorn

    # No access log: the addresses somebody opened are theirs.
    config = uvicorn.Config(
        application, log_level="warning", access_log=False, lifespan="off", ws="none"
    )
    with suppress(KeyboardInterrupt):  # the way to end it is no failure
        uvicorn.Server(config).run(sockets=[listening])


def answer_together(listening: socket.socket, *, workers: int) -> None:
    """Answers in several processes; one that falls is replaced.

    They end with this one, however it ends.
    """
    # Started anew and not copied: a copy would share connections to the database.
    start = multiprocessing.get_context("spawn").Process
    crew: list[SpawnProcess] = []
    signal.signal(signal.SIGTERM, _end)
    try:
        while True:
            crew = [one for one in crew if one.is_alive()]
            while len(crew) < workers:
                one = start(target=_work, args=(listening,))
                one.start()
                crew.append(one)
            wait([one.sentinel for one in crew])
            click.echo("A process that answers has ended; another one comes.", err=True)
            time.sleep(PAUSE_S)
    except KeyboardInterrupt:
        pass
    finally:
        for one in crew:
            one.terminate()
        for one in crew:
            one.join(PATIENCE_S)
            one.kill()


def _end(_number: int, _frame: FrameType | None) -> None:
    """Being told to end is the same as Ctrl+C."""
    raise KeyboardInterrupt


def _work(listening: socket.socket) -> None:
    """One of several: answers until it is told to end, or the first one is gone."""
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    with suppress(KeyboardInterrupt):  # Ctrl+C reaches every process, also early
        answer(importlib.import_module(DOOR).application, listening)


def _end_with_the_first() -> None:
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)
