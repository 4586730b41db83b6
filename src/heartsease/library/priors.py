"""Collects how common each answer is, from the files that counted it.

A prior never decides anything: it only orders the questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from heartsease.core.instruments.definition import Instrument
from heartsease.core.labs.definition import Measure
from heartsease.core.plan.chance import Priors
from heartsease.core.plan.ranking import AssumedChance
from heartsease.core.safety.vocabulary import Card
from heartsease.library.reading import File, read


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedShare:
    """The weighted share of people for whom a key is "yes" or crosses its bound."""

    key: str
    share: float
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBands:
    """The weighted share of people in each band of a measure."""

    key: str
    people: int
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPriors:
    """One survey's counts; `made_by` is the command that makes the file again."""

    source: str
    among: str
    made_by: str
    made_on: date
    yes: tuple[CountedShare, ...] = ()
    crossing: tuple[CountedShare, ...] = ()
    bands: tuple[CountedBands, ...] = ()


def load(
    folder: File,
    *,
    assumed: AssumedChance,
    cards: Sequence[Card],
    instruments: Mapping[str, Instrument],
    measures: Mapping[str, Measure],
) -> Priors:
    """Priors of the definitions; counted ones from plan/priors_*.toml go before them."""
    yes = {f"has:{one.id}": one.prior.share for card in cards for one in card.terms}
    yes |= {
        f"screen:{one.id}": one.screen.prior.share
        for one in instruments.values()
        if one.screen is not None and one.screen.prior is not None
    }
    bands = {
        f"state:{one.id}": {prior.band.value: prior.share for prior in one.priors}
        for one in measures.values()
        if one.priors
    }
    crossing: dict[str, float] = {}
    for file in sorted((folder / "plan").iterdir(), key=lambda one: one.name):
        if file.name.startswith("priors_"):
            counted = read(file, CountedPriors)
            yes |= {one.key: one.share for one in counted.yes}
            crossing |= {one.key: one.share for one in counted.crossing}
            bands |= {one.key: dict(one.shares) for one in counted.bands}
    return Priors(
        yes=yes,
        bands={key: _summing_to_one(shares) for key, shares in bands.items()},
        crossing=crossing,
        assumed=assumed,
    )


def _summing_to_one(shares: Mapping[str, float]) -> Mapping[str, float]:
    """Shares are printed with a few digits, and rounding can leave their sum off."""
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}
