"""The heartbeats of a recording: as they were read, or found in its signal."""

from dataclasses import dataclass

import numpy as np

from heartsease.hrv.beats import Beats
from heartsease.hrv.ecg import detect as ecg
from heartsease.hrv.errors import HrvError
from heartsease.hrv.ppg.detect import Pulse
from heartsease.importers.recordings.pulse import pulse_of
from heartsease.importers.recordings.recording import Recording, Signal, SignalKind


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
            return _of_lead(leads[0])
        if (pulse := pulse_of(recording)) is not None:
            return _of_pulse(pulse)
    except HrvError as problem:
        return Heard(beats=None, how="", refusal=str(problem))
    return Heard(
        beats=None,
        how="",
        refusal="The recording holds no heartbeats, no ECG and no pulse wave.",
    )


def _as_read(beats: Beats) -> Heard:
    # Beats without a normal interval (a pacemaker's, say) are not looked for anew.
    if not beats.kept.any():
        return Heard(
            beats=None, how="", refusal="It holds no interval between two normal beats."
        )
    return Heard(beats=beats, how="read")


def _of_lead(lead: Signal) -> Heard:
    if lead.times_s is not None and np.ptp(np.diff(lead.times_s)) > 0.5 / lead.rate_hz:
        return Heard(
            beats=None,
            how="",
            refusal=f"Samples of the lead {lead.name} are missing between others.",
        )
    found = ecg.find_beats(lead.samples, rate_hz=lead.rate_hz)
    if not found.beats.kept.any():
        return Heard(
            beats=None, how="", refusal=f"No heartbeat can be seen in {lead.name}."
        )
    return Heard(beats=found.beats, how=f"found in the ECG {lead.name}")


def _of_pulse(pulse: Pulse) -> Heard:
    if pulse.refusal is not None:
        return Heard(beats=None, how="", refusal=pulse.refusal)
    return Heard(beats=pulse.beats, how="found in the pulse wave")
