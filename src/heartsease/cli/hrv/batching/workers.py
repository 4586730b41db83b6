"""Hands files to workers: processes of this machine, or an existing Dask scheduler.

A worker that dies (out of memory, a crash below Python) takes no other file with it:
what was under way is done again alone, and what dies alone is a failure by name.
"""

import importlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.hrv.batching.work import Done, Settings, died, measure_file

AHEAD = 4  # files a worker that are handed out at once; the rest waits here
CONNECT_S = 20
DEATHS = 2  # workers that one file may take with it before it is left

Work = Callable[[str, str, Settings], Done]

# A fork of this process would take half of the threads of numeric libraries with it. A
# server forks instead, which has no threads and has everything imported once.
_START = "forkserver" if hasattr(os, "fork") else "spawn"
_IMPORTED = ("heartsease.cli.hrv.batching.work",)


def local(
    folder: str,
    files: Sequence[str],
    settings: Settings,
    *,
    workers: int,
    work: Work = measure_file,
) -> Iterator[Done]:
    """Every file, in the order in which they are finished."""
    waiting = list(reversed(files))
    suspects: list[str] = []
    while waiting:
        under_way: dict[Future[Done], str] = {}
        with _pool(workers) as pool:
            try:
                yield from _through(
                    lambda file: pool.submit(work, folder, file, settings),
                    waiting,
                    under_way,
                    most=AHEAD * workers,
                )
            except BrokenProcessPool:
                suspects.extend(under_way.values())
    for file in suspects:
        yield _alone(folder, file, settings, work)


def _through(
    submit: Callable[[str], Future[Done]],
    waiting: list[str],
    under_way: dict[Future[Done], str],
    *,
    most: int,
) -> Iterator[Done]:
    while waiting or under_way:
        while waiting and len(under_way) < most:
            file = waiting.pop()
            try:
                future = submit(file)
            except BrokenProcessPool:
                waiting.append(file)
                raise
            under_way[future] = file
        finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
        # Whole ones first: a broken pool ends every other future with its error.
        for future in sorted(finished, key=lambda one: one.exception() is not None):
            done = future.result()
            del under_way[future]
            yield done


def _alone(folder: str, file: str, settings: Settings, work: Work) -> Done:
    with _pool(1) as pool:
        try:
            return pool.submit(work, folder, file, settings).result()
        except BrokenProcessPool:
            return died(file, "The process that measured it was ended by the system.")


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context(_START)
    context.set_forkserver_preload(list(_IMPORTED))
    return ProcessPoolExecutor(
        max_workers=workers, mp_context=context, initializer=_end_when_alone
    )


def _end_when_alone() -> None:
    """In a worker: ends it when the run that started it was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def on_scheduler(
    folder: str, files: Sequence[str], settings: Settings, *, address: str
) -> Iterator[Done]:
    """Every file, on the workers of a Dask scheduler that runs already.

    They need Heartsease and see `folder` under the same name. Raises `Failure` when
    nobody answers at the address.
    """
    distributed = _distributed()
    client = _client(distributed, address)
    with client, client.as_current():
        workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        waiting = list(reversed(files))
        names: dict[str, str] = {}

        def submit() -> Any:
            file = waiting.pop()
            future = client.submit(
                measure_file, folder, file, settings, pure=False, retries=DEATHS - 1
            )
            names[future.key] = file
            return future

        first = [submit() for _ in range(min(len(waiting), AHEAD * workers))]
        finished = distributed.as_completed(first)
        for future in finished:
            file = names.pop(future.key)
            problem = future.exception()
            if problem is None:
                yield future.result()
            else:
                name = type(problem).__name__
                yield died(file, f"The worker that measured it was lost ({name}).")
            if waiting:
                finished.add(submit())


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise Failure(
            "Dask is not installed; install Heartsease with its extra 'batch'.",
            ExitCode.USAGE,
        ) from None


def _client(distributed: Any, address: str) -> Any:
    try:
        return distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as problem:
        raise Failure(
            f"No scheduler answers at {address} ({type(problem).__name__}).",
            ExitCode.NOT_FOUND,
        ) from None
