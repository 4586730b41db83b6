"""Nights as bars, what they say together, and whether CBT for insomnia needs a clinician."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from heartsease.core.interventions.definition import Kind
from heartsease.core.plan.knowledge import Knowledge, rules_for
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import lifted
from heartsease.core.record.record import Night, Record
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gate import Gate, decide
from heartsease.core.sleep import diary
from heartsease.core.sleep.definition import SleepKnowledge
from heartsease.core.values.unknown import Unknown
from heartsease.web.patient.asking import Asking
from heartsease.web.patient.screens.sleep.form import CLOCKS, COUNTS, LABELS
from heartsease.web.patient.showing import SourceLine, sources
from heartsease.web.patient.yes_no import asked_first, first_of, is_said

DAYS_SHOWN = 14
DAYS_BACK = 7  # how far back a night can still be told from memory
CBT_I = "cbt_i"
MARK_MIN = 6 * 60  # from one hour named above the drawing to the next
WIDTH = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One night as it is drawn, in hundredths of the width; None where unknown."""

    on: date
    told: bool
    x: float | None
    width: float | None
    asleep: str  # "6 h 40" or ""
    efficiency: str  # "82 %" or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleep:
    """The overview; an answer is "" while there are too few nights for it."""

    bars: tuple[Bar, ...]
    hours: tuple[int, ...]  # named above the bars, evenly from side to side
    nights: int
    nights_missing: int
    asleep: str
    efficiency: str
    varies: str
    regularity: str
    chronotype: str  # "early" | "between" | "late" | ""
    middle: str
    today_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """How an answer is worked out, and what that rests on."""

    name: str
    says: str
    source: SourceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    label: str | Promise
    value: str
    error: str | Promise
    clock: bool


def sleep(nights: Sequence[Night], *, on: date, known: SleepKnowledge) -> Sleep:
    """The last two weeks, that day included."""
    first = on - timedelta(days=DAYS_SHOWN - 1)
    within = [night for night in nights if first <= night.on <= on]
    seen = diary.together(within, known=known)
    days = (on - timedelta(days=n) for n in range(DAYS_SHOWN))
    told = {night.on: diary.told(night) for night in within}
    hours = diary.hours_drawn(_spans(told.values()))
    return Sleep(
        bars=tuple(_bar(day, told.get(day), hours) for day in days),
        hours=tuple(
            minute // 60 % 24
            for minute in range(int(hours[0]), int(hours[1]) + 1, MARK_MIN)
        ),
        nights=seen.nights,
        nights_missing=max(0, known.fewest_nights - seen.nights),
        asleep=_hours(seen.asleep_min),
        efficiency=_percent(seen.efficiency),
        varies=_hours(seen.middle_varies_min),
        regularity=""
        if isinstance(seen.regularity, Unknown)
        else f"{seen.regularity:.0f}",
        chronotype=_chronotype(seen.chronotype_h, known),
        middle=""
        if isinstance(seen.chronotype_h, Unknown)
        else _clock(seen.chronotype_h * 60),
        today_told=on in told,
    )


def reckoned(known: Knowledge) -> tuple[Reckoned, ...]:
    """The formulas in words, with the numbers of the knowledge and their sources."""
    numbers = known.sleep
    early, late = _clock(numbers.early_before_h * 60), _clock(numbers.late_after_h * 60)
    says = (
        (
            _("Share of the time in bed"),
            _("Time asleep, divided by the time from going to bed to getting up."),
            numbers.efficiency_citation,
        ),
        (
            _("Regularity"),
            _(
                "How often you were asleep, or awake, at the same minute on two days in "
                "a row. Always the same gives 100, by pure chance 0, never gives -100."
            ),
            numbers.regularity_citation,
        ),
        (
            _("Early or late"),
            _(
                "The middle of sleep on free days. If you sleep longer then, half of "
                "what is more than your mean is taken off. Before %(early)s is early, "
                "after %(late)s is late. It is not worked out for people who work at "
                "night."
            )
            % {"early": early, "late": late},
            numbers.chronotype_citation,
        ),
        (
            _("How many nights"),
            _(
                "A mean needs %(nights)s nights. How regular: %(pairs)s times two days in "
                "a row. Early or late: %(free)s free days and %(duty)s others."
            )
            % {
                "nights": numbers.fewest_nights,
                "pairs": numbers.fewest_pairs,
                "free": numbers.fewest_free_nights,
                "duty": numbers.fewest_duty_nights,
            },
            numbers.nights_citation,
        ),
    )
    return tuple(
        Reckoned(name=name, says=text, source=sources([citation], known)[0])
        for name, text, citation in says
    )


def fields(
    said: Mapping[str, Any],
    errors: Mapping[str, str | Promise],
    typed: Mapping[str, str],
) -> tuple[Field, ...]:
    """The form's fields with what stands in them, in the order of a night."""
    return tuple(
        Field(
            name=name,
            label=label,
            value=typed.get(name, str(said.get(name, ""))),
            error=errors.get(name, ""),
            clock=name in CLOCKS,
        )
        for name, label in LABELS.items()
        if name in CLOCKS or name in COUNTS
    )


def cbt_i_gate(record: Record, known: Knowledge, facts: Facts) -> Gate:
    """What stands between this person and the method when they read it alone.

    On the plan it is a talk with a therapist, so there its own rules only say what to
    tell them. A screen that explains the method is no talk: here they stop and ask.
    """
    alone = replace(known.interventions[CBT_I], kind=Kind.OFFER)
    free = lifted(known.global_rules, facts, flow_done_on=record.safety_flow_done_on)
    rules = rules_for(alone, known.global_rules)
    return decide([rule for rule in rules if rule.id not in free], facts)


def asking(gate: Gate, known: Knowledge, picture: Picture) -> Asking:
    """What has to be known before the method is shown."""
    missing = first_of(gate.missing)
    return Asking(
        name=known.interventions[CBT_I].name,
        terms=asked_first(missing, picture),
        elsewhere=tuple(sorted(key for key in missing if not is_said(key))),
    )


def long_in_bed(night: Night, known: SleepKnowledge) -> str:
    """How long somebody was in bed, where that is asked about once; "" elsewhere."""
    if not diary.is_unlikely(night, known=known):
        return ""
    return _hours(diary.told(night).in_bed_min)


def may_be_told(on: date, *, now: date) -> bool:
    """Whether a night is near enough to be told from memory, and not in the future."""
    return timedelta(0) <= now - on <= timedelta(days=DAYS_BACK)


def _spans(told: Iterable[diary.Told]) -> Iterator[tuple[float, float]]:
    for one in told:
        begins, ends = one.asleep_from, one.asleep_to
        if not isinstance(begins, Unknown) and not isinstance(ends, Unknown):
            yield begins, ends


def _bar(day: date, one: diary.Told | None, hours: tuple[float, float]) -> Bar:
    if one is None:
        return Bar(on=day, told=False, x=None, width=None, asleep="", efficiency="")
    x = width = None
    for begins, ends in _spans([one]):
        x = _place(begins, hours)
        width = max(0.0, round(_place(ends, hours) - x, 2))
    return Bar(
        on=day,
        told=True,
        x=x,
        width=width,
        asleep=_hours(one.asleep_min),
        efficiency=_percent(one.efficiency),
    )


def _place(minute: float, hours: tuple[float, float]) -> float:
    first, last = hours
    return round(WIDTH * (minute - first) / (last - first), 2)


def _hours(minutes: float | Unknown) -> str:
    if isinstance(minutes, Unknown):
        return ""
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"


def _percent(share: float | Unknown) -> str:
    return "" if isinstance(share, Unknown) else f"{share * 100:.0f} %"


def _clock(minutes: float) -> str:
    hours, rest = divmod(round(minutes) % (24 * 60), 60)
    return f"{hours}:{rest:02d}"


def _chronotype(hours: float | Unknown, known: SleepKnowledge) -> str:
    if isinstance(hours, Unknown):
        return ""
    if hours < known.early_before_h:
        return "early"
    return "late" if hours > known.late_after_h else "between"
