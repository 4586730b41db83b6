"""Arguments that several commands share."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITTEN = click.Path(dir_okay=False, writable=True, path_type=Path)


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-14", param, ctx)


DAY = _Day()


def today() -> date:
    """The day on this computer."""
    return datetime.now(UTC).astimezone().date()


def files(command: Command) -> Command:
    """FILE...: one person's files."""
    return click.argument("files", nargs=-1, required=True, type=EXISTING)(command)


def optional_files(command: Command) -> Command:
    """[FILE...]: one person's files, or none."""
    return click.argument("files", nargs=-1, type=EXISTING)(command)


def on(command: Command) -> Command:
    """--on DATE: the day to look from."""
    return click.option(
        "--on",
        type=DAY,
        default=today,
        show_default="today",
        help="The day to look from; the same files and day give the same result.",
    )(command)


def as_json(command: Command) -> Command:
    """--json: data instead of sentences."""
    return click.option(
        "--json", "json_", is_flag=True, help="Print JSON instead of sentences."
    )(command)


def date_order(command: Command) -> Command:
    """--date-order: how 03/04/2025 is meant."""
    return click.option(
        "--date-order",
        type=click.Choice(["dmy", "mdy"]),
        help="How a date such as 03/04/2025 in a CSV file is meant.",
    )(command)


def signal(command: Command) -> Command:
    """--signal: what a signal is that its file has no word for."""
    return click.option(
        "--signal",
        type=click.Choice(("ecg", "pulse")),
        help="What a signal is, where the file does not say it.",
    )(command)
