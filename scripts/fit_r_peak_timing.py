"""Compares where in its complex an R peak is timed, on one half of the MIT-BIH records.

Tries the band in which the peak is placed, the bell that prefers the middle of the
energy, and how alike the complexes of one shape are. Printed is the spread of all beats
together, as the accuracy page counts it, and the geometric mean of the records' spread,
in which each record counts the same; the smallest of all comes first.
A setting has to keep a made-up heart with two peaks still as well: set it, and run
tests/hrv/test_ecg_detect.py and test_ecg_stream.py. The other half is not read.
Takes about two minutes on one core.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from mit_bih import Reference, halves, read, score
from numpy.typing import NDArray

from heartsease.hrv.ecg import bands, detect, fiducial, shapes

FINE_HZ = ((3.0, 25.0), (3.0, 30.0), (3.0, 35.0))
BELL_S = (0.05, 0.07, 0.09)
ALIKE = (0.93, 0.95, 0.97)


def main() -> None:
    """Prints one line for each setting."""
    first, _ = halves()
    records = [read(name) for name in first]
    tried = []
    for setting in product(FINE_HZ, BELL_S, ALIKE):
        bands.FINE_HZ, fiducial.BELL_S, shapes.ALIKE = setting
        tried.append((*_spread_ms(records), setting))
    print("together ms | geometric mean ms | band Hz, bell s, likeness")
    for together, mean, setting in sorted(tried):
        print(f"{together:11.2f} | {mean:17.2f} | {setting}")


def _spread_ms(records: Sequence[Reference]) -> tuple[float, float]:
    """How much the delay of the beats varies: of all beats, and of a usual record."""
    errors = [_errors_ms(record) for record in records]
    each = [one.std() for one in errors]
    return float(np.concatenate(errors).std()), float(np.exp(np.mean(np.log(each))))


def _errors_ms(record: Reference) -> NDArray[np.float64]:
    """Of each beat that was found; the usual delay of the record is taken off."""
    found = detect.find_beats(record.samples, rate_hz=record.rate_hz)
    errors = 1000 * score(record, found.times_s).errors_s
    return np.asarray(errors - np.median(errors))


if __name__ == "__main__":
    main()
