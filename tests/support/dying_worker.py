"""Work for a pool in which one file takes its process with it."""

import os
import signal

from heartsease.cli.hrv.batching.work import Done, Settings, measure_file

DEADLY = "deadly.txt"


def measure_or_die(folder: str, file: str, settings: Settings) -> Done:
    """Measures a file, and is ended by the system when it is the deadly one."""
    if file == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return measure_file(folder, file, settings)
