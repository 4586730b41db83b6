"""Milliseconds to clean five minutes and a day of raw beats, by each method.

The day is the annotated record 14046 of the long-term database in ../shared/data/hrv
(115 278 beats, a tenth of them ectopic); without it a simulated one of that length.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from timing import HEAD, in_ms, ratio, timed

from heartsease.hrv import beats
from heartsease.hrv.clean.artefact import Method
from heartsease.hrv.clean.clean import clean

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "hrv"
DAY = SHARED / "rr" / "rr24_ltdb14046_raw.txt.gz"
FIVE_MINUTES = 375
RUNS = 5


def main() -> None:
    """Prints one table."""
    day = np.loadtxt(DAY) if DAY.exists() else _simulated()
    whole, part = beats.from_intervals(day), beats.from_intervals(day[:FIVE_MINUTES])
    print(HEAD)
    results = {}
    for given, name in ((part, "5 min"), (whole, f"24 h, {len(day)} beats")):
        for method in Method:
            one = timed(
                f"{name}, {method.value}",
                lambda given=given, method=method: clean(given, method=method),
                runs=RUNS,
            )
            results[name, method] = one
            print(in_ms(one))
    for method in Method:
        if method is not Method.HEARTSEASE:
            print(ratio(results[name, method], results[name, Method.HEARTSEASE]))


def _simulated() -> NDArray[np.float64]:
    chance = np.random.default_rng(1)
    steps = np.arange(115_278)
    day = (
        750
        + 40 * np.sin(steps * 2 * np.pi / 5)
        + 15 * chance.standard_normal(len(steps))
    )
    day[chance.choice(steps, len(steps) // 10, replace=False)] *= 0.7
    return day


if __name__ == "__main__":
    main()
