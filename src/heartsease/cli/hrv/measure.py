"""`heartsease hrv FILE...`: the metrics of recordings, as a table, JSON, CSV or a drawing."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heartsease.cli import options, writing
from heartsease.cli.errors import ExitCode, Failure
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.numbers import number
from heartsease.exchange.plain import plain
from heartsease.exchange.spreadsheet import harmless

if TYPE_CHECKING:
    from heartsease.cli.hrv.measuring import Outcome

_CLEANING = ("heartsease", "lipponen-tarvainen-2019", "local-median", "none")
_SPECTRA = ("auto", "welch", "lomb", "ar")
_MOST_NOTES = 12  # of one recording; a thousand refused rows say no more than ten
_COVERED = 0.99  # of the time; below, the head says how much kept intervals fill
# For people, what UCUM writes for programs.
_SHOWN = {
    "1": "",
    "{count}": "",
    "ms2": "ms²",
    "{ln(ms)}": "ln ms",
    "{ln(ms2)}": "ln ms²",
    "{lg(ms2)}": "lg ms²",
}
_PRESETS = ("heartsease", "neurokit2", "hrvanalysis", "welltory", "kubios-like")


@click.command(name="measure")
@options.files
@click.option(
    "--metrics",
    help="Only these, by id and separated by commas; the ids are in the reference.",
)
@click.option(
    "--preset",
    type=click.Choice(_PRESETS),
    default=_PRESETS[0],
    show_default=True,
    help="Another program's numbers, by its names.",
)
@click.option(
    "--clean",
    "cleaning",
    type=click.Choice(_CLEANING),
    default=_CLEANING[0],
    show_default=True,
    help="How artefacts are found.",
)
@click.option(
    "--spectrum",
    type=click.Choice(_SPECTRA),
    default=_SPECTRA[0],
    show_default=True,
    help="How the spectrum is made.",
)
@click.option(
    "--unit",
    type=click.Choice(("ms", "s")),
    help="The unit of the intervals, where the file does not say it.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    help="The samples a second of a signal, where the file does not say it.",
)
@options.signal
@click.option("--by-hour", is_flag=True, help="Also each hour of the clock.")
@click.option(
    "--started",
    type=click.DateTime(["%H:%M"]),
    metavar="HH:MM",
    help="The time of day it began, where the file does not say it.",
)
@options.as_json
@click.option("--csv", "csv_", is_flag=True, help="Print one row for each metric.")
@click.option(
    "--plot",
    type=options.WRITTEN,
    help="Draw beats, spectrum and Poincaré plot into this SVG file (one recording).",
)
def command(
    files: tuple[Path, ...],
    metrics: str | None,
    preset: str,
    cleaning: str,
    spectrum: str,
    unit: str | None,
    rate: float | None,
    signal: str | None,
    by_hour: bool,
    started: datetime | None,
    json_: bool,
    csv_: bool,
    plot: Path | None,
) -> None:
    """Measure recordings: heartbeat intervals, an ECG or a pulse wave."""
    from heartsease.cli.hrv import measuring

    if json_ and csv_:
        raise click.UsageError("choose one of --json and --csv")
    outcomes = tuple(
        measuring.outcomes(
            files,
            metrics=_named(metrics),
            preset=preset,
            cleaning=cleaning,
            spectrum=spectrum,
            unit=unit,
            rate_hz=rate,
            signal=signal,
            started=started.time() if started else None,
            by_hour=by_hour,
        )
    )
    for one in outcomes:
        for note in one.notes[:_MOST_NOTES]:
            click.echo(f"{one.name}: {note}", err=True)
        if (more := len(one.notes) - _MOST_NOTES) > 0:
            click.echo(f"{one.name}: and {more:,} more; --json has all", err=True)
    measured = [one for one in outcomes if one.measured is not None]
    if plot is not None:
        _plot(measured, plot)
    if json_:
        click.echo(_as_json(outcomes), nl=False)
    elif csv_:
        _write_csv(measured)
    else:
        click.echo("\n\n".join(_lines(one) for one in outcomes))
    if not measured:
        raise Failure("Nothing was measured.", ExitCode.NOTHING_READ)


def _named(metrics: str | None) -> list[str] | None:
    if metrics is None:
        return None
    names = [one.strip() for one in metrics.split(",") if one.strip()]
    if not names:
        raise click.UsageError("--metrics names no metric")
    return names


def _plot(measured: list["Outcome"], path: Path) -> None:
    from heartsease.cli.hrv import measuring

    if len(measured) != 1:
        raise click.UsageError(
            f"--plot draws one recording; here are {len(measured)} that were measured"
        )
    writing.write(path, measuring.drawn(measured[0]))


def _lines(one: "Outcome") -> str:
    if one.measured is None:
        return f"{one.name}\n  not measured: {one.refusal}"
    said = one.measured
    head = [
        f"{one.name}",
        (
            f"  {said.intervals:,} normal intervals in {said.duration_s / 60:,.1f} min; "
            f"{100 * one.share_found:.1f} % artefacts{_kinds(one)}; "
            f"{said.gaps} {'gap' if said.gaps == 1 else 'gaps'}"
        ),
        f"  {said.method}",
    ]
    if 1.0 - said.uncovered < _COVERED:
        head.append(f"  Normal intervals fill {1.0 - said.uncovered:.0%} of that time.")
    if one.cleaning != "none":
        head.append(
            "  Beats marked a little early or late, by 5 to 15 % of an interval, are "
            "mostly not seen; they make RMSSD too high."
        )
    return "\n".join((*head, *_table(one), *_by_hour(one)))


def _kinds(one: "Outcome") -> str:
    return (
        " ("
        + ", ".join(f"{count} {kind}" for kind, count in one.artefacts.items())
        + ")"
        if one.artefacts
        else ""
    )


def _table(one: "Outcome") -> Iterator[str]:
    assert one.measured is not None
    for name, value in one.measured.values.items():
        unit = one.units.get(name, "")
        if isinstance(value, Unknown):
            missing = ", ".join(sorted(value.missing))
            yield f"  {name:<28}{'not known':>12}   needs {missing}"
        else:
            yield f"  {name:<28}{number(value):>12} {_SHOWN.get(unit, unit)}".rstrip()


def _by_hour(one: "Outcome") -> Iterator[str]:
    if one.hours:
        yield f"  {'hour':<6}{'intervals':>10}{'mean_hr':>12}{'sdnn':>12}{'rmssd':>12}"
    for hour in one.hours:
        shown = "".join(
            f"{'not known' if isinstance(value, Unknown) else number(value):>12}"
            for value in (hour.mean_hr, hour.sdnn, hour.rmssd)
        )
        yield f"  {hour.hour:02}:00 {hour.intervals:>9,}{shown}"


def _as_json(outcomes: Iterable["Outcome"]) -> str:
    rows = [_plain(one) for one in outcomes]
    return json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(one: "Outcome") -> dict[str, Any]:
    row: dict[str, Any] = {"recording": one.name, "notes": list(one.notes)}
    if one.measured is None:
        return row | {"refusal": one.refusal}
    said = one.measured
    return row | {
        "started_at": one.started_at,
        "intervals": said.intervals,
        "pairs": said.pairs,
        "duration_s": said.duration_s,
        "artefacts": {
            "share": one.share_found,
            "found": dict(one.artefacts),
            "method": one.cleaning,
        },
        "gaps": said.gaps,
        "uncovered": said.uncovered,
        "preset": said.preset,
        "method": said.method,
        "metrics": {
            name: {"unknown": sorted(value.missing)}
            if isinstance(value, Unknown)
            else {"value": value, "unit": one.units.get(name, "")}
            for name, value in said.values.items()
        },
        "hours": plain(one.hours),
    }


def _write_csv(measured: Iterable["Outcome"]) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("recording", "metric", "value", "unit", "missing"))
    for one in measured:
        assert one.measured is not None
        file = harmless(one.name)
        for name, value in one.measured.values.items():
            unit = one.units.get(name, "")
            if isinstance(value, Unknown):
                rows.writerow((file, name, "", unit, "; ".join(sorted(value.missing))))
            else:
                rows.writerow((file, name, repr(value), unit, ""))
