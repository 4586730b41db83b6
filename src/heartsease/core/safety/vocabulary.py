"""The conditions we ask about, word for word, and the cards they are asked on."""

from dataclasses import dataclass

from heartsease.core.sources.source import Citation
from heartsease.core.values.code import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """How common a "yes" is among adults with depression, before we asked."""

    share: float  # 0 to 1
    among: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTerm:
    """One yes/no fact of the vocabulary.

    `codes` map it to and from FHIR; a code is kept only with the system it came from.
    `implied_by` are terms whose yes makes this one yes (e.g. phenelzine -> none here,
    heart failure -> heart disease).
    `quiet_days` is how long an answer stays good; 0 = for life.
    A yes runs out only where it `passes` by itself, as a pregnancy does; a heart disease
    that was diagnosed once is not forgotten.
    """

    id: str
    label: str
    question: str
    card: str
    prior: Prior
    codes: tuple[Code, ...] = ()
    codes_checked: bool = False
    implied_by: tuple[str, ...] = ()
    quiet_days: int = 0
    passes: bool = False
    sensitive: bool = False
    sex: str = ""  # asked only of this sex, "" = of everybody
    minimum_age: int | None = None
    maximum_age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A few questions asked together, with one "none of these"."""

    id: str
    title: str
    intro: str
    minutes: float
    terms: tuple[ConditionTerm, ...]
