"""What one worker does with one file; everything that goes in or out can be sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from heartsease.cli.hrv.heard import SIGNALS, heard
from heartsease.core.values.unknown import Unknown
from heartsease.hrv.clean import irregular
from heartsease.hrv.clean.artefact import Kind, Method
from heartsease.hrv.clean.clean import clean
from heartsease.hrv.measures import measure
from heartsease.importers.recordings.read import read_file
from heartsease.importers.recordings.recording import Recording, Unit
from heartsease.library.heart_rhythm import standard_irregular

Cell: TypeAlias = str | float | int | None
Line: TypeAlias = dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How every file is measured; `metrics` of None are all of them."""

    metrics: tuple[str, ...] | None = None
    method: str = Method.HEARTSEASE.value
    unit: str | None = None
    rate_hz: float | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Rows of one file: what was measured, and what was refused, by name."""

    file: str
    measured: tuple[Line, ...]
    failed: tuple[Line, ...]


def measure_file(folder: str, file: str, settings: Settings) -> Done:
    """Reads, cleans and measures `file` under `folder`; raises nothing for a bad file."""
    try:
        return _measured(Path(folder), file, settings)
    except Exception as problem:  # one bad file never stops the rest
        name = type(problem).__name__
        return died(file, f"Measuring it ended in an error ({name}: {problem}).")


def died(file: str, reason: str) -> Done:
    """A file that gave nothing, with the reason."""
    line = _failure(file, "", reason=reason, kind="error", advice=_TELL_US)
    return Done(file=file, measured=(), failed=(line,))


_TELL_US = "Please tell us what kind of file it is."


def _measured(folder: Path, file: str, settings: Settings) -> Done:
    read = read_file(
        folder / file,
        unit=Unit(settings.unit) if settings.unit else None,
        rate_hz=settings.rate_hz,
        signal=SIGNALS[settings.signal] if settings.signal else None,
    )
    failed = [
        _failure(
            file,
            "",
            row=one.row,
            field=one.field,
            reason=one.reason,
            advice=one.advice,
            kind=one.kind,
        )
        for one in read.refused
    ]
    measured: list[Line] = []
    for recording in read.recordings:
        for line, is_failure in _lines(file, recording, settings):
            (failed if is_failure else measured).append(line)
    return Done(file=file, measured=tuple(measured), failed=tuple(failed))


def _lines(
    file: str, recording: Recording, settings: Settings
) -> Iterator[tuple[Line, bool]]:
    found = heard(recording)
    if found.beats is None:
        yield (
            _failure(file, recording.name, reason=found.refusal, kind="no beats"),
            True,
        )
        return
    rhythm = irregular.screen(found.beats, standard_irregular())
    cleaned = clean(found.beats, method=Method(settings.method))
    withheld = rhythm.reason if rhythm.withheld is True else cleaned.refusal
    if withheld:
        yield _failure(file, recording.name, reason=withheld, kind="withheld"), True
        return
    result = measure(cleaned.beats, metrics=settings.metrics)
    started = recording.started_at
    yield (
        {
            "file": file,
            "recording": recording.name,
            "source": recording.source,
            "started_at": started.isoformat() if started else None,
            "beats": found.how,
            "rhythm": "not known"
            if isinstance(rhythm.withheld, Unknown)
            else "regular",
            "intervals": result.intervals,
            "duration_s": result.duration_s,
            "gaps": result.gaps,
            "artefact_share": cleaned.share_found,
            "artefact_share_left": cleaned.share_left,
            **{kind.value: cleaned.counts.get(kind, 0) for kind in Kind},
            "method": f"{cleaned.method.value}; {result.method}",
            **{
                name: None if isinstance(value, Unknown) else float(value)
                for name, value in result.values.items()
            },
        },
        False,
    )


def _failure(
    file: str,
    recording: str,
    *,
    reason: str,
    kind: str,
    row: str = "",
    field: str = "",
    advice: str = "",
) -> Line:
    return {
        "file": file,
        "recording": recording,
        "row": row,
        "field": field,
        "kind": kind,
        "reason": reason,
        "advice": advice,
    }
