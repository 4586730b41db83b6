"""People who breathe with a pacer, for the tests of live heart rhythm."""

import numpy as np

from heartsease.hrv.pacer import Pacer, steady
from heartsease.hrv.simulate.person import Person, record


def paced(*rates, minutes=3.0, rest=0.0, start=0.0):
    """A pacer with one section for each rate, and rest between them (minutes)."""
    sections = []
    for rate in rates:
        sections.append(steady(rate, start_s=start, end_s=start + 60 * minutes))
        start += 60 * (minutes + rest)
    return Pacer(sections=tuple(sections))


def breathing(pacer, *, seed=1, seconds=None, **traits):
    """The beats of a person with these traits who follows the pacer."""
    whole = seconds or pacer.sections[-1].end_s
    generator = np.random.default_rng(seed)
    recorded = record(Person(**traits), seconds=whole, generator=generator, pacer=pacer)
    return recorded.beats
