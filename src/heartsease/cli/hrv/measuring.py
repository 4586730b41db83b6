"""From files to metrics: read, clean, measure, one recording after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

import click

from heartsease.cli.hrv.heard import SIGNALS, heard
from heartsease.exchange.drawing.heart.sheet import sheet
from heartsease.hrv import long_term
from heartsease.hrv.beats import Beats
from heartsease.hrv.clean import irregular
from heartsease.hrv.clean.artefact import Cleaned, Method
from heartsease.hrv.clean.clean import clean
from heartsease.hrv.errors import PulseError, SettingsError
from heartsease.hrv.long_term import Hour
from heartsease.hrv.measures import METRICS, OWN, Measured, measure
from heartsease.hrv.ppg.detect import Pulse
from heartsease.hrv.spectrum import bands
from heartsease.hrv.spectrum.bands import SpectrumSettings
from heartsease.importers.recordings.pulse import pulse_of
from heartsease.importers.recordings.read import WHOLE_FILE, read_file
from heartsease.importers.recordings.recording import Recording, SignalKind, Unit
from heartsease.library.heart_rhythm import standard_irregular

UNCLEANED = "none"
_DRAWN = ("hf", "sd1", "sd2")  # what the drawings need


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one recording; `measured` is None when `refusal` says why."""

    name: str
    refusal: str = ""
    notes: tuple[str, ...] = ()
    measured: Measured | None = None
    given: Beats | None = None
    beats: Beats | None = None
    started_at: str | None = None
    cleaning: str = UNCLEANED
    settings: SpectrumSettings | None = None  # None: the preset brings its own
    share_found: float = 0.0
    artefacts: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    hours: tuple[Hour, ...] = ()


def outcomes(
    files: Sequence[Path],
    *,
    metrics: Sequence[str] | None,
    preset: str,
    cleaning: str,
    spectrum: str,
    unit: str | None = None,
    rate_hz: float | None = None,
    signal: str | None = None,
    started: time | None = None,
    by_hour: bool = False,
) -> Iterator[Outcome]:
    """Every recording of every file; a bad file is an outcome, not an end.

    `started` is the time of day at which they began, where the file does not say it.
    """
    # Left to itself, a preset brings its own.
    method = bands.Method(spectrum)
    settings = None if method is bands.Method.AUTO else SpectrumSettings(method=method)
    for path in files:
        read = read_file(
            path,
            unit=Unit(unit) if unit else None,
            rate_hz=rate_hz,
            signal=SIGNALS[signal] if signal else None,
        )
        refused = tuple(
            f"{one.row}: {one.reason} {one.advice}"
            for one in read.refused
            if one.kind != WHOLE_FILE
        )
        for one in read.refused:
            if one.kind == WHOLE_FILE:
                yield Outcome(name=path.name, refusal=f"{one.reason} {one.advice}")
        for recording in read.recordings:
            yield _outcome(
                recording,
                name=_name(path, recording, alone=len(read.recordings) == 1),
                notes=refused,
                metrics=metrics,
                preset=preset,
                cleaning=cleaning,
                settings=settings,
                started=started,
                by_hour=by_hour,
            )


def drawn(outcome: Outcome) -> str:
    """The sheet of one measured recording, as SVG."""
    if outcome.measured is None or outcome.beats is None or outcome.given is None:
        raise ValueError("Only what was measured can be drawn.")
    # Whatever was asked for as numbers, the sheet shows the same three drawings.
    shown = measure(outcome.beats, metrics=_DRAWN, spectrum=outcome.settings)
    return sheet(
        outcome.name,
        beats=outcome.beats,
        measured=shown,
        given=outcome.given,
    )


def _name(path: Path, recording: Recording, *, alone: bool) -> str:
    return path.name if alone else f"{path.name}: {recording.name}"


def _outcome(
    recording: Recording,
    *,
    name: str,
    notes: tuple[str, ...],
    metrics: Sequence[str] | None,
    preset: str,
    cleaning: str,
    settings: SpectrumSettings | None,
    started: time | None,
    by_hour: bool,
) -> Outcome:
    notes += recording.notes
    # An ECG shows the heart itself; a pulse wave only what arrives at the finger.
    lead = any(one.kind is SignalKind.ECG for one in recording.signals)
    try:
        pulse = None if recording.beats is not None or lead else pulse_of(recording)
    except PulseError as problem:
        return Outcome(name=name, notes=notes, refusal=str(problem))
    if pulse is not None:
        notes += _about(pulse)
        if pulse.refusal:
            return Outcome(name=name, notes=notes, refusal=pulse.refusal)
        given = pulse.beats
    else:
        found = heard(recording)
        if found.beats is None:
            return Outcome(name=name, notes=notes, refusal=found.refusal)
        if found.beats is not recording.beats:
            notes += (f"The heartbeats were {found.how}.",)
        given = found.beats
    if cleaning != UNCLEANED and (reason := _too_irregular(given)):
        return Outcome(name=name, notes=notes, refusal=reason)
    cleaned = _cleaned(given, cleaning)
    if cleaned is not None and cleaned.refusal:
        return Outcome(name=name, notes=notes, refusal=cleaned.refusal)
    beats = given if cleaned is None else cleaned.beats
    try:
        measured = measure(beats, metrics=metrics, preset=preset, spectrum=settings)
    except SettingsError as problem:
        raise click.UsageError(str(problem)) from None
    moment = recording.started_at
    clock = moment.time() if moment else started
    if by_hour and clock is None:
        notes += (
            "It does not say when it began, so its hours are not known; --started",
        )
    return Outcome(
        name=name,
        notes=notes,
        measured=measured,
        given=given,
        beats=beats,
        started_at=moment.isoformat() if moment else None,
        cleaning=cleaning,
        settings=settings,
        share_found=cleaned.share_found if cleaned else 0.0,
        artefacts=(
            {kind.value: count for kind, count in cleaned.counts.items()}
            if cleaned
            else {}
        ),
        units=_units(preset),
        hours=_hours(beats, clock) if by_hour and clock is not None else (),
    )


def _about(pulse: Pulse) -> tuple[str, ...]:
    rate = "" if pulse.rate_bpm is None else f"{pulse.rate_bpm:.0f} pulses a minute; "
    return (f"{rate}{pulse.coverage:.0%} of the time is clear.", pulse.method)


def _hours(beats: Beats, clock: time) -> tuple[Hour, ...]:
    start = clock.hour * 3600.0 + clock.minute * 60.0 + clock.second
    return long_term.by_hour(beats, first_beat_s=start + float(beats.times_s[0]))


def _too_irregular(given: Beats) -> str:
    """Why the rhythm cannot be measured; empty when it can, or nobody knows."""
    rhythm = irregular.screen(given, standard_irregular())
    if rhythm.withheld is not True:
        return ""
    return f"{rhythm.reason} (--clean none gives the numbers all the same.)"


def _cleaned(given: Beats, cleaning: str) -> Cleaned | None:
    return None if cleaning == UNCLEANED else clean(given, method=Method(cleaning))


def _units(preset: str) -> Mapping[str, str]:
    """Units of our own names; a peer's names carry none."""
    if preset != OWN and not preset.endswith("-like"):
        return {}
    return {name: metric.unit for name, metric in METRICS.items()}
