"""One medicine or supplement, and the classes that rules speak of."""

from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.sources.source import Citation
from heartsease.core.values.code import Code
from heartsease.core.values.quantity import Quantity


class Role(StrEnum):
    """What a trial of the medicine is a trial of."""

    ANTIDEPRESSANT = "antidepressant"  # given alone
    AUGMENTATION = "augmentation"  # added to an antidepressant


class MoodStrength(StrEnum):
    """How strong the link with depressive symptoms is said to be."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    NOT_SUPPORTED = "not_supported"  # often suspected; studies are reassuring


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineCode:
    """A terminology code, and how far it was compared with the terminology."""

    code: Code
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class AdequacyRow:
    """The least daily dose that counts under one rule set, for one role.

    No `minimum_daily_dose` means that the dose alone cannot tell (lithium goes by its
    level); then only recorded days at or above the minimum can.
    `weeks` is given where it differs from the rule set's own.
    """

    rules: str  # id of a rule set, "athf_sf" or "mgh_atrq"
    role: Role
    minimum_daily_dose: Quantity | None = None
    weeks: float | None = None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRange:
    """The usual daily dose for depression, to show and never to judge by."""

    low: Quantity
    high: Quantity
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Washout:
    """How long after the last dose a medicine still has to be reckoned with."""

    days: int
    why: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodEffect:
    """A link with depressive symptoms; a reason to talk, never to stop."""

    strength: MoodStrength
    note: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One ingredient; `id` is its RxNorm ingredient name with underscores."""

    id: str
    name: str
    classes: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()  # brands, salts and names in other countries
    codes: tuple[MedicineCode, ...] = ()
    adequacy: tuple[AdequacyRow, ...] = ()
    usual_range: UsualRange | None = None
    routes: tuple[str, ...] = ("oral",)
    washout: Washout | None = None
    mood: MoodEffect | None = None
    counts_as_trial: bool = True  # False: recorded for interactions only
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineClass:
    """A group that a rule can name; `implies` are wider groups it belongs to.

    `complete` is False where the members listed are the common ones only.
    """

    id: str
    label: str
    implies: tuple[str, ...] = ()
    washout: Washout | None = None
    complete: bool = False
    note: str = ""
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A product of several ingredients that is known by a name of its own."""

    names: tuple[str, ...]
    ingredients: tuple[str, ...]
