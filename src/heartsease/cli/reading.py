"""Reads the files named on the command line into one record, and says what was not."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from heartsease.cli.errors import ExitCode, Failure
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode
from heartsease.core.record.record import Record
from heartsease.exchange.present import present
from heartsease.importers.outcome import Outcome
from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import whole_vocabulary
from heartsease.library.knowledge import standard_words

SHOWN = 5  # refusals printed before the rest is only counted


def read_record(
    files: Sequence[Path],
    *,
    knowledge: Knowledge,
    on: date,
    date_order: str | None = None,
) -> tuple[Record, Sequence[Outcome]]:
    """The record of one person; ends the command when no file could be used."""
    result = read_files(
        files,
        vocabulary=whole_vocabulary(knowledge),
        on=on,
        date_order=date_order,
        progress=say_progress,
    )
    if not any(outcome.taken or outcome.duplicates for outcome in result.outcomes):
        for outcome in result.outcomes:
            _say_refused(outcome)
        raise Failure("No fact could be read from these files.", ExitCode.NOTHING_READ)
    return result.record, result.outcomes


def say_progress(file: str, rows: int) -> None:
    """On standard error, for a file that takes a while."""
    click.echo(f"{file}: {rows:,} rows read so far", err=True)


def say_refusals(outcomes: Sequence[Outcome]) -> None:
    """On standard error, so that a pipe gets the result alone."""
    for outcome in outcomes:
        _say_refused(outcome)


def say_help(picture: Picture, knowledge: Knowledge) -> None:
    """Crisis help on standard error, where the answers call for it.

    `map` shows it on the page; the other commands must not look past it.
    """
    if picture.safety.mode not in (Mode.EMERGENCY, Mode.FLOW):
        return
    page = present(picture, knowledge=knowledge, words=standard_words())
    for notice in page.notices[:1]:
        for line in (notice.heading, *notice.sentences):
            click.echo(line, err=True)
    for one in (page.help.emergency, *page.help.lines):
        click.echo(f"  {one.text}", err=True)


def _say_refused(outcome: Outcome) -> None:
    refused = outcome.refused
    for one in refused[:SHOWN]:
        where = " ".join(part for part in (one.file, one.row, one.field) if part)
        click.echo(f"not taken: {where}: {one.reason} {one.advice}", err=True)
    if len(refused) > SHOWN:
        click.echo(
            f"not taken: {outcome.file}: {len(refused) - SHOWN} more; "
            "see `heartsease import --check`",
            err=True,
        )
