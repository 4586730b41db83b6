"""Trials nobody has told, as far as the medicine list shows them.

A list of prescriptions shows which medicine, how much and from when to when. It cannot
show whether it was taken, whether it helped, why it ended or what it was for: those
stay Unknown, so that such a trial is never a failure.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from heartsease.core.medicines.definition import Medicine
from heartsease.core.medicines.names import Formulary
from heartsease.core.record.record import (
    Certainty,
    MedicineEntry,
    Record,
    Trial,
)
from heartsease.core.staging.adequacy import (
    ANTIDEPRESSANT,
    AUGMENTATION_AGENT,
    TrialRole,
    in_episode,
    minimum_dose,
    per_day,
)
from heartsease.core.staging.infer_rules import InferRules
from heartsease.core.values.quantity import Quantity

_PREFIX = "inferred:"
_PER_DAY = "mg/d"  # to compare doses of a medicine without a least dose


def with_inferred(
    record: Record, *, on: date, formulary: Formulary, settings: InferRules
) -> Record:
    """The record with a trial for each run of prescriptions that no told trial covers.

    Antidepressants, and agents added to one that ran at the same time.
    A run on or before the day the list of trials was said to be whole is left out.
    The order of entries makes no difference; doing it twice changes nothing.
    """
    told = tuple(one for one in record.trials if not is_inferred(one))
    runs = _runs(record.medicines, on=on, formulary=formulary, settings=settings)
    running = (*_antidepressants(runs, formulary), *_told_spans(told, on, formulary))
    added: list[Trial] = []
    for run in runs:
        medicine = formulary.medicines[run.ingredient]
        classes = formulary.classes_of(run.ingredient)
        augments = _augments(run, running, both=ANTIDEPRESSANT in classes)
        if AUGMENTATION_AGENT not in classes:
            augments = ()
        if not augments and ANTIDEPRESSANT not in classes:
            continue  # given alone, it may well be for something else
        if medicine.adequacy and medicine.counts_as_trial and not _told(run, told):
            added.append(_trial(run, medicine, augments=augments, record=record))
    whole_on = record.trials_complete_on
    kept = (
        one
        for one in added
        if whole_on is None or (one.started_on and one.started_on > whole_on)
    )
    return replace(record, trials=(*told, *sorted(kept, key=lambda one: one.id)))


def is_inferred(trial: Trial) -> bool:
    """Whether this trial was worked out here and not told."""
    return (
        trial.id.startswith(_PREFIX)
        and trial.provenance.certainty is Certainty.INFERRED
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """One entry of one ingredient, on the days it is known for.

    Without a start it is known for its last day only, without any date for today.
    """

    entry: MedicineEntry
    dose: Quantity | None
    first: date
    last: date
    ongoing: bool

    @property
    def starts(self) -> bool:
        return self.entry.started_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Uses of one ingredient without a gap that counts, the first one first."""

    ingredient: str
    number: int  # among those without a start
    uses: tuple[_Use, ...]

    @property
    def first(self) -> date:
        return self.uses[0].first

    @property
    def last(self) -> date:
        return max(use.last for use in self.uses)

    @property
    def ongoing(self) -> bool:
        return any(use.ongoing for use in self.uses)

    @property
    def started_on(self) -> date | None:
        """None when its first use has no start: it began before."""
        found = any(use.starts for use in self.uses if use.first == self.first)
        return self.first if found else None

    @property
    def stopped_on(self) -> date | None:
        return None if self.ongoing else self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    """An antidepressant on the days it certainly ran."""

    ingredient: str
    first: date
    last: date
    ongoing: bool


# Runs ----------------------------------------------------------------------------


def _runs(
    entries: Iterable[MedicineEntry],
    *,
    on: date,
    formulary: Formulary,
    settings: InferRules,
) -> tuple[_Run, ...]:
    by_ingredient: dict[str, list[_Use]] = {}
    for entry in entries:
        if entry.as_needed or (entry.started_on is not None and entry.started_on > on):
            continue
        if entry.ended and entry.stopped_on is None:
            continue  # how long it ran cannot be said, so neither that it was too short
        for one in entry.ingredients:
            if one in formulary.medicines:
                by_ingredient.setdefault(one, []).append(_use(entry, on))
    return tuple(
        run
        for one, uses in sorted(by_ingredient.items())
        for run in _without_gaps(one, uses, days=settings.prescription_gap_days)
    )


def _use(entry: MedicineEntry, on: date) -> _Use:
    stopped = entry.stopped_on
    ongoing = stopped is None or stopped > on
    last = on if stopped is None else min(stopped, on)
    first = entry.started_on or last
    return _Use(
        entry=entry,
        # The dose of a product of two medicines does not say which is which.
        dose=entry.daily_dose if len(entry.ingredients) == 1 else None,
        first=first,
        last=max(first, last),
        ongoing=ongoing,
    )


def _without_gaps(
    ingredient: str, uses: Iterable[_Use], *, days: int
) -> Iterator[_Run]:
    groups: list[list[_Use]] = []
    reached = date.min
    for use in sorted(uses, key=_place):
        if groups and (use.first - reached).days <= days:
            groups[-1].append(use)
            reached = max(reached, use.last)
        else:
            groups.append([use])
            reached = use.last
    undated = 0
    for group in groups:
        run = _Run(ingredient=ingredient, number=undated + 1, uses=tuple(group))
        undated += run.started_on is None
        yield run


def _place(use: _Use) -> tuple[object, ...]:
    """A place that does not hang on the order in which entries were told."""
    entry, dose = use.entry, use.dose
    return (
        use.first,
        not use.starts,
        use.last,
        entry.provenance.source,
        entry.provenance.row,
        entry.text,
        (dose.value, dose.unit) if dose else (0.0, ""),
        -1.0 if entry.taken_percent is None else entry.taken_percent,
        use.ongoing,
    )


# What is told already, and what it was added to ----------------------------------


def _told(run: _Run, told: Iterable[Trial]) -> bool:
    """Whether a told trial of the same may be of the same time; then it alone counts."""
    began = run.started_on or date.min
    return any(
        one.treatment == run.ingredient
        and (one.started_on or date.min) <= run.last
        and began <= (one.stopped_on or date.max)
        for one in told
    )


def _antidepressants(
    runs: Iterable[_Run], formulary: Formulary
) -> tuple[_Running, ...]:
    return tuple(
        _Running(
            ingredient=run.ingredient,
            first=run.first,
            last=run.last,
            ongoing=run.ongoing,
        )
        for run in runs
        if ANTIDEPRESSANT in formulary.classes_of(run.ingredient)
    )


def _told_spans(
    told: Iterable[Trial], on: date, formulary: Formulary
) -> Iterator[_Running]:
    for one in told:
        name = one.treatment or ""
        ongoing = one.ongoing is True
        last = on if ongoing else one.stopped_on
        if last is not None and ANTIDEPRESSANT in formulary.classes_of(name):
            yield _Running(
                ingredient=name,
                first=one.started_on or last,
                last=last,
                ongoing=ongoing,
            )


def _augments(run: _Run, running: Iterable[_Running], *, both: bool) -> tuple[str, ...]:
    """The antidepressants that ran beside it.

    `both`: itself an antidepressant; then only those that ran before and all through,
    because a shorter time together is how one is changed for another.
    """
    beside = {
        one.ingredient
        for one in running
        if one.ingredient != run.ingredient
        and (_throughout(one, run) if both else _overlap(one, run))
    }
    return tuple(sorted(beside))


def _overlap(one: _Running, run: _Run) -> bool:
    if one.ongoing and run.ongoing:
        return True
    return one.first < run.last and run.first < one.last


def _throughout(one: _Running, run: _Run) -> bool:
    ended = one.ongoing or (not run.ongoing and run.last < one.last)
    return run.started_on is not None and one.first < run.first and ended


# One trial -----------------------------------------------------------------------


def _trial(
    run: _Run, medicine: Medicine, *, augments: tuple[str, ...], record: Record
) -> Trial:
    role = TrialRole.AUGMENTATION if augments else TrialRole.ANTIDEPRESSANT
    doses = _Doses.of(run, medicine, role)
    began = run.started_on
    first = run.uses[0].entry
    return Trial(
        id=f"{_PREFIX}{run.ingredient}:{began or run.number}",
        treatment=run.ingredient,
        text=first.text,
        augments=augments,
        highest_dose=doses.highest(),
        days_at_or_above_minimum=doses.days(),
        started_on=began,
        stopped_on=run.stopped_on,
        ongoing=run.ongoing,
        taken_percent=_taken(run),
        optimised=True if doses.was_raised() else None,
        this_episode=in_episode(began, run.stopped_on, record.episode_started_on),
        provenance=replace(first.provenance, certainty=Certainty.INFERRED),
    )


def _taken(run: _Run) -> float | None:
    """Known when every entry says the same."""
    said = {use.entry.taken_percent for use in run.uses}
    return said.pop() if len(said) == 1 else None


@dataclass(frozen=True, slots=True)
class _Dosed:
    """A use and its daily dose in the unit of the least dose; None is not known."""

    use: _Use
    amount: float | None


@dataclass(frozen=True, slots=True)
class _Step:
    """Prescriptions begun on one day: one after the other, or taken together."""

    first: date
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class _Doses:
    """The doses of one run, against every least dose that may be asked for."""

    dosed: tuple[_Dosed, ...]
    minimums: tuple[float, ...]

    @classmethod
    def of(cls, run: _Run, medicine: Medicine, role: TrialRole) -> "_Doses":
        rows = (
            minimum_dose(medicine, rules=rules, role=role)
            for rules in sorted({row.rules for row in medicine.adequacy})
        )
        known = [row.minimum_daily_dose for row in rows if row is not None]
        least = [one for one in known if one is not None]
        unit = least[0].unit if least else _PER_DAY
        minimums = (per_day(one, unit) for one in least)
        return cls(
            dosed=tuple(
                _Dosed(use, per_day(use.dose, unit) if use.dose else None)
                for use in run.uses
            ),
            minimums=tuple(one for one in minimums if one is not None),
        )

    def highest(self) -> Quantity | None:
        """The highest dose, unless what is open could lift it over a least dose."""
        known = [one for one in self.dosed if one.amount is not None]
        if not known:
            return None
        best = max(known, key=_amount)
        most = max((step.most for step in _steps(self.dosed)), default=math.inf)
        if self.minimums:
            settled = all(_amount(best) >= m or most < m for m in self.minimums)
        else:
            settled = most == _amount(best)
        return best.use.dose if settled else None

    def days(self) -> int | None:
        """Days at a dose that counts, when doses and dates leave no doubt.

        None also where no dose counts at all: the dose itself says so.
        """
        if not all(one.use.starts for one in self.dosed):
            return None
        held = list(_held(self.dosed))
        counted = {
            sum(days for days, step in held if side(step) >= minimum)
            for minimum in self.minimums
            for side in (_least, _most)
        }
        return (counted.pop() or None) if len(counted) == 1 else None

    def was_raised(self) -> bool:
        """Whether a dose that counted was followed by a higher one, for certain."""
        steps = _steps(one for one in self.dosed if one.use.starts)
        return bool(self.minimums) and any(
            earlier.least >= max(self.minimums) and later.least > earlier.most
            for earlier, later in combinations(steps, 2)
        )


def _least(step: _Step) -> float:
    return step.least


def _most(step: _Step) -> float:
    return step.most


def _amount(one: _Dosed) -> float:
    return 0.0 if one.amount is None else one.amount


def _steps(dosed: Iterable[_Dosed]) -> list[_Step]:
    """One step a day of starting, in order; none at all when a dose is missing."""
    by_day: dict[date, set[float]] = {}
    for one in dosed:
        if one.amount is None:
            return []
        by_day.setdefault(one.use.first, set()).add(one.amount)
    return [
        _Step(first=day, least=min(amounts), most=sum(sorted(amounts)))
        for day, amounts in sorted(by_day.items())
    ]


def _held(dosed: tuple[_Dosed, ...]) -> Iterator[tuple[int, _Step]]:
    """Spans of days and the step that held: the newest one not yet over."""
    uses = [one.use for one in dosed]
    steps = {step.first: step for step in _steps(dosed)}
    edges = sorted({day for use in uses for day in (use.first, use.last)})
    for start, end in pairwise(edges):
        begun = [use for use in uses if use.first <= start]
        held = [use.first for use in begun if use.last > start]
        newest = max(held or [use.first for use in begun])
        if newest in steps:
            yield (end - start).days, steps[newest]
