"""`heartsease export`: one person's record as FHIR R4 and as tables."""

import json
import re
from datetime import date
from pathlib import Path

import click

from heartsease.cli import options, writing
from heartsease.cli.reading import read_record, say_refusals

_FOLDER = click.Path(file_okay=False, path_type=Path)
_AN_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")  # what FHIR allows as the id of a resource


@click.command(name="export")
@options.files
@options.on
@options.date_order
@click.option("--fhir", type=options.WRITTEN, help="Write a FHIR R4 Bundle (JSON).")
@click.option("--tables", type=_FOLDER, help="Write tables (CSV) into this folder.")
@click.option(
    "--pseudonym",
    default="person",
    show_default=True,
    help="The id of the Patient; it should say nothing about who it is.",
)
def command(
    files: tuple[Path, ...],
    on: date,
    date_order: str | None,
    fhir: Path | None,
    tables: Path | None,
    pseudonym: str,
) -> None:
    """Write the record in one person's FILES for other programs.

    The Bundle holds what FHIR can carry and no name; docs/reference/fhir.md lists what
    stays behind.
    """
    from heartsease.exchange.fhir.bundle import bundle
    from heartsease.exchange.tables import tables as tables_of
    from heartsease.library.knowledge import standard, standard_words

    if fhir is None and tables is None:
        raise click.UsageError("say --fhir FILE, --tables FOLDER, or both")
    if not _AN_ID.fullmatch(pseudonym):
        raise click.UsageError(
            "--pseudonym: use letters, digits, '-' and '.', at most 64 of them"
        )
    knowledge, words = standard(), standard_words()
    record, outcomes = read_record(
        files, knowledge=knowledge, on=on, date_order=date_order
    )
    if fhir is not None:
        made = bundle(
            record, knowledge=knowledge, words=words, pseudonym=pseudonym, on=on
        )
        _write(fhir, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    if tables is not None:
        writing.folder(tables)
        for name, text in tables_of(record, knowledge, words).items():
            _write(tables / name, text)
    say_refusals(outcomes)


def _write(path: Path, text: str) -> None:
    writing.write(path, text)
    click.echo(f"written: {path}", err=True)
