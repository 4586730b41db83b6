"""From the pulse waves of a file to pulses: which signals belong together, which way up."""

import numpy as np

from heartsease.hrv.ppg import detect
from heartsease.hrv.ppg.detect import Pulse
from heartsease.importers.recordings.channels import is_of_a_camera
from heartsease.importers.recordings.recording import Recording, Signal, SignalKind


def pulse_of(recording: Recording) -> Pulse | None:
    """The pulses of a recording, from all its pulse waves; None without one.

    Waves named after colours are the channels of a camera, where blood is dark; of any
    other it is found out which way up they are.
    Raises `PulseError` for waves that cannot hold a pulse.
    """
    waves = [one for one in recording.signals if one.kind is SignalKind.PPG]
    if not waves:
        return None
    colours = [one for one in waves if is_of_a_camera(one.name)]
    together = _alike(colours or waves)
    values = np.stack([one.samples for one in together], axis=1)
    upside_down = True if colours else None
    first = together[0]
    if first.times_s is not None:
        return detect.from_frames(first.times_s, values, upside_down=upside_down)
    return detect.from_samples(values, rate_hz=first.rate_hz, upside_down=upside_down)


def _alike(waves: list[Signal]) -> list[Signal]:
    """Those with as many samples at the same times as the first."""
    first = waves[0]
    return [
        one
        for one in waves
        if len(one.samples) == len(first.samples)
        and one.rate_hz == first.rate_hz
        and (
            one.times_s is first.times_s
            if one.times_s is None or first.times_s is None
            else np.array_equal(one.times_s, first.times_s)
        )
    ]
