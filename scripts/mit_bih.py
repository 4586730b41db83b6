"""The MIT-BIH Arrhythmia Database as a judge: its records, its beats, the comparison.

The records do not come with the program. They are looked for in ../shared/data/hrv, one
lead each; `HEARTSEASE_MIT_BIH` names another folder with the WFDB files.
Beats are compared as ANSI/AAMI EC57 asks, by the tool of the archive (wfdb): within
150 ms of each other they are the same beat. Episodes of ventricular flutter of record
207 have no single beats and are left out on both sides.
Noise of moving electrodes is what the MIT-BIH Noise Stress record 118e12 adds to 118.
"""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():  # wfdb uses what its own dependency has deprecated
    warnings.simplefilter("ignore")
    import wfdb
    from wfdb.processing import compare_annotations

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "hrv"
FOLDER = Path(os.environ.get("HEARTSEASE_MIT_BIH", SHARED / "mitdb_flac_ch0"))
WINDOW_S = 0.150  # ANSI/AAMI EC57
NARROW_S = 0.020
NOISE_STARTS_AT = 180_000  # where 118e12 begins in record 118
BEATS = frozenset("NLRBAaJSVrFejnE/fQ?")  # the beat labels; 109,494 in all 48 records
SINUS = frozenset("NLR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One record: `samples` in mV, and the samples at which experts saw a beat."""

    name: str
    rate_hz: float
    samples: NDArray[np.float64]
    beats: NDArray[np.intp]
    labels: NDArray[np.str_]
    flutter: tuple[tuple[int, int], ...]

    @property
    def seconds(self) -> float:
        """Length of the record."""
        return len(self.samples) / self.rate_hz

    @property
    def judged(self) -> NDArray[np.intp]:
        """The reference beats outside flutter."""
        return self.outside_flutter(self.beats)

    def outside_flutter(self, places: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of the places (samples) that lie in no episode of flutter."""
        keep = np.ones(len(places), bool)
        for first, last in self.flutter:
            keep &= (places < first) | (places > last)
        return places[keep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How found beats compare with the reference of one record.

    `errors_s`: found less reference for each beat found. `near`: how many of these are
    within 20 ms once the usual delay of the record is taken off.
    """

    name: str
    reference: int
    found: int
    hits: int
    near: int
    errors_s: NDArray[np.float64]
    rmssd_error: float

    @property
    def missed(self) -> int:
        """Reference beats that were not found."""
        return self.reference - self.hits

    @property
    def extra(self) -> int:
        """Found beats that are none."""
        return self.found - self.hits


def names() -> list[str]:
    """The records that are here, in order; empty where there are none."""
    return sorted(file.stem for file in FOLDER.glob("*.hea"))


def halves() -> tuple[list[str], list[str]]:
    """Every other record in order: constants are chosen on the first half only."""
    here = names()
    return here[0::2], here[1::2]


def read(name: str) -> Reference:
    """One record with its first lead."""
    with warnings.catch_warnings():  # as above, when it reads
        warnings.simplefilter("ignore")
        record = wfdb.rdrecord(str(FOLDER / name), channels=[0])
        marks = wfdb.rdann(str(FOLDER / name), "atr")
    symbols = np.array(marks.symbol)
    is_beat = np.isin(symbols, list(BEATS))
    begins, ends = marks.sample[symbols == "["], marks.sample[symbols == "]"]
    return Reference(
        name=name,
        rate_hz=float(record.fs),
        samples=record.p_signal[:, 0],
        beats=np.asarray(marks.sample[is_beat], np.intp),
        labels=symbols[is_beat],
        flutter=tuple(zip(begins.tolist(), ends.tolist(), strict=True)),
    )


def score(reference: Reference, times_s: NDArray[np.float64]) -> Score:
    """Beats at these seconds beside the reference, by the tool of the archive."""
    rate = reference.rate_hz
    places = np.unique(np.round(times_s * rate).astype(np.intp))
    places = reference.outside_flutter(places)
    judged = reference.judged
    window = round(WINDOW_S * rate)
    made = compare_annotations(judged, places, window)
    partner = made.matching_sample_nums
    hits = partner >= 0
    errors = places[partner[hits]] - judged[hits]
    narrow = int(NARROW_S * rate)
    near = np.count_nonzero(np.abs(errors - np.median(errors)) <= narrow)
    return Score(
        name=reference.name,
        reference=len(judged),
        found=len(places),
        hits=int(np.count_nonzero(hits)),
        near=int(near),
        errors_s=errors / rate,
        rmssd_error=rmssd_ms(times_s) / rmssd_ms(reference.beats / rate) - 1,
    )


def mostly_sinus(reference: Reference) -> bool:
    """Whether 95 % of the beats come from above the ventricles, regularly enough."""
    plain = np.isin(reference.labels, list(SINUS))
    return bool(np.mean(plain) >= 0.95)


def rmssd_ms(times_s: NDArray[np.float64]) -> float:
    """RMSSD after one plain cleaning, the same for every detector.

    An interval counts when it is within 20 % of the median of the eleven around it.
    """
    intervals = np.diff(times_s) * 1000
    padded = np.pad(intervals, 5, mode="reflect")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, 11), axis=1)
    good = np.abs(intervals - usual) <= 0.2 * usual
    steps = np.diff(intervals)[good[1:] & good[:-1]]
    return float(np.sqrt(np.mean(steps**2)))


def f1(scores: list[Score]) -> float:
    """Gross F1 in per cent: all beats of all records together."""
    total = sum(one.reference + one.found for one in scores)
    return 200 * sum(one.hits for one in scores) / total


def electrode_noise() -> NDArray[np.float64]:
    """What 118e12 adds to record 118, in mV, from its first noisy sample to its last."""
    stressed = np.loadtxt(SHARED / "heartpy" / "nstdb" / "118e12.csv")
    clean = read("118").samples[NOISE_STARTS_AT:][: len(stressed)]
    noise = stressed - clean
    noise -= np.median(noise)
    loud = np.flatnonzero(np.abs(noise) > 0.02)
    return noise[loud[0] : loud[-1]]


def noisy(
    record: Reference, noise: NDArray[np.float64], scale: int
) -> NDArray[np.float64]:
    """The record with stretches of noise in proportion to its QRS complexes."""
    rng = np.random.default_rng(int(record.name) + 1000 * scale)
    rate = int(record.rate_hz)
    size = qrs_size(record) / qrs_size(read("118"))
    samples = record.samples.copy()
    at = 0
    while at < len(samples):
        length = int(rng.uniform(5, 40) * rate)
        strength = scale * rng.uniform(0.3, 1.0) * rng.choice([-1, 1])
        if rng.random() < 0.3:
            piece = rng.normal(0, 0.12 * size * qrs_size(read("118")), length)
        else:
            piece = size * np.roll(noise, -rng.integers(len(noise)))[:length]
        piece = piece[: len(samples) - at]
        ends = np.minimum(np.arange(len(piece)), np.arange(len(piece))[::-1])
        samples[at : at + len(piece)] += strength * piece * np.minimum(1, ends / 36)
        at += length + int(rng.uniform(5, 60) * rate)
    return samples


def qrs_size(record: Reference) -> float:
    """The usual height of a QRS complex from top to bottom, in mV."""
    some = record.beats[50:400]
    return float(np.median([np.ptp(record.samples[b - 18 : b + 18]) for b in some]))
