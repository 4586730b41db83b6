"""Counts how common each answer is among adults with a high PHQ-9, as a TOML file.

The file orders questions and decides nothing; `library/priors.py` reads it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from heartsease.cli.cohort.looking import SCREEN
from heartsease.cli.cohort.survey import Mask, Vector, mean
from heartsease.cli.cohort.tables import FEWEST, Cohort
from heartsease.core.labs.definition import Measure, bands_of
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.condition import (
    Compare,
    Condition,
    comparisons,
    holds,
)
from heartsease.library.priors import CountedBands, CountedPriors, CountedShare

SOURCE = "nhanes-2017-2020"
# 2017-2018 is part of 2017-March 2020: it is used only for what the longer cycle lacks.
CYCLES = ("P", "J")
COMMAND = "heartsease cohort nhanes DIR --priors FILE"
AMONG = (
    "adults of the United States aged 18 and over with PHQ-9 of 10 or more, "
    "weighted; 2017-March 2020, and 2017-2018 for what that cycle does not have"
)
_PLACES = 4  # decimals of a share


def count(
    cohorts: Sequence[Cohort], knowledge: Knowledge, *, made_on: date
) -> CountedPriors:
    """Shares of every key that the cycles can answer for at least 30 people."""
    ordered = [one for name in CYCLES for one in cohorts if one.cycle == name]
    return CountedPriors(
        source=SOURCE,
        among=AMONG,
        made_by=COMMAND,
        made_on=made_on,
        crossing=tuple(_crossings(ordered, knowledge)),
        bands=tuple(_bands(ordered, knowledge.measures)),
    )


def toml(priors: CountedPriors) -> str:
    """The file; keys in alphabetical order so that two runs can be compared."""
    lines = [
        "# Written by the command named below; counts, to be made again, not edited.",
        "# They order the questions and decide nothing.",
        "",
        f'source = "{priors.source}"',
        f'among = "{priors.among}"',
        f'made_by = "{priors.made_by}"',
        f"made_on = {priors.made_on.isoformat()}",
    ]
    for share in priors.crossing:
        lines += ["", "[[crossing]]", f'key = "{share.key}"']
        lines += [f"share = {share.share}", f"people = {share.people}"]
    for band in priors.bands:
        shares = ", ".join(f"{name} = {value}" for name, value in band.shares.items())
        lines += ["", "[[bands]]", f'key = "{band.key}"', f"people = {band.people}"]
        lines.append(f"shares = {{ {shares} }}")
    return "\n".join(lines) + "\n"


def _bands(
    cohorts: Sequence[Cohort], measures: Mapping[str, Measure]
) -> Iterator[CountedBands]:
    for id_, measure in sorted(measures.items()):
        for cohort in cohorts:
            found = np.array([one.bands.get(id_, "") for one in cohort.people])
            known = cohort.positive & (found != "")
            shares = {
                str(name): _share(cohort, found == name, known)
                for name in sorted(bands_of(measure))
            }
            people = _people(cohort, known)
            if people >= FEWEST:
                yield CountedBands(
                    key=f"state:{id_}",
                    people=people,
                    shares={name: one for name, one in shares.items() if one > 0},
                )
                break


def _crossings(
    cohorts: Sequence[Cohort], knowledge: Knowledge
) -> Iterator[CountedShare]:
    bounds: dict[str, list[Compare]] = {}
    for condition in _conditions(knowledge):
        for one in comparisons(condition):
            bounds.setdefault(one.key, []).append(one)
    for key, asked in sorted(bounds.items()):
        for cohort in cohorts:
            numbers = _numbers(cohort, key)
            known = cohort.positive & ~np.isnan(numbers)
            crosses = np.array([any(holds(b, n) for b in asked) for n in numbers])
            people = _people(cohort, known)
            if people >= FEWEST:
                share = _share(cohort, crosses, known)
                yield CountedShare(key=key, share=share, people=people)
                break


def _numbers(cohort: Cohort, key: str) -> Vector:
    """What the survey says for a key; NaN for what it did not ask."""
    kind, _, name = key.partition(":")
    if kind == "value":
        return cohort.values(name)
    instrument, _, item = name.partition(".")
    if kind == "item" and instrument == SCREEN:
        return np.array([one.items.get(item, np.nan) for one in cohort.people])
    return np.full(len(cohort.people), np.nan)


def _share(cohort: Cohort, yes: Mask, known: Mask) -> float:
    estimate = mean(yes.astype(np.float64), cohort.design, within=known)
    return round(estimate.value, _PLACES) if estimate else 0.0


def _people(cohort: Cohort, known: Mask) -> int:
    return int((known & (cohort.design.weight > 0)).sum())


def _conditions(knowledge: Knowledge) -> Iterator[Condition]:
    yield from (one.when for one in knowledge.findings.values())
    for rules in knowledge.rules_of.values():
        yield from (rule.when for rule in rules)
