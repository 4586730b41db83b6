"""Dutch Measure: its items shown as flags; no total, its points were never seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.sources.source import Citation
from heartsease.core.staging import counting
from heartsease.core.staging.counting import Assessed, Question, Tally
from heartsease.core.staging.maudsley import months_between
from heartsease.core.values.unknown import Unknown, unknown

Seen = bool | float | str | Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One item: from a fact of the record, or from a count of trials.

    `count` is one of "failures", "augmentations", "psychotherapies", "ect" and
    "episode_months"; otherwise `key` is a fact key.
    """

    id: str
    label: str
    key: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DmTrd:
    """The items as data."""

    id: str
    name: str
    adequacy_rules: str
    flags: tuple[Flag, ...]
    ect_treatment: str
    caveats: tuple[str, ...] = ()
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFlag:
    """An item beside what the record says about it."""

    flag: Flag
    seen: Seen | Unknown


def items(
    model: DmTrd,
    assessed: Sequence[Assessed],
    *,
    on: date,
    episode_started_on: date | None,
    facts: Facts,
) -> tuple[SeenFlag, ...]:
    """Each item as far as it is known; there is no sum on purpose."""
    questions: dict[str, Question] = {
        "failures": counting.counts_as_failure,
        "augmentations": counting.failed_augmentation,
        "psychotherapies": counting.failed_psychotherapy,
        "ect": counting.failed_treatment(model.ect_treatment),
    }
    seen: list[SeenFlag] = []
    for flag in model.flags:
        value: Seen | Unknown
        if flag.count in questions:
            value = counting.different(assessed, question=questions[flag.count])
        elif flag.count == "episode_months":
            value = _months(episode_started_on, on)
        else:
            fact = facts.get(flag.key)
            value = fact.value if isinstance(fact, Fact) else fact
        seen.append(SeenFlag(flag=flag, seen=value))
    return tuple(seen)


def _months(began: date | None, on: date) -> float | Unknown:
    if began is None:
        return unknown("episode_started_on")
    return float(months_between(began, on))
