"""Fits the weights of the R-peak evidence on one half of the shared MIT-BIH records.

Prints the table for `hrv/ecg/evidence.py`, and the errors on both halves; the other half
is only looked at. Besides the plain records, copies with the noise of moving electrodes
and of muscle count a little, so that a noisy lead does not read as beats.
The fit is a logistic regression with a small ridge, repeated with the beats it finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from mit_bih import (
    WINDOW_S,
    Reference,
    Score,
    electrode_noise,
    f1,
    halves,
    noisy,
    read,
    score,
)
from numpy.typing import NDArray

from heartsease.hrv.ecg import bands, candidates, evidence

# How much each copy counts: 0 is the plain record, 1 the noise of 12 dB, 2 of 6 dB.
COPIES = {0: 1.0, 1: 0.1, 2: 0.03}
RIDGE = 1.0
ROUNDS = 4
NO_HOLES = np.empty((0, 2), np.intp)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One copy of a record: its candidates, and which of them are beats."""

    record: Reference
    candidates: candidates.Candidates
    energy: Array
    truth: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    weight: float


def main() -> None:
    """Fits, and says how well it went."""
    first, second = halves()
    noise = electrode_noise()
    lessons = [
        lesson(record, noise=noise, scale=scale)
        for record in map(read, first)
        for scale in COPIES
    ]
    weights = fit(lessons)
    named = zip(evidence.columns(), weights, strict=True)
    print("\n".join(f'    "{name}": {weight:.2f},' for name, weight in named))
    rounded = np.round(weights, 2)
    for title, half in (("chosen on", first), ("scored on", second)):
        scores = [judged(read(name), rounded) for name in half]
        missed, extra = sum(s.missed for s in scores), sum(s.extra for s in scores)
        print(f"{title} {' '.join(half)}")
        print(f"  {missed} missed, {extra} extra, F1 {f1(scores):.3f} %")


def lesson(record: Reference, *, noise: Array, scale: int) -> Lesson:
    """A copy of the record with so much noise, and its true beats."""
    samples = noisy(record, noise, scale) if scale else record.samples
    split = bands.split(samples, rate_hz=record.rate_hz)
    found, energy = candidates.find(split, holes=NO_HOLES)
    places = found.places * split.step
    truth = np.zeros(len(places), bool)
    for beat in record.beats:
        nearest = int(np.argmin(np.abs(places - beat)))
        truth[nearest] |= abs(places[nearest] - beat) <= WINDOW_S * record.rate_hz
    counted = np.isin(places, record.outside_flutter(places))
    return Lesson(
        record=record,
        candidates=found,
        energy=energy,
        truth=truth,
        counted=counted,
        weight=COPIES[scale],
    )


def fit(lessons: Sequence[Lesson]) -> Array:
    """Weights that tell beats from the rest, given the beats that they find themselves."""
    chosen = [
        [evidence.first_guess(one.candidates, one.energy), one.truth] for one in lessons
    ]
    weights = np.zeros(len(evidence.columns()))
    for _ in range(ROUNDS):
        tables, truths, counts = [], [], []
        for one, guesses in zip(lessons, chosen, strict=True):
            for guess in guesses[-3:]:
                tables.append(evidence.table(one.candidates, guess)[one.counted])
                truths.append(one.truth[one.counted])
                counts.append(np.full(one.counted.sum(), one.weight))
        weights = logistic(*map(np.concatenate, (tables, truths, counts)))
        for one, guesses in zip(lessons, chosen, strict=True):
            odds = evidence.table(one.candidates, guesses[-1]) @ weights
            guesses.append(evidence.settle(one.candidates, odds))
    return weights


def logistic(table: Array, truth: Array, counts: Array) -> Array:
    """Newton's method for a ridge logistic regression; the constant is not shrunk."""
    weights = np.zeros(table.shape[1])
    ridge = np.full(len(weights), RIDGE)
    ridge[0] = 1e-3
    for _ in range(40):
        likely = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ ((likely - truth) * counts) + ridge * weights
        curve = (table * (likely * (1 - likely) * counts)[:, None]).T @ table
        step = np.linalg.solve(curve + np.diag(ridge), slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def judged(record: Reference, weights: Array) -> Score:
    """The score of these weights on one record."""
    split = bands.split(record.samples, rate_hz=record.rate_hz)
    found, energy = candidates.find(split, holes=NO_HOLES)
    verdict = evidence.judge(found, energy, weights=weights)
    return score(record, found.times_s[verdict.beats])


if __name__ == "__main__":
    main()
