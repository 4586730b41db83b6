"""`heartsease cohort`: the same look at many people, to see whether it counts right.

numpy and pyreadstat come with the extra `research` and are loaded only here.
"""

import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartsease.cli import options, writing
from heartsease.cli.errors import ExitCode, Failure
from heartsease.importers.errors import SurveyError

if TYPE_CHECKING:
    from heartsease.cli.cohort.looking import Seen
    from heartsease.cli.cohort.page import Result
    from heartsease.cli.cohort.tables import Cohort
    from heartsease.importers.sources.nhanes_xpt import Participant

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
# The last day of the survey's own examinations in each cycle.
_LAST_DAY: Mapping[str, date] = {
    "I": date(2016, 12, 31),
    "J": date(2018, 12, 31),
    "P": date(2020, 3, 1),
}
_ALL = "all"


@click.group(name="cohort")
def command() -> None:
    """Look at a whole survey and count what is found."""


@command.command(name="nhanes")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--on",
    type=options.DAY,
    help="The day to look from.  [default: the last day of the survey's cycle]",
)
@click.option(
    "--cycle",
    default=_ALL,
    show_default=True,
    help="P (2017-March 2020), J (2017-2018), I (2015-2016) or all that DIR has.",
)
@options.as_json
@click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True,
    help="Processes that look at the same time.",
)  # fmt: skip
@click.option("--priors", type=options.WRITTEN, help="Write how common answers are.")
@click.option("--out", type=options.WRITTEN, help="Write the table: .csv or .md.")
def nhanes(
    folder: Path,
    on: date | None,
    cycle: str,
    json_: bool,
    workers: int,
    priors: Path | None,
    out: Path | None,
) -> None:
    """Look at every adult of NHANES, the US national health survey, in DIR.

    Says how often each finding occurs with a PHQ-9 of 10 or more and below, weighted
    and with the error of the survey's design, and sets our numbers beside the reference
    numbers in DIR (reference_numbers.json).

    P holds the people of J under new numbers, so cycles are never added together.
    These are associations in the general population, not causes.
    """
    _need_research_extra()
    from heartsease.cli.cohort import page
    from heartsease.exchange.plain import dumps

    if out is not None and out.suffix not in (".csv", ".md"):
        raise click.UsageError("--out writes a table: end its name in .csv or .md")
    for written in (out, priors):
        if written is not None and not written.parent.is_dir():
            raise click.UsageError(f"there is no folder {written.parent}")
    days = {
        name: on or _LAST_DAY.get(name, options.today())
        for name in _cycles(folder, cycle)
    }
    started = time.perf_counter()
    looked = {
        name: _look(folder, name, on=day, workers=workers) for name, day in days.items()
    }
    seconds = time.perf_counter() - started
    results = [
        _result(folder, cohort, on=days[name]) for name, cohort in looked.items()
    ]
    if priors is not None:
        _write_priors(priors, tuple(looked.values()))
    if out is not None:
        _write_table(out, results, cycle=cycle)
    click.echo(dumps(page.data(results)) if json_ else page.text(results), nl=False)
    people = sum(one.adults for one in results)
    click.echo(f"{people / seconds:.0f} people per second", err=True)


def _need_research_extra() -> None:
    try:
        import numpy  # noqa: F401 - only to see whether it is there
        import pyreadstat  # noqa: F401 - likewise
    except ImportError as missing:
        raise Failure(
            f"Counting a survey needs {missing.name}, which comes with the extra "
            "'research'. In the folder of the project: pip install '.[research]'",
            ExitCode.NOTHING_READ,
        ) from None


def _cycles(folder: Path, wanted: str) -> tuple[str, ...]:
    from heartsease.importers.sources.nhanes_xpt import cycles

    found = cycles(folder)
    if not found:
        raise Failure(
            f"{folder} has no NHANES tables: a cycle needs its demographic table "
            "(P_DEMO.XPT, DEMO_J.XPT) or joined_<cycle>.csv.gz.",
            ExitCode.NOTHING_READ,
        )
    if wanted == _ALL:
        return found
    if wanted.upper() not in found:
        raise Failure(
            f"{folder} has no cycle {wanted}; it has {', '.join(found)}.",
            ExitCode.NOTHING_READ,
        )
    return (wanted.upper(),)


def _look(folder: Path, cycle: str, *, on: date, workers: int) -> "Cohort":
    from heartsease.cli.cohort.tables import cohort_of
    from heartsease.importers.sources.nhanes_xpt import read_cycle

    try:
        people = list(read_cycle(folder, cycle, on=on))
    except SurveyError as problem:
        raise Failure(str(problem), ExitCode.NOTHING_READ) from None
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise Failure(
            f"{folder}: cycle {cycle} cannot be read: {problem}", ExitCode.NOTHING_READ
        ) from None
    if not people:
        raise Failure(f"{folder}: cycle {cycle} has no adults.", ExitCode.NOTHING_READ)
    return cohort_of(cycle, _see_all(people, cycle=cycle, on=on, workers=workers))


def _see_all(
    people: "list[Participant]", *, cycle: str, on: date, workers: int
) -> "list[Seen]":
    from heartsease.cli.cohort.looking import see_all

    with click.progressbar(
        length=len(people),
        label=f"cycle {cycle}",
        file=sys.stderr,
        show_pos=True,
    ) as bar:
        return see_all(people, on=on, workers=workers, moved=bar.update)


def _result(folder: Path, cohort: "Cohort", *, on: date) -> "Result":
    from heartsease.cli.cohort.page import Result
    from heartsease.cli.cohort.reference import compare, reference_of
    from heartsease.cli.cohort.tables import rows
    from heartsease.library.knowledge import standard

    knowledge = standard()
    theirs = reference_of(folder).get(cohort.cycle, {})
    return Result(
        cycle=cohort.cycle,
        on=on,
        adults=len(cohort.people),
        scored=int(cohort.scored.sum()),
        rows=rows(cohort, knowledge.findings),
        compared=compare(cohort, theirs, knowledge.measures),
        fingerprint=knowledge.fingerprint,
    )


def _write_priors(path: Path, cohorts: "tuple[Cohort, ...]") -> None:
    from heartsease.cli.cohort.priors import count, toml
    from heartsease.library.knowledge import standard

    counted = count(cohorts, standard(), made_on=options.today())
    writing.write(path, toml(counted))
    click.echo(f"priors: {path}", err=True)


def _write_table(path: Path, results: "list[Result]", *, cycle: str) -> None:
    from heartsease.cli.cohort import page

    if path.suffix == ".csv":
        text = page.table(results)
    else:
        text = page.markdown(
            results,
            command=f"heartsease cohort nhanes DIR --cycle {cycle} --out {path.name}",
            made_on=options.today(),
            above=path.read_text(encoding="utf-8") if path.exists() else "",
        )
    writing.write(path, text)
    click.echo(f"table: {path}", err=True)
