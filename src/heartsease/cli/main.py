"""`heartsease`: the group of commands; each is loaded only when it is called."""

import errno
import importlib
import io
import sys
from collections.abc import Mapping
from typing import Any

import click

from heartsease.cli import writing
from heartsease.cli.errors import ExitCode, Failure

# Name of the command: module of heartsease.cli that holds it as `command`.
_COMMANDS: Mapping[str, str] = {
    "map": "map",
    "score": "score",
    "stage": "stage",
    "labs": "labs",
    "explain": "explain",
    "evidence": "evidence",
    "import": "importing",
    "export": "export",
    "hrv": "hrv",
    "cohort": "cohort",
    "serve": "serve",
    "accounts": "accounts",
    "remind": "remind",
    "hazards": "hazards",
}


class _Group(click.Group):
    """Loads a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        loaded = importlib.import_module(f"heartsease.cli.{module}")
        command: click.Command = loaded.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what the disk or Ctrl+C ends gets a sentence and a code."""
        _say_what_the_terminal_can()
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Ended.", err=True)
            raise SystemExit(int(ExitCode.ENDED)) from None
        except OSError as problem:
            if problem.errno == errno.EPIPE:  # the reader has seen enough
                raise
            place = problem.filename or "A file"
            raise Failure(
                f"{place}: {writing.why(problem)}", ExitCode.NOT_WRITTEN
            ) from None


def _say_what_the_terminal_can() -> None:
    """A sign that cannot be shown must not end the page in an error.

    A terminal gets "?"; a file or a pipe gets the number of the sign, so that nothing
    is lost.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(
                errors="replace" if stream.isatty() else "backslashreplace"
            )


@click.group(
    cls=_Group,
    epilog="Exit codes: "
    + "; ".join(f"{code.value} {code.meaning}" for code in ExitCode)
    + ".",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(package_name="heartsease")
def main() -> None:
    """Find what is worth trying next for depression that has not lifted.

    Reads a person's record (FHIR R4, laboratory CSV, or Heartsease's own JSON) and says
    how far treatment has truly been tried, what may be contributing, what to find out
    next, and at most three next steps, each with its evidence and through its gates.

    It does not diagnose, does not choose or change medicines, is not monitored, and is
    not for emergencies.
    """
