"""How a command ends when it cannot do its work."""

from enum import IntEnum
from typing import IO

import click


class ExitCode(IntEnum):
    """Exit codes; 2 is given by the argument parser itself."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOTHING_READ = 3
    NOT_FOUND = 4
    NOT_STARTED = 5
    NOT_SENT = 6
    NOT_WRITTEN = 7
    ENDED = 130  # as a shell says it: 128 and the number of the signal

    @property
    def meaning(self) -> str:
        """What the code says, for --help."""
        return {
            ExitCode.DONE: "done",
            ExitCode.REFUSED: "import --check or a new passphrase was refused",
            ExitCode.USAGE: "the command was not understood",
            ExitCode.NOTHING_READ: "no file could be read",
            ExitCode.NOT_FOUND: "no such id, topic or name",
            ExitCode.NOT_STARTED: "the web pages could not be started",
            ExitCode.NOT_SENT: "remind could not hand over every note",
            ExitCode.NOT_WRITTEN: "a file could not be written",
            ExitCode.ENDED: "ended with Ctrl+C",
        }[self]


class Failure(click.ClickException):
    """A sentence for the person at the keyboard, with its exit code."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.code = code

    def show(self, file: IO[str] | None = None) -> None:
        """Print the sentence on standard error and end with the code."""
        super().show(file)
        raise SystemExit(int(self.code))
