"""Food tags: what one can tap for a meal, and what they mean for a week."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heartsease.core.sources.source import Citation

ENERGY = "Energy"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortionFood:
    """One food that stands for a tag, as one row of a public food table."""

    name: str
    table_id: str
    grams: float  # of a usual portion


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A kind of food; one tap says that it was part of a meal, not how much.

    `warned_by` are rules of other steps (intervention and rule id) that are asked at
    the moment of choosing; `warned_about` says for one of them which food of the tag
    it is about, where it is not all of it.
    `nutrients` is what one portion holds, the mean of `foods`, in the unit of each
    parameter; a parameter that is missing there is not known. `ENERGY` stands among
    them, only to know which part of an average day the portion takes the place of.
    """

    id: str
    name: str
    examples: str
    warned_by: tuple[str, ...] = ()
    warned_about: Mapping[str, str] = field(default_factory=dict)
    foods: tuple[PortionFood, ...] = ()
    nutrients: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One line of the Mediterranean pattern: how often a week some tags were there.

    Met with at least `at_least` meals a week, or with fewer than `fewer_than`.
    `swap_asks` are rules (intervention and rule id) that the swap has to pass first.
    """

    id: str
    name: str
    tags: tuple[str, ...]
    at_least: float | None = None
    fewer_than: float | None = None
    swap: str  # one small thing that moves it
    swap_asks: tuple[str, ...] = ()
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of the Dietary Inflammatory Index: weight and spread in the world.

    `weight` is the inflammatory effect score, `mean` and `deviation` the world's mean
    intake a day and its standard deviation, in `unit`.
    """

    id: str
    weight: float
    mean: float
    deviation: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a dangerous food brings on: after which rules it is said, and its signs."""

    after: tuple[str, ...]
    says: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class FoodKnowledge:
    """Everything a week of meals is looked at with."""

    tags: Mapping[str, Tag]
    components: tuple[Component, ...]
    parameters: tuple[Parameter, ...]
    energy_mean: float  # kcal of the world's average day; never shown to anybody
    left_out: tuple[str, ...]  # parameters of the index that no tag can carry, or may
    fewest_days: int  # days with a meal that a week needs before it is judged
    fewest_meals: float  # a day, in the mean: fewer do not show what a day held
    days: int  # length of the week that targets are given for
    even_within: float  # of 0: an inflammatory number that is called average
    swaps: int  # how many small things are offered at most
    reactions: tuple[Reaction, ...]
    fewest_days_citation: Citation
    parameters_citation: Citation
    nutrients_citation: Citation
