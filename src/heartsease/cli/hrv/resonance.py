"""`heartsease hrv resonance`: at which breathing pace a heart answers best, or at none."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartsease.cli import options, writing
from heartsease.cli.errors import ExitCode, Failure
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.plain import dumps, plain
from heartsease.hrv.resonance.protocol import Criterion
from heartsease.library.biofeedback import standard_resonance

if TYPE_CHECKING:
    from heartsease.cli.hrv.assessing import Verdict
    from heartsease.hrv.resonance.assess import Resonance

_RATE = click.FloatRange(min=1, max=30)


@click.command(name="resonance")
@options.files
@click.option(
    "--rate",
    "rates",
    multiple=True,
    type=_RATE,
    help="Breaths a minute; once for each file, or for each trial of one file, in order.",
)
@click.option("--minutes", type=click.FloatRange(min=1), help="Length of a trial.")
@click.option("--rest", type=click.FloatRange(min=0), help="Minutes between trials.")
@click.option(
    "--start",
    type=click.FloatRange(min=0),
    help="Seconds from the first beat (of an ECG or a pulse wave: from its first sample) "
    "to the first breath, if known to a fifth of a second; only then does it count "
    "whether heart and breath go together.",
)
@click.option("--slide", is_flag=True, help="One file in which the pace slid down.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same files and seed give the same result.",
)
@options.as_json
@click.option(
    "--plot", type=options.WRITTEN, help="Draw the result into this SVG file."
)
def command(
    files: tuple[Path, ...],
    rates: tuple[float, ...],
    minutes: float | None,
    rest: float | None,
    start: float | None,
    slide: bool,
    seed: int,
    json_: bool,
    plot: Path | None,
) -> None:
    """Compare paces of breathing in FILES of heartbeat intervals, an ECG or a pulse wave.

    One file holds a whole assessment: the paces and minutes of the standard plan, unless
    --rate, --minutes and --rest say otherwise. Several files hold one pace each, named
    by --rate in the same order.

    A pace is named only when the trials carry it. None of this is a treatment.
    """
    from heartsease.cli.hrv import assessing

    plan = standard_resonance()
    if len(files) > 1:
        _check_trials(
            files, rates, alone=slide or minutes is not None or rest is not None
        )
        verdict = assessing.of_trials(files, rates, plan=plan, seed=seed)
    elif slide:
        if rates:
            raise click.UsageError(
                "a slide has the paces of the plan; leave out --rate"
            )
        verdict = assessing.of_slide(
            files[0], plan=plan, minutes=minutes, start_s=start, seed=seed
        )
    else:
        verdict = assessing.of_whole(
            files[0],
            rates,
            plan=plan,
            minutes=minutes,
            rest_minutes=rest,
            start_s=start,
            seed=seed,
        )
    if plot is not None:
        _draw(verdict, plot)
    if json_:
        click.echo(dumps(plain(verdict)), nl=False)
        return
    click.echo("\n".join(_lines(verdict)))


def _check_trials(
    files: tuple[Path, ...], rates: tuple[float, ...], *, alone: bool
) -> None:
    if alone:
        raise click.UsageError(
            "with one file for each pace, leave out --slide, --minutes and --rest"
        )
    if len(rates) != len(files):
        raise click.UsageError(
            f"there are {len(files)} files and {len(rates)} paces; give one --rate for "
            "each file, in the same order"
        )


def _draw(verdict: "Verdict", path: Path) -> None:
    drawing = verdict.drawing
    if drawing is None:
        raise Failure(
            f"{verdict.sentence} There is nothing to draw.", ExitCode.NOTHING_READ
        )
    writing.write(path, drawing)


def _lines(verdict: "Verdict") -> Iterator[str]:
    yield verdict.sentence
    yield from verdict.remarks
    if not isinstance(verdict.found, Unknown):
        yield ""
        yield from _table(verdict.found)


def _table(found: "Resonance") -> Iterator[str]:
    yield f"{'breaths/min':>11}{'score':>8}{'best in':>9}{'swing/min':>11}{'lag deg':>9}"
    for one in found.rated:
        lag = "-" if isinstance(one.lag_deg, Unknown) else f"{one.lag_deg:.0f}"
        swing = one.criteria[Criterion.SWING]
        yield (
            f"{one.rate_per_min:>11g}{one.score:>8.2f}{one.support:>9.0%}"
            f"{swing:>11.1f}{lag:>9}"
        )
    if found.rates:  # where no pace stands out, none is read between them either
        low, high = found.interval_per_min
        yield (
            f"Read between the paces: {found.best_per_min:.1f}; nine redrawn assessments "
            f"in ten lie between {low:.1f} and {high:.1f}."
        )
    if not isinstance(found.drift, Unknown):
        yield f"The first pace again: score {found.drift:+.2f}."
    for missing in found.not_used:
        yield f"A trial was not used, for want of {', '.join(sorted(missing.missing))}."
