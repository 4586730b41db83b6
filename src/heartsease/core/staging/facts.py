"""Facts worked out from the record: keys `fact:<name>`, absent when not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from heartsease.core.medicines.definition import AdequacyRow
from heartsease.core.medicines.names import Formulary
from heartsease.core.record.record import (
    MedicineEntry,
    Provenance,
    Record,
    Trial,
)
from heartsease.core.safety.facts import Fact
from heartsease.core.safety.gather import (
    counts_as_whole,
    not_surely_out,
    taken_on,
    trial_taken_on,
    undated,
)
from heartsease.core.staging import counting
from heartsease.core.staging.adequacy import (
    ANTIDEPRESSANT,
    DAYS_PER_WEEK,
    OF_MEDICINES,
    AdequacyRules,
    TrialRole,
    longest_days,
    minimum_dose,
    reaches,
)
from heartsease.core.staging.counting import Assessed, Tally
from heartsease.core.staging.fact_rules import FactRules
from heartsease.core.staging.infer import is_inferred
from heartsease.core.staging.maudsley import months_between
from heartsease.core.staging.stage import StagingKnowledge, assess_all
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import (
    Answer,
    Unknown,
    all_of,
    any_of,
    negate,
    unknown,
)

_FOLLOWED = unknown("trajectory")


_NO_SURE_DAY = "stopped_on_no_sure_day"

# Facts that the list of medicines settles; the list of trials settles the others.
FROM_MEDICINES = frozenset(
    {
        "on_antidepressant",
        "current_dose_below_minimum",
        "current_time_below_minimum",
        _NO_SURE_DAY,
        "serotonergic_count",
        "qt_count",
        "mood_lowering_count",
    }
)


def derive(
    record: Record,
    *,
    on: date,
    formulary: Formulary,
    knowledge: StagingKnowledge,
    medicines_days: int | None = None,
    rough_days: int = 0,
    early_non_response: Answer = _FOLLOWED,
    no_response_by_week_8: Answer = _FOLLOWED,
) -> Mapping[str, Fact]:
    """Every derived fact that is known on this day.

    A "no" about trials or medicines needs a list said to be whole; that of medicines
    counts as whole for `medicines_days` (None: from that day on).
    A count from a list that may be short is given only from `enough_to_speak` on; so is
    one that something may add to that was stopped on no sure day.
    Such a day can be later by `rough_days` than it says.
    The two answers about the course of scores are worked out elsewhere.
    """
    rules = knowledge.rules[knowledge.facts.adequacy_rules]
    assessed = assess_all(
        record,
        rules=rules,
        formulary=formulary,
        treatments=knowledge.treatments,
        on=on,
    )
    whole = record.trials_complete_on is not None
    trials = _Trials(assessed, whole=whole, settings=knowledge.facts, on=on)
    taken = _Medicines(
        record,
        formulary=formulary,
        rules=rules,
        on=on,
        days=medicines_days,
        rough_days=rough_days,
    )
    answers: dict[str, Answer] = {
        **trials.answers(),
        **taken.answers(),
        "early_non_response": early_non_response,
        "no_response_by_week_8": no_response_by_week_8,
    }
    answers["adherence_in_doubt"] = any_of(
        (trials.taken_too_little(), taken.taken_too_little())
    )
    answers["esketamine_tried"] = any_of(
        (answers["esketamine_tried"], taken.taking_now(knowledge.facts.esketamine))
    )
    numbers = {
        **trials.numbers(),
        **taken.counts(knowledge.facts),
        "episode_months": _episode_months(record, on),
    }
    known: dict[str, Fact] = {}
    for name, answer in answers.items():
        if not isinstance(answer, Unknown):
            rows = taken.rows_of(name) if name in taken.names else trials.rows
            known[f"fact:{name}"] = Fact(value=answer, on=on, rows=rows)
    for name, number in numbers.items():
        if number is not None:
            value, note = number
            rows = taken.rows_of(name) if name in taken.names else trials.rows
            known[f"fact:{name}"] = Fact(value=value, on=on, rows=rows, note=note)
    return known


def _in_order(rows: Iterable[Provenance]) -> tuple[Provenance, ...]:
    """The same rows in the same order, however the record lists them."""
    return tuple(sorted(rows, key=lambda one: (one.source, one.row)))


_Number = tuple[float, str] | None  # the value and a caveat; None is not known


def _episode_months(record: Record, on: date) -> _Number:
    began = record.episode_started_on
    return None if began is None else (float(months_between(began, on)), "")


class _Trials:
    """Questions to the trials that were judged."""

    def __init__(
        self,
        assessed: tuple[Assessed, ...],
        *,
        whole: bool,
        settings: FactRules,
        on: date,
    ) -> None:
        self._all = assessed
        self._counted = tuple(
            one for one in assessed if one.adequacy.role is not TrialRole.NOT_COUNTED
        )
        self._rest: Answer = False if whole else unknown("trials_complete_on")
        self._whole = whole
        self._settings = settings
        self._on = on
        self.rows: tuple[Provenance, ...] = _in_order(
            o.trial.provenance for o in assessed
        )

    def answers(self) -> dict[str, Answer]:
        settings = self._settings
        return {
            "dose_or_time_short": self._any(self._short),
            "adequacy_unknown": self._any(_not_settled),
            "stopped_early_for_side_effects": self._any(self._stopped_early),
            "psychotherapy_tried": self._any(_is_role(TrialRole.PSYCHOTHERAPY)),
            "psychotherapy_adequate": self._any(_adequate_psychotherapy),
            "augmentation_tried": self._any(_is_role(TrialRole.AUGMENTATION)),
            "esketamine_tried": self._any(_is_treatment(settings.esketamine)),
            "rtms_tried": self._any(_is_treatment(settings.rtms)),
            "ect_tried": self._any(_is_treatment(settings.ect)),
        }

    def numbers(self) -> dict[str, _Number]:
        listed = float(len(self._all))
        tally = counting.different(self._all, question=counting.counts_as_failure)
        return {
            "trials_listed": (listed, "") if listed or self._whole else None,
            "adequate_failures": self._failures(tally),
        }

    def taken_too_little(self) -> Answer:
        return self._any(
            lambda one: all_of(
                (one.adequacy.this_episode, negate(one.adequacy.adherence))
            )
        )

    def _any(self, question: counting.Question) -> Answer:
        return any_of((*map(question, self._counted), self._rest))

    def _failures(self, tally: Tally) -> _Number:
        if tally.lowest == tally.highest and self._whole:
            return float(tally.lowest), ""
        if tally.lowest >= self._settings.enough_to_speak:
            return float(tally.lowest), "at least; the trials may not all be known"
        return None

    def _short(self, one: Assessed) -> Answer:
        """Too low or too short, where it did not help enough and is over."""
        judged = one.adequacy
        if judged.outcome is False or judged.role is TrialRole.PSYCHOTHERAPY:
            return False
        if judged.role is TrialRole.NOT_RECOGNISED:
            return judged.dose
        too_short: Answer = negate(judged.time)
        if one.trial.ongoing is True:
            too_short = False
        return all_of((judged.this_episode, any_of((negate(judged.dose), too_short))))

    def _stopped_early(self, one: Assessed) -> Answer:
        early = self._settings.early_stop_weeks * DAYS_PER_WEEK
        days = one.trial.days_at_or_above_minimum
        longest = longest_days(one.trial, on=self._on)
        least_known = min((d for d in (days, longest) if d is not None), default=None)
        was_early: Answer = unknown(f"trial:{one.trial.id}.days_at_or_above_minimum")
        if least_known is not None:
            was_early = least_known < early
        judged = one.adequacy
        return all_of((judged.this_episode, judged.intolerance, was_early))


def _not_settled(one: Assessed) -> Answer:
    if one.adequacy.role not in OF_MEDICINES or one.adequacy.this_episode is False:
        return False
    return isinstance(one.adequacy.adequate, Unknown)


def _is_role(role: TrialRole) -> counting.Question:
    def question(one: Assessed) -> Answer:
        if one.adequacy.role is TrialRole.NOT_RECOGNISED:
            return unknown(f"trial:{one.trial.id}.treatment")
        return one.adequacy.role is role

    return question


def _is_treatment(id_: str) -> counting.Question:
    def question(one: Assessed) -> Answer:
        if one.trial.treatment is None:
            return unknown(f"trial:{one.trial.id}.treatment")
        return one.trial.treatment == id_

    return question


def _adequate_psychotherapy(one: Assessed) -> Answer:
    tried = _is_role(TrialRole.PSYCHOTHERAPY)(one)
    return all_of((tried, one.adequacy.adequate))


class _Medicines:
    """Questions to the medicines taken now."""

    def __init__(
        self,
        record: Record,
        *,
        formulary: Formulary,
        rules: AdequacyRules,
        on: date,
        days: int | None,
        rough_days: int,
    ) -> None:
        self._record = record
        self._formulary = formulary
        self._rules = rules
        self._on = on
        self._now = tuple(m for m in record.medicines if taken_on(m, on))
        placed = all(_is_placed(entry, formulary) for entry in self._now)
        self._whole = placed and counts_as_whole(
            record.medicines_complete_on, on, days=days
        )
        self._rest: Answer = False if self._whole else unknown("medicines_complete_on")
        self._undated = undated(
            record, on=on, formulary=formulary, rough_days=rough_days
        )
        self._may_be = not_surely_out(
            record, on=on, formulary=formulary, rough_days=rough_days
        )
        self.rows: tuple[Provenance, ...] = _in_order(m.provenance for m in self._now)
        self.names = FROM_MEDICINES

    def answers(self) -> dict[str, Answer]:
        antidepressants = self._antidepressants()
        on_one = any_of((bool(antidepressants), self._rest))
        doses = map(self._dose_below, antidepressants)
        times = map(self._time_below, antidepressants)
        return {
            "on_antidepressant": on_one,
            "current_dose_below_minimum": all_of((on_one, *doses)),
            "current_time_below_minimum": all_of((on_one, *times)),
            _NO_SURE_DAY: any_of((bool(self._undated), self._rest)),
        }

    def rows_of(self, name: str) -> tuple[Provenance, ...]:
        """The rows that a fact about medicines rests on."""
        if name != _NO_SURE_DAY:
            return self.rows
        told = [
            *((m.provenance, m.ingredients) for m in self._record.medicines),
            *((t.provenance, (t.treatment or "",)) for t in self._record.trials),
        ]
        return _in_order(row for row, names in told if self._undated & set(names))

    def taking_now(self, ingredient: str) -> Answer:
        """True when listed now; not listed says nothing about the past."""
        return any(ingredient in entry.ingredients for entry in self._now)

    def taken_too_little(self) -> Answer:
        return any_of((*map(self._too_little, self._antidepressants()), self._rest))

    def counts(self, settings: FactRules) -> dict[str, _Number]:
        return {one.name: self._count(one.classes, settings) for one in settings.counts}

    def _count(self, classes: Iterable[str], settings: FactRules) -> _Number:
        wanted = frozenset(classes)
        taken = self._taken_or_washing_out()
        number = sum(bool(wanted & self._formulary.classes_of(one)) for one in taken)
        more = any(wanted & self._formulary.classes_of(one) for one in self._may_be)
        if self._whole and not more:
            return float(number), ""
        if number >= settings.enough_to_speak:
            return float(number), "at least; the list may be short"
        return None

    def _taken_or_washing_out(self) -> frozenset[str]:
        """From the list and, where somebody told it there only, from the trials."""
        found: set[str] = set()
        for entry in self._record.medicines:
            for one in entry.ingredients:
                days = self._formulary.washout_days(one)
                if taken_on(entry, self._on, washout_days=days):
                    found.add(one)
        for trial in self._record.trials:
            name = trial.treatment or ""
            if name in self._formulary.medicines:
                days = self._formulary.washout_days(name)
                if trial_taken_on(trial, self._on, washout_days=days):
                    found.add(name)
        return frozenset(found)

    def _antidepressants(self) -> list["_Current"]:
        """Those taken now, by the newest entry; an ongoing trial fills what it lacks."""
        ongoing = {
            trial.treatment: trial
            for trial in self._record.trials
            if trial.ongoing is True and trial.treatment is not None
        }
        found: dict[str, _Current] = {}
        for entry in sorted(self._now, key=_newest_last):
            for one in entry.ingredients:
                found[one] = _current(one, entry, ongoing.get(one))
        for one, trial in ongoing.items():
            found.setdefault(one, _current(one, None, trial))
        return [
            current
            for one, current in sorted(found.items())
            if ANTIDEPRESSANT in self._formulary.classes_of(one)
        ]

    def _too_little(self, current: "_Current") -> Answer:
        if current.taken_percent is None:
            return unknown("medicine.taken_percent")
        return current.taken_percent < self._rules.taken_percent

    def _dose_below(self, current: "_Current") -> Answer:
        row = self._row(current)
        if row is None or row.minimum_daily_dose is None or current.dose is None:
            return unknown("medicine.daily_dose")
        reached = reaches(current.dose, row.minimum_daily_dose)
        return unknown("medicine.daily_dose") if reached is None else not reached

    def _time_below(self, current: "_Current") -> Answer:
        if current.started_on is None:
            return unknown("medicine.started_on")
        row = self._row(current)
        weeks = self._rules.weeks
        if row is not None and row.weeks is not None:
            weeks = row.weeks
        return (self._on - current.started_on).days < weeks * DAYS_PER_WEEK

    def _row(self, current: "_Current") -> AdequacyRow | None:
        medicine = self._formulary.medicines[current.ingredient]
        return minimum_dose(medicine, rules=self._rules.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Current:
    ingredient: str
    dose: Quantity | None
    started_on: date | None
    taken_percent: float | None


def _current(
    ingredient: str, entry: MedicineEntry | None, trial: Trial | None
) -> _Current:
    dose = started_on = taken = None
    if entry is not None:
        # The dose of a product of two medicines does not say which is which.
        dose = entry.daily_dose if entry.ingredients == (ingredient,) else None
        started_on, taken = entry.started_on, entry.taken_percent
    if trial is not None:
        # The highest dose on the list need not be the one of today.
        dose = dose or (None if is_inferred(trial) else trial.highest_dose)
        # A new prescription of the same is not a new start.
        starts = [day for day in (started_on, trial.started_on) if day is not None]
        started_on = min(starts, default=None)
        taken = trial.taken_percent if taken is None else taken
    return _Current(
        ingredient=ingredient, dose=dose, started_on=started_on, taken_percent=taken
    )


def _newest_last(entry: MedicineEntry) -> tuple[date, float, str, str]:
    dose = entry.daily_dose.value if entry.daily_dose else 0.0
    row = entry.provenance
    return entry.started_on or date.min, dose, row.source, row.row


def _is_placed(entry: MedicineEntry, formulary: Formulary) -> bool:
    known = formulary.medicines.keys()
    return bool(entry.ingredients) and known >= set(entry.ingredients)
