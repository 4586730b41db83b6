"""`heartsease import`: what became of every row, and one record file out of many."""

from datetime import date
from pathlib import Path

import click

from heartsease.cli import options, writing
from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.reading import say_progress
from heartsease.exchange.plain import dumps, plain, record_dumps
from heartsease.importers.outcome import Outcome
from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import whole_vocabulary
from heartsease.library import record_json
from heartsease.library.knowledge import standard


@click.command(name="import")
@options.files
@options.on
@options.date_order
@options.as_json
@click.option("--check", is_flag=True, help="Only say what would be taken or refused.")
@click.option("--out", type=options.WRITTEN, help="Write one Heartsease record here.")
def command(
    files: tuple[Path, ...],
    on: date,
    date_order: str | None,
    json_: bool,
    check: bool,
    out: Path | None,
) -> None:
    """Read FILES of one person into one Heartsease record.

    Each file is taken whole or, where it cannot be read, not at all; a row that cannot
    be taken is named with its reason.
    """
    if not check and out is None:
        raise click.UsageError("say --check, or --out FILE to write the record")
    result = read_files(
        files,
        vocabulary=whole_vocabulary(standard()),
        on=on,
        date_order=date_order,
        progress=say_progress,
    )
    if json_:
        data = [_data(one) for one in result.outcomes]
        click.echo(dumps(data), nl=False)
    else:
        for one in result.outcomes:
            _print(one)
    if not any(one.taken or one.duplicates for one in result.outcomes):
        raise Failure("No fact could be read from these files.", ExitCode.NOTHING_READ)
    if out is not None and not check:
        writing.write(out, record_dumps(record_json.write(result.record)))
        click.echo(f"written: {out}", err=True)
    if check and any(one.refused for one in result.outcomes):
        raise SystemExit(int(ExitCode.REFUSED))


def _print(outcome: Outcome) -> None:
    click.echo(f"{outcome.file} ({outcome.source or 'not recognised'})")
    for what, kinds in outcome.counts.items():
        total = sum(kinds.values())
        detail = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
        click.echo(f"  {what.replace('_', ' '):<10} {total:>6}  {detail}".rstrip())
    for one in outcome.refused:
        # A file that was refused whole has no row to name.
        where = " ".join(part for part in (one.row, one.field) if part)
        said = f"{one.reason} {one.advice}".rstrip()
        click.echo(f"    {where}: {said}" if where else f"    {said}")


def _data(outcome: Outcome) -> dict[str, object]:
    return {
        "file": outcome.file,
        "source": outcome.source,
        "counts": outcome.counts,
        "refused": plain(outcome.refused),
    }
