"""From files to the verdict on an assessment; loaded only when one is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.hrv.heard import heard
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.drawing.flower import standalone
from heartsease.exchange.drawing.resonance import resonance
from heartsease.hrv.beats import Beats
from heartsease.hrv.clean import irregular
from heartsease.hrv.clean.clean import clean
from heartsease.hrv.errors import ProtocolError
from heartsease.hrv.pacer import Pacer, Section, steady
from heartsease.hrv.resonance import said
from heartsease.hrv.resonance.assess import Resonance, assess, assess_slide, judge
from heartsease.hrv.resonance.protocol import Protocol
from heartsease.hrv.resonance.trial import Trial, cut
from heartsease.hrv.say import Say
from heartsease.importers.recordings.read import read_file
from heartsease.library.biofeedback import ResonancePlan, standard_heart_words
from heartsease.library.heart_rhythm import standard_irregular


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found, and how it is said."""

    found: Resonance | Unknown
    sentence: str
    remarks: tuple[str, ...]

    @property
    def drawing(self) -> str | None:
        """An SVG file, or None when nothing could be compared."""
        if isinstance(self.found, Unknown):
            return None
        say = standard_heart_words()
        return standalone(resonance(self.found, sentence=self.sentence, say=say))


def of_trials(
    files: Sequence[Path], rates: Sequence[float], *, plan: ResonancePlan, seed: int
) -> Verdict:
    """One file for each pace.

    Such a file rarely says when its first breath began, so that only the steadiness of
    the heart against the pace counts, and not whether the two go together.
    """
    trials = [
        _trial(file, rate, plan.protocol)
        for file, rate in zip(files, rates, strict=True)
    ]
    found = judge(
        [one for one in trials if isinstance(one, Trial)],
        protocol=plan.protocol,
        generator=np.random.default_rng(seed),
        not_used=tuple(one for one in trials if isinstance(one, Unknown)),
    )
    return _verdict(found, standard_heart_words())


def of_whole(
    file: Path,
    rates: Sequence[float],
    *,
    plan: ResonancePlan,
    minutes: float | None,
    rest_minutes: float | None,
    start_s: float | None,
    seed: int,
) -> Verdict:
    """One file with every trial, at the times of the plan.

    Without `start_s` the first trial begins at the first beat, roughly; then the phase
    of the breath is not known and does not count.
    """
    protocol = _protocol(plan.protocol, rates, minutes, rest_minutes)
    found = assess(
        _beats(file),
        _pacer(
            protocol,
            repeat=not rates and protocol.repeat_first,
            start_s=start_s or 0.0,
        ),
        protocol=protocol,
        generator=np.random.default_rng(seed),
        phase_known=start_s is not None,
    )
    return _verdict(found, standard_heart_words())


def of_slide(
    file: Path,
    *,
    plan: ResonancePlan,
    minutes: float | None,
    start_s: float | None,
    seed: int,
) -> Verdict:
    """One file in which the pace slid from the plan's first to its last."""
    begins = start_s or 0.0
    section = Section(
        start_s=begins,
        end_s=begins + 60.0 * (minutes or plan.slide.minutes),
        first_per_min=plan.slide.first_per_min,
        last_per_min=plan.slide.last_per_min,
    )
    found = assess_slide(
        _beats(file),
        section,
        protocol=plan.protocol,
        breaths=plan.slide.breaths,
        generator=np.random.default_rng(seed),
        phase_known=start_s is not None,
    )
    return _verdict(found, standard_heart_words())


def _verdict(found: Resonance | Unknown, say: Say) -> Verdict:
    return Verdict(
        found=found,
        sentence=said.sentence(found, say),
        remarks=said.remarks(found, say),
    )


def _trial(file: Path, rate: float, protocol: Protocol) -> Trial | Unknown:
    heart = _beats(file)
    section = steady(
        rate, start_s=float(heart.times_s[0]), end_s=float(heart.times_s[-1])
    )
    return cut(
        heart,
        section,
        settle_s=protocol.settle_s,
        most_left_out=protocol.most_left_out,
        phase_known=False,
    )


def _protocol(
    standard: Protocol,
    rates: Sequence[float],
    minutes: float | None,
    rest_minutes: float | None,
) -> Protocol:
    try:
        return replace(
            standard,
            rates_per_min=tuple(rates) or standard.rates_per_min,
            minutes=standard.minutes if minutes is None else minutes,
            rest_minutes=standard.rest_minutes
            if rest_minutes is None
            else rest_minutes,
        )
    except ProtocolError as problem:
        raise click.UsageError(str(problem)) from None


def _pacer(protocol: Protocol, *, repeat: bool, start_s: float) -> Pacer:
    """Paces that somebody named stand as named; the plan's own come with its repeat."""
    shown = [*protocol.rates_per_min, *protocol.rates_per_min[: int(repeat)]]
    every = 60.0 * (protocol.minutes + protocol.rest_minutes)
    return Pacer(
        sections=tuple(
            steady(
                rate,
                start_s=start_s + every * place,
                end_s=start_s + every * place + 60.0 * protocol.minutes,
            )
            for place, rate in enumerate(shown)
        )
    )


def _beats(file: Path) -> Beats:
    """The only recording of a file, cleaned; the sentence says what is wrong with it."""
    read = read_file(file)
    if not read.recordings:
        reasons = " ".join(f"{one.reason} {one.advice}" for one in read.refused[:3])
        raise Failure(f"{file.name}: {reasons}", ExitCode.NOTHING_READ)
    if len(read.recordings) > 1:
        raise Failure(
            f"{file.name} holds {len(read.recordings)} recordings; one is needed here.",
            ExitCode.NOTHING_READ,
        )
    found = heard(read.recordings[0])
    beats = found.beats
    if beats is None:
        raise Failure(f"{file.name}: {found.refusal}", ExitCode.NOTHING_READ)
    rhythm = irregular.screen(beats, standard_irregular())
    if rhythm.withheld is True:
        raise Failure(f"{file.name}: {rhythm.reason}", ExitCode.NOTHING_READ)
    cleaned = clean(beats)
    if cleaned.refusal:
        raise Failure(f"{file.name}: {cleaned.refusal}", ExitCode.NOTHING_READ)
    return cleaned.beats
