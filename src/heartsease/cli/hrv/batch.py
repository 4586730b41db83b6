"""`heartsease hrv batch DIR`: a folder of recordings into one table, resumable."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartsease.cli import options, writing
from heartsease.cli.errors import ExitCode, Failure

if TYPE_CHECKING:
    from heartsease.cli.hrv.batching.work import Done

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_METHODS = ("heartsease", "lipponen-tarvainen-2019", "local-median")
_FORMATS = ("parquet", "csv")
# Files that belong to a WFDB header beside them and are read with it.
_WITH_HEADER = (".dat", ".atr", ".ecg", ".qrs", ".ari", ".man", ".aux", ".xws")


@click.command(name="batch")
@click.argument("folder", type=FOLDER)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("hrv-results"),
    show_default=True,
    help="The folder for the tables and the journal.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    show_default="one for each core",
    help="Processes on this machine.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Hand the work to a Dask scheduler, e.g. tcp://10.0.0.5:8786.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="Parquet when pyarrow is installed, else CSV.",
)
@click.option("--metrics", help="Only these, by id and separated by commas.")
@click.option(
    "--clean",
    "method",
    type=click.Choice(_METHODS),
    default=_METHODS[0],
    show_default=True,
    help="How artefacts are found.",
)
@click.option("--unit", type=click.Choice(("ms", "s")), help="The unit of intervals.")
@click.option(
    "--rate", "rate_hz", type=float, help="Samples a second of plain signals."
)
@options.signal
@click.option("--again", is_flag=True, help="Measure everything again.")
def command(
    folder: Path,
    out: Path,
    workers: int,
    scheduler: str | None,
    format_: str | None,
    metrics: str | None,
    method: str,
    unit: str | None,
    rate_hz: float | None,
    signal: str | None,
    again: bool,
) -> None:
    """Measure every recording under FOLDER into one table.

    A run that was ended goes on where it stopped. A file that cannot be measured is a
    row of the failures, with its reason, and never ends the others.
    """
    from heartsease.cli.hrv.batching import tables
    from heartsease.cli.hrv.batching import workers as crew
    from heartsease.cli.hrv.batching.journal import Journal
    from heartsease.cli.hrv.batching.work import Settings

    settings = Settings(
        metrics=_named(metrics),
        method=method,
        unit=unit,
        rate_hz=rate_hz,
        signal=signal,
    )
    ending = _ending(format_)
    writing.folder(out)
    journal = Journal(out, settings)
    if again:
        journal.forget()
    files = list(_files(folder, out))
    if not files:
        raise Failure("There is no file in this folder.", ExitCode.NOTHING_READ)
    known = {name: done for name in files if (done := journal.finished(folder, name))}
    rest = [name for name in files if name not in known]
    if known:
        click.echo(f"{len(known)} of {len(files)} files are done already", err=True)
    where = str(folder.resolve())
    work = (
        crew.on_scheduler(where, rest, settings, address=scheduler)
        if scheduler
        else crew.local(where, rest, settings, workers=min(workers, len(rest) or 1))
    )
    with click.progressbar(
        length=len(files), label="Measuring", file=sys.stderr
    ) as bar:
        bar.update(len(known))
        for done in work if rest else ():
            journal.write(folder, done)
            known[done.file] = done
            bar.update(1)
    measured = [row for done in known.values() for row in done.measured]
    failed = [row for done in known.values() for row in done.failed]
    tables.write(out / f"results{ending}", measured)
    tables.write(out / f"failures{ending}", failed, columns=tables.FAILURE_COLUMNS)
    _say(known, out, ending)
    if not measured:
        raise Failure("Nothing was measured.", ExitCode.NOTHING_READ)


def _say(known: "dict[str, Done]", out: Path, ending: str) -> None:
    recordings = sum(len(done.measured) for done in known.values())
    kinds = Counter(str(row["kind"]) for done in known.values() for row in done.failed)
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    click.echo(f"measured: recordings {recordings}, files looked at {len(known)}")
    click.echo(f"not measured: {told or 'nothing'}")
    click.echo(f"written: {out / f'results{ending}'}, {out / f'failures{ending}'}")


def _files(folder: Path, out: Path) -> Iterator[str]:
    """Every file under the folder by its name in it, but hidden ones and our own."""
    ours = out.resolve()
    found = sorted(folder.rglob("*"))
    parts = {part for path in found if path.suffix == ".hea" for part in _parts(path)}
    for path in found:
        inside = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        if ours in path.resolve().parents:
            continue
        if path.suffix in _WITH_HEADER and path.with_suffix(".hea").exists():
            continue
        if path in parts:
            continue
        yield inside.as_posix()


def _parts(header: Path) -> Iterator[Path]:
    """The headers of the segments that a WFDB header puts together: no one else's."""
    try:
        text = header.read_text(encoding="utf-8", errors="replace")
    except OSError:  # a folder of that name, or one that nobody may read: told later
        return
    told = (line.split() for line in text.splitlines())
    lines = [words for words in told if words and not words[0].startswith("#")]
    if lines and "/" in lines[0][0]:
        yield from (header.with_name(f"{words[0]}.hea") for words in lines[1:])


def _named(metrics: str | None) -> tuple[str, ...] | None:
    from heartsease.hrv.measures import METRICS

    if metrics is None:
        return None
    names = tuple(one.strip() for one in metrics.split(",") if one.strip())
    if unknown := [name for name in names if name not in METRICS]:
        raise click.UsageError(f"there is no metric {', '.join(unknown)}")
    return names


def _ending(format_: str | None) -> str:
    has_arrow = util.find_spec("pyarrow") is not None
    if format_ == "parquet" and not has_arrow:
        raise click.UsageError(
            "Parquet needs pyarrow; install the extra 'batch' or choose --format csv"
        )
    return (
        ".parquet"
        if format_ == "parquet" or (format_ is None and has_arrow)
        else ".csv"
    )
