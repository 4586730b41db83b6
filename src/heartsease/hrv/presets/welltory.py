"""The numbers that the Welltory app prints, by its names.

SDNN, RMSSD and mean interval are printed to 0.001 ms, pNN50 to 0.01 %; mode and amplitude
of the mode come from bins of 50 ms and are printed as the middle of the bin in seconds
and in whole per cent. All of these come out equal on every measurement it published.
The app keeps its spectrum to itself: ours, one Hann window over the whole recording,
cubic interpolation at 4 Hz, mean removed, comes close to it and not more. Its range
(`mxdmn`) follows a rule that is not published and is not given here.
"""

import math

import numpy as np

from heartsease.hrv.arrays import Floats
from heartsease.hrv.presets.peer_spectrum import welch
from heartsease.hrv.series import Series
from heartsease.hrv.spectrum import spline

_RATE_HZ = 4.0
_BIN_MS = 50.0
_BANDS_HZ = {"vlf": (0.0033, 0.04), "lf": (0.04, 0.15), "hf": (0.15, 0.40)}


def measure(series: Series) -> dict[str, float]:
    """What the app prints, unrounded; `mode` in s, `amo` and `pnn50` in %."""
    nn, steps = series.nn_ms, series.differences_ms
    counts = np.bincount((nn // _BIN_MS).astype(np.int64))
    return {
        "meanrr": float(nn.mean()),
        "sdnn": float(nn.std(ddof=1)),
        "rmssd": float(np.sqrt(np.mean(steps**2))) if len(steps) else math.nan,
        "pnn50": (
            100.0 * float(np.mean(np.abs(steps) > 50)) if len(steps) else math.nan
        ),
        "mode": (float(counts.argmax()) + 0.5) * _BIN_MS / 1000.0,
        "amo": 100.0 * float(counts.max()) / len(nn),
    } | _spectrum(series.at_s, nn)


def _spectrum(at_s: Floats, nn: Floats) -> dict[str, float]:
    (even,) = spline.chunks(
        at_s,
        nn,
        rate_hz=_RATE_HZ,
        length=int((at_s[-1] - at_s[0]) * _RATE_HZ) + 2,
        overlap=0,
    )
    frequencies, power = welch(
        even - even.mean(),
        rate_hz=_RATE_HZ,
        length=len(even),
        points=len(even),
        centre_each=False,
    )
    step = float(frequencies[1])
    bands = {
        name: float(power[(frequencies >= low) & (frequencies < high)].sum()) * step
        for name, (low, high) in _BANDS_HZ.items()
    }
    return bands | {
        "total_power": sum(bands.values()),
        "lfhf": bands["lf"] / bands["hf"] if bands["hf"] > 0 else math.nan,
    }
