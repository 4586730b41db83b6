"""Puts facts of several files into one record: duplicates and contradictions."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from heartsease.core.instruments import score
from heartsease.core.labs.definition import fold_name
from heartsease.core.record.record import (
    AdverseReport,
    CheckIn,
    ChosenStep,
    ConditionEntry,
    Decision,
    LessonRead,
    Meal,
    MedicineEntry,
    Night,
    Observation,
    Practice,
    Preference,
    Provenance,
    Record,
    Response,
    SafetyPlanPart,
    Trial,
)
from heartsease.core.values.code import LOINC
from heartsease.core.values.quantity import Quantity
from heartsease.importers.moments import MIDDLE_DAY
from heartsease.importers.outcome import (
    OF_PROCEDURES,
    Duplicate,
    Event,
    Fact,
    Outcome,
    Refused,
    Said,
    Taken,
    kind_of,
)
from heartsease.importers.vocabulary import Vocabulary
from heartsease.library import record_json

# Two laboratories' roundings of one amount after conversion differ by less than this.
_SAME_AMOUNT = 0.01

_PERSON = ("id", *record_json.PERSON)
_LATEST_COUNTS = ("medicines_complete_on", "trials_complete_on", "safety_flow_done_on")
_TELLS_PEOPLE_APART = ("born_on", "sex")
_BEFORE = Provenance(source="the record so far")
_LOOK_UP = "Look up which one is right; the first was kept."


@dataclass(slots=True)
class _Held:
    """A fact of the record, and the moment it was measured where a file told."""

    fact: Fact
    at: str = ""


@dataclass(frozen=True, slots=True)
class _Clash:
    """Why a fact cannot stand beside one that is there."""

    field: str
    reason: str
    advice: str = _LOOK_UP


class Gathering:
    """A record while it grows; `add` files in order, then ask for `record`."""

    def __init__(self, base: Record, *, vocabulary: Vocabulary, on: date) -> None:
        self._base = base
        self._vocabulary = vocabulary
        self._on = on
        self._said: dict[str, Said] = dict(_said_in(base))
        self._held: dict[Hashable, list[_Held]] = {}
        self._order: list[_Held] = []
        for fact in _facts_of(base):
            self._keep(fact)

    def meet(self, file: Outcome) -> Outcome:
        """Takes what the file says of the person; refuses a file about another one."""
        for event in file.events:
            if isinstance(event, Taken) and isinstance(event.fact, Said):
                other = self._another(event.fact, file.file)
                if other is not None:
                    return replace(file, events=(other,))
        events = [
            self._said_event(event, event.fact, file.file)
            if isinstance(event, Taken) and isinstance(event.fact, Said)
            else event
            for event in file.events
        ]
        return replace(file, events=tuple(events))

    def recall(self, file: Outcome) -> None:
        """Gives facts of the base their moment, when this file is where they are from.

        Without it a second reading would meet the base's days without their hours.
        """
        for event in file.events:
            if isinstance(event, Taken) and event.at:
                found = self._twin(event)
                if found is not None:
                    found.at = found.at or event.at

    def add(self, file: Outcome) -> Outcome:
        """Takes every other fact of the file that is new, possible and not denied."""
        events: list[Event] = []
        for event in file.events:
            if isinstance(event, Taken) and not isinstance(event.fact, Said):
                possible, said = self._without_impossible_days(event, file.file)
                events += [*said, self._event(possible, file.file)]
            else:
                events.append(event)
        return replace(file, events=tuple(events))

    def record(self) -> Record:
        """Everything gathered."""
        once = {name: said.value for name, said in self._said.items()}
        person: dict[str, Any] = {n: once[n] for n in _PERSON if n in once}
        rest: dict[str, Any] = {
            name: value for name, value in once.items() if name not in _PERSON
        }
        facts = [held.fact for held in self._order]
        return replace(
            self._base,
            person=replace(self._base.person, **person),
            conditions=tuple(f for f in facts if isinstance(f, ConditionEntry)),
            medicines=tuple(f for f in facts if isinstance(f, MedicineEntry)),
            trials=tuple(f for f in facts if isinstance(f, Trial)),
            responses=tuple(f for f in facts if isinstance(f, Response)),
            observations=tuple(f for f in facts if isinstance(f, Observation)),
            check_ins=tuple(f for f in facts if isinstance(f, CheckIn)),
            preferences=tuple(f for f in facts if isinstance(f, Preference)),
            safety_plan=tuple(f for f in facts if isinstance(f, SafetyPlanPart)),
            chosen_steps=tuple(f for f in facts if isinstance(f, ChosenStep)),
            practices=tuple(f for f in facts if isinstance(f, Practice)),
            adverse_reports=tuple(f for f in facts if isinstance(f, AdverseReport)),
            decisions=tuple(f for f in facts if isinstance(f, Decision)),
            meals=tuple(f for f in facts if isinstance(f, Meal)),
            nights=tuple(f for f in facts if isinstance(f, Night)),
            lessons=tuple(f for f in facts if isinstance(f, LessonRead)),
            **rest,
        )

    # What a record holds once ------------------------------------------------------

    def _another(self, said: Said, file: str) -> Refused | None:
        known = self._said.get(said.name)
        if said.name not in _TELLS_PEOPLE_APART or known is None:
            return None
        if known.value == said.value or _within_its_span(known, said):
            return None
        return Refused(
            file=file,
            row=said.provenance.row,
            field=said.name,
            reason=(
                f"{said.name} is {said.value} here and {known.value} in "
                f"{known.provenance.source}; it may be about somebody else, so nothing "
                "of this file was taken."
            ),
            advice="Import only files of one person, or correct the one that is wrong.",
            kind="file",
        )

    def _said_event(self, event: Taken, said: Said, file: str) -> Event:
        known = self._said.get(said.name)
        if isinstance(said.value, date) and said.value > self._on:
            return _refusal(event, file, _in_the_future(said.name, said.value))
        if known is None:
            self._said[said.name] = said
            return event
        if known.value == said.value or said.name == "id":
            return _duplicate(event, known.provenance)
        if said.name in _LATEST_COUNTS:
            if str(said.value) < str(known.value):
                return _duplicate(event, known.provenance)
            self._said[said.name] = said
            return event
        if said.name == "born_on" and known.approximate and not said.approximate:
            self._said[said.name] = said
            return event
        if said.name == "born_on" and said.approximate:
            return _duplicate(event, known.provenance)
        return _refusal(
            event,
            file,
            _Clash(
                said.name,
                f"{said.name} is {said.value} here and {known.value} in "
                f"{known.provenance.source}.",
            ),
        )

    # Rows --------------------------------------------------------------------------

    def _event(self, event: Taken, file: str) -> Event:
        twin = self._twin(event)
        if twin is not None:
            return _duplicate(event, _origin(twin.fact))
        clash = self._impossible(event.fact) or self._denied(event)
        if clash is not None:
            return _refusal(event, file, clash)
        if isinstance(event.fact, Response) and self._filled_in(event.fact):
            return event
        self._keep(event.fact, event.at)
        return event

    def _keep(self, fact: Fact, at: str = "") -> None:
        held = _Held(fact, at)
        self._order.append(held)
        self._held.setdefault(_place(fact), []).append(held)

    def _beside(self, fact: Fact) -> list[_Held]:
        return self._held.get(_place(fact), [])

    def _twin(self, event: Taken) -> _Held | None:
        for held in self._beside(event.fact):
            if self._same(held.fact, event.fact):
                return held
        return None

    def _same(self, one: Fact, other: Fact) -> bool:
        match one, other:
            case Observation(), Observation():
                return self._same_amount(one, other)
            case Response(), Response():
                return self._contains(one, other)
            case Trial(), Trial() if other.id.startswith(OF_PROCEDURES):
                return _says_no_more(one, other)
            case Trial(), Trial():
                return replace(one, id="", provenance=_BEFORE) == replace(
                    other, id="", provenance=_BEFORE
                )
            case MedicineEntry(), MedicineEntry():
                return _medicine(one) == _medicine(other)
            case ConditionEntry(), ConditionEntry():
                return _condition(one) == _condition(other)
        return replace(one, provenance=_BEFORE) == replace(other, provenance=_BEFORE)

    def _same_amount(self, one: Observation, other: Observation) -> bool:
        if one.comparator != other.comparator:
            return False
        if one.quantity is None or other.quantity is None:
            return one.quantity is other.quantity and one.text == other.text
        if one.quantity.unit == other.quantity.unit or one.measure is None:
            return one.quantity == other.quantity
        first = self._vocabulary.canonical(one.measure, one.quantity)
        second = self._vocabulary.canonical(other.measure, other.quantity)
        if first is None or second is None:
            return False
        return abs(first - second) <= _SAME_AMOUNT * max(abs(first), abs(second))

    def _contains(self, whole: Response, part: Response) -> bool:
        """Whether a response says all that another of the same day says."""
        if any(whole.answers.get(k) != v for k, v in part.answers.items()):
            return False
        if part.total is None or part.total == whole.total:
            return True
        return whole.total is None and self._total(whole) == part.total

    def _total(self, response: Response) -> float | None:
        instrument = self._vocabulary.instruments.get(response.instrument)
        if instrument is None:
            return response.total
        total = score.score(instrument, response).total
        return total if isinstance(total, int | float) else None

    # What cannot be ----------------------------------------------------------------

    def _without_impossible_days(
        self, event: Taken, file: str
    ) -> tuple[Taken, tuple[Refused, ...]]:
        """A medicine stays when its days cannot be: safety rules ask for it.

        The days are left out and named; without them it is not known to be out.
        """
        fact = event.fact
        clash = self._impossible(fact)
        if clash is None:
            return event, ()
        kept: MedicineEntry | Trial
        if isinstance(fact, MedicineEntry):
            ended = fact.ended or fact.stopped_on is not None
            kept = replace(fact, started_on=None, stopped_on=None, ended=ended)
        elif isinstance(fact, Trial) and self._vocabulary.is_medicine(fact.treatment):
            kept = replace(fact, started_on=None, stopped_on=None)
        else:
            return event, ()
        clash = replace(clash, reason=f"{clash.reason} It is kept without its days.")
        return replace(event, fact=kept), (_refusal(event, file, clash),)

    def _impossible(self, fact: Fact) -> _Clash | None:
        for name, day in _days_of(fact):
            if day > self._on:
                return _in_the_future(name, day)
            born = self._said.get("born_on")
            if born and isinstance(born.value, date) and day.year < born.value.year:
                return _Clash(
                    name,
                    f"{name} {day} lies before the birth date.",
                    "Correct the date, or the birth date.",
                )
        start, end = _span_of(fact)
        if start and end and end < start:
            return _Clash(
                "stopped_on",
                f"It ends ({end}) before it starts ({start}).",
                "Correct one of the two days.",
            )
        return None

    def _denied(self, event: Taken) -> _Clash | None:
        for held in self._beside(event.fact):
            clash = self._clash(held, event.fact, event.at)
            if clash is not None:
                return clash
        return None

    def _clash(self, held: _Held, new: Fact, at: str) -> _Clash | None:
        there = _origin(held.fact).source
        match held.fact, new:
            case Observation() as old, Observation():
                if _apart(held.at, at) or old.quantity is None or new.quantity is None:
                    return None
                if old.measure is None and (old.code is None or new.code is None):
                    return None
                return _Clash(
                    "value",
                    f"{new.text or new.measure} on {new.on} is {_printed(new)} here and "
                    f"{_printed(old)} in {there}.",
                )
            case Response() as old, Response():
                if _apart(held.at, at) or self._agree(old, new):
                    return None
                return _Clash(
                    "answers",
                    f"{new.instrument} on {new.on} has other answers in {there}.",
                )
            case ConditionEntry() as old, ConditionEntry():
                if old.on != new.on or old.present == new.present:
                    return None
                return _Clash(
                    "present",
                    f"{new.text or new.condition} is a {_yes(new)} here and a "
                    f"{_yes(old)} in {there}, on the same day.",
                    "Answer its question in the program.",
                )
            case Trial() as old, Trial():
                if old.id == new.id or self._one_course(old, new):
                    return _Clash(
                        "id",
                        f"The trial {new.id} is different in {there}.",
                        "Read the newest of the files alone, or correct the trial.",
                    )
                return None
            case CheckIn(), CheckIn():
                return _Clash("on", f"The check-in of {new.on} differs in {there}.")
            case Preference() as old, Preference():
                return _Clash(
                    "wish",
                    f"{new.subject} is {new.wish!r} here and {old.wish!r} in {there}.",
                )
            case Meal(), Meal():
                return _Clash("on", f"{new.moment} of {new.on} differs in {there}.")
            case Night(), Night():
                return _Clash("on", f"The night to {new.on} differs in {there}.")
            case Decision() as old, Decision():
                return _Clash(
                    "choice",
                    f"{new.treatment} on {new.on} was settled in another way in "
                    f"{there}.",
                )
        return None

    def _one_course(self, one: Trial, other: Trial) -> bool:
        """Whether sessions counted in two files are of one course of treatment.

        Adding up the numbers could count a session twice.
        """
        if one.treatment != other.treatment or not all(
            trial.id.startswith(OF_PROCEDURES) for trial in (one, other)
        ):
            return False
        apart = timedelta(days=self._vocabulary.session_gap_days)
        first, second = sorted((_days_held(one), _days_held(other)))
        return second[0] <= first[1] + apart

    def _agree(self, old: Response, new: Response) -> bool:
        """Whether two responses can be one: nothing in them differs."""
        shared = set(old.answers) & set(new.answers)
        if any(old.answers[name] != new.answers[name] for name in shared):
            return False
        totals = {t for t in (old.total, new.total) if t is not None}
        if len(totals) > 1:
            return False
        instrument = self._vocabulary.instruments.get(new.instrument)
        if instrument is None or not totals:
            return True
        return not score.score(instrument, _joined(old, new)).problems

    def _filled_in(self, new: Response) -> bool:
        """Completes a response of the same day that says less; true when there was."""
        for held in self._beside(new):
            if isinstance(held.fact, Response) and self._agree(held.fact, new):
                held.fact = _joined(held.fact, new)
                return True
        return False


def _says_no_more(told: Trial, counted: Trial) -> bool:
    """Whether a course counted in a file is one that the record holds already."""
    return (
        told.treatment == counted.treatment
        and told.started_on == counted.started_on
        and told.stopped_on == counted.stopped_on
        and counted.sessions in (None, told.sessions)
    )


def _days_held(trial: Trial) -> tuple[date, date]:
    first = trial.started_on or trial.stopped_on or date.min
    return first, trial.stopped_on or first


def _joined(old: Response, new: Response) -> Response:
    fuller = new if len(new.answers) > len(old.answers) else old
    return replace(
        fuller,
        answers=MappingProxyType({**old.answers, **new.answers}),
        total=old.total if old.total is not None else new.total,
    )


def _place(fact: Fact) -> Hashable:
    """Facts that can be the same, or can contradict each other, share a place."""
    match fact:
        case Observation():
            named: Hashable = fact.measure
            if named is None and fact.code and fact.code.system == LOINC:
                named = (fact.code.system, fact.code.code)
            return "observation", named or fold_name(fact.text), fact.on
        case Response():
            return "response", fact.instrument, fact.on
        case ConditionEntry():
            return "condition", fact.condition or fold_name(fact.text)
        case MedicineEntry():
            return "medicine", fact.ingredients or fold_name(fact.text)
        case Trial():
            return ("trial",)
        case CheckIn():
            return "check_in", fact.on
        case Preference():
            return "preference", fact.subject, fact.on
        case SafetyPlanPart():
            return "safety_plan", fact.part
        case ChosenStep():
            return "chosen_step", fact.intervention
        case Practice():
            return "practice", fact.intervention, fact.practice, fact.on, fact.at
        case AdverseReport():
            return "adverse_report", fact.intervention, fact.on
        case Decision():
            return "decision", fact.treatment, fact.on
        case Meal():
            return "meal", fact.on, fact.moment
        case Night():
            return "night", fact.on
        case LessonRead():
            return "lesson", fact.lesson, fact.on
        case Said():
            return "said", fact.name


def _medicine(entry: MedicineEntry) -> Hashable:
    return (
        entry.ingredients or fold_name(entry.text),
        _in_a_day(entry.daily_dose),
        entry.started_on,
        entry.stopped_on,
        entry.ended and entry.stopped_on is None,
        entry.as_needed,
        entry.taken_percent,
    )


def _in_a_day(dose: Quantity | None) -> Hashable:
    """A daily dose is written as "mg" or as "mg/d"; both say the same."""
    return dose and (dose.value, dose.unit.removesuffix("/d"))


def _condition(entry: ConditionEntry) -> Hashable:
    named = entry.condition or fold_name(entry.text)
    return named, entry.present, entry.on, entry.since, entry.until


def _apart(one: str, other: str) -> bool:
    """Whether a fact has an hour of its own: then the other is another measurement."""
    return bool(other) and one != other


def _printed(fact: Observation) -> str:
    if fact.quantity is None:
        return fact.text
    return f"{fact.comparator}{fact.quantity.value:g} {fact.quantity.unit}".strip()


def _yes(entry: ConditionEntry) -> str:
    return "yes" if entry.present else "no"


def _within_its_span(one: Said, other: Said) -> bool:
    """Whether a birth year or month alone agrees with the other birth date."""
    partial, whole = (one, other) if one.approximate else (other, one)
    born, exactly = partial.value, whole.value
    if not isinstance(born, date) or not isinstance(exactly, date):
        return False
    if not partial.approximate or born.year != exactly.year:
        return False
    return born.day != MIDDLE_DAY or born.month == exactly.month


def _in_the_future(name: str, day: date) -> _Clash:
    return _Clash(
        name, f"{name} {day} lies in the future.", "Correct the date in the file."
    )


def _days_of(fact: Fact) -> Iterator[tuple[str, date]]:
    names: tuple[str, ...] = ()
    match fact:
        case Observation() | Response() | CheckIn() | Preference() | Decision():
            names = ("on",)
        case SafetyPlanPart() | Practice() | Meal() | Night() | LessonRead():
            names = ("on",)
        case AdverseReport():
            names = ("on", "noticed_on")
        case ChosenStep():
            names = ("started_on", "ended_on")
        case ConditionEntry():
            names = ("on", "since")
        case MedicineEntry() | Trial():
            names = ("started_on", "stopped_on")
    for name in names:
        day = getattr(fact, name)
        if day is not None:
            yield name, day


def _span_of(fact: Fact) -> tuple[date | None, date | None]:
    match fact:
        case MedicineEntry() | Trial():
            return fact.started_on, fact.stopped_on
        case ConditionEntry():
            return fact.since, fact.until
        case ChosenStep():
            return fact.started_on, fact.ended_on
    return None, None


def _origin(fact: Fact) -> Provenance:
    return fact.provenance


def _duplicate(event: Taken, of: Provenance) -> Duplicate:
    return Duplicate(
        fact=event.fact, provenance=event.provenance, rows=event.rows, of=of
    )


def _refusal(event: Taken, file: str, clash: _Clash) -> Refused:
    return Refused(
        file=file,
        row=", ".join(event.rows),
        field=clash.field,
        reason=clash.reason,
        advice=clash.advice,
        kind=kind_of(event.fact),
    )


def _said_in(base: Record) -> Iterator[tuple[str, Said]]:
    values = {
        "id": base.person.id or None,
        "born_on": base.person.born_on,
        "sex": base.person.sex,
        "country": base.person.country,
        "energy": base.energy,
        "breaths_per_minute": base.breaths_per_minute,
        "anchor": base.anchor,
        "place": base.place,
        "episode_started_on": base.episode_started_on,
        "medicines_complete_on": base.medicines_complete_on,
        "trials_complete_on": base.trials_complete_on,
        "safety_flow_done_on": base.safety_flow_done_on,
    }
    for name, value in values.items():
        if value is not None:
            yield name, Said(name=name, value=value, provenance=_BEFORE)


def _facts_of(base: Record) -> Iterator[Fact]:
    yield from base.conditions
    yield from base.medicines
    yield from base.trials
    yield from base.responses
    yield from base.observations
    yield from base.check_ins
    yield from base.preferences
    yield from base.safety_plan
    yield from base.chosen_steps
    yield from base.practices
    yield from base.adverse_reports
    yield from base.decisions
    yield from base.meals
    yield from base.nights
    yield from base.lessons
