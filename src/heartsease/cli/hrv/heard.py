"""The heartbeats of a recording: as they were read, or found in its signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from heartsease.hrv.beats import Beats
from heartsease.hrv.ecg import detect as ecg
from heartsease.hrv.errors import HrvError
from heartsease.hrv.ppg.detect import Pulse
from heartsease.importers.recordings.pulse import pulse_of
from heartsease.importers.recordings.recording import Recording, Signal, SignalKind

# What a person calls a signal that its file has no word for.
SIGNALS: Mapping[str, SignalKind] = MappingProxyType(
    {"ecg": SignalKind.ECG, "pulse": SignalKind.PPG}
)
MOST_NAMED = 5  # signals; an answer is no list of channels
CLEAR = 0.99  # of a lead can be used: no other is looked at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """Beats and how they came; `refusal` says why there are none to measure."""

    beats: Beats | None
    how: str
    refusal: str = ""


def heard(recording: Recording) -> Heard:
    """Beats that were read come first, then an ECG, then a pulse wave."""
    if recording.beats is not None:
        return _as_read(recording.beats)
    leads = [one for one in recording.signals if one.kind is SignalKind.ECG]
    try:
        if leads:
            return _of_leads(leads)
        if (pulse := pulse_of(recording)) is not None:
            return _of_pulse(pulse)
    except HrvError as problem:
        return Heard(beats=None, how="", refusal=str(problem))
    return Heard(beats=None, how="", refusal=_nothing(recording.signals))


def _nothing(signals: Sequence[Signal]) -> str:
    unknown = [one.name for one in signals if one.kind is SignalKind.OTHER]
    if not unknown:
        return "The recording holds no heartbeats, no ECG and no pulse wave."
    names = ", ".join(unknown[:MOST_NAMED])
    return (
        f"No signal is named as an ECG or a pulse wave ({names}). When it is one, say "
        "so: --signal ecg, or --signal pulse."
    )


def _as_read(beats: Beats) -> Heard:
    # Beats without a normal interval (a pacemaker's, say) are not looked for anew.
    if not beats.kept.any():
        return Heard(
            beats=None, how="", refusal="It holds no interval between two normal beats."
        )
    return Heard(beats=beats, how="read")


def _of_leads(leads: Sequence[Signal]) -> Heard:
    """The beats of the lead in which most can be used, the first of equals."""
    best: tuple[float, Heard] | None = None
    for lead in leads:
        clear, found = _of_lead(lead)
        if best is None or clear > best[0]:
            best = clear, found
        if clear >= CLEAR:
            break
    assert best is not None  # there is a lead
    return best[1]


def _of_lead(lead: Signal) -> tuple[float, Heard]:
    """The beats of one lead, and how much of it can be used; below 0 when none are."""
    if lead.times_s is not None and np.ptp(np.diff(lead.times_s)) > 0.5 / lead.rate_hz:
        return _NO_BEATS, Heard(
            beats=None,
            how="",
            refusal=f"Samples of the lead {lead.name} are missing between others.",
        )
    try:
        found = ecg.find_beats(lead.samples, rate_hz=lead.rate_hz)
    except HrvError as problem:
        return _NO_BEATS, Heard(beats=None, how="", refusal=str(problem))
    beats = found.beats
    if not beats.kept.any():
        return _NO_BEATS, Heard(
            beats=None, how="", refusal=f"No heartbeat can be seen in {lead.name}."
        )
    # Of what can be used, the surer one: a P wave as tall as the QRS makes both doubtful.
    clear = found.usable_share * float(np.mean(found.confidence))
    return clear, Heard(beats=beats, how=f"found in the ECG{_which(lead.name)}")


def _which(name: str) -> str:
    return "" if name.lower() in ("ecg", "ekg", "") else f" ({name})"


_NO_BEATS = -1.0


def _of_pulse(pulse: Pulse) -> Heard:
    if pulse.refusal is not None:
        return Heard(beats=None, how="", refusal=pulse.refusal)
    return Heard(beats=pulse.beats, how="found in the pulse wave")
