"""The next best question: which answer would change the plan most for the least effort.

For each thing that is not known yet, the planner is run under every result it could
have; each run is weighted by how common that result is.
The worth of a question is the expected change of the plan, plus its share in unlocking
the steps that wait for it, per minute it costs.

While gates are open the planner works with the chance that they are clear, so that ten
open questions do not hide each other; docs/reference/ranking.md has the formula.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.interventions.definition import Intervention, Kind
from heartsease.core.plan.chance import Priors, chance
from heartsease.core.plan.finding import FindingDefinition
from heartsease.core.plan.plan import wish_for
from heartsease.core.plan.ranking import (
    Ranking,
    comes_first,
    fit_of,
    group_of,
    pull_of,
    worth,
)
from heartsease.core.safety.condition import Condition, ask, keys_of
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.values.unknown import Unknown

_STOPS = (
    Severity.BLOCK,
    Severity.NEEDS_CLINICIAN,
    Severity.BLOCK_UNTIL_FLOW,
    Severity.EMERGENCY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result a question can have, how common it is, and the facts it gives."""

    label: str
    share: float
    facts: Mapping[str, bool | float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that can be found out; `settles` are the fact keys it answers."""

    id: str  # e.g. "card:heart", "instrument:phq9", "measure:ferritin"
    title: str
    minutes: float
    cost: int
    needs_visit: bool
    ordered_by: str
    settles: frozenset[str]
    results: tuple[Result, ...]
    assumed: bool  # at least one share is a convention, not a count


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A question with the numbers behind its place."""

    question: Question
    expected_change: float  # of the plan, in units of step worth
    unlocks: float  # share in steps that wait for this answer
    effort_minutes: float  # minutes, with cost and visits counted in
    worth: float
    safety_first: bool
    settles_safety: float  # how many safety rules it is expected to settle
    waits: tuple[str, ...]  # interventions that wait for it


@dataclass(frozen=True, slots=True)
class _Entry:
    """One intervention, ready to be weighed again and again."""

    id: str
    domain: str
    group: str
    order: int
    static: float  # worth at fit 1
    stops: tuple[int, ...]
    helps: tuple[tuple[int, float, bool], ...]  # condition, pull, missed cause
    needs_finding: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Every condition that matters to the plan, by number, with who depends on it."""

    conditions: tuple[Condition, ...]
    by_key: Mapping[str, tuple[int, ...]]
    entries: tuple[_Entry, ...]
    by_condition: Mapping[int, tuple[int, ...]]
    safety: tuple[Condition, ...]  # of the rules that come before everything


def board(
    interventions: Iterable[Intervention],
    *,
    rules_of: Mapping[str, Sequence[Rule]],
    findings: Mapping[str, FindingDefinition],
    facts: Facts,
    wishes: Mapping[str, str],
    energy: str | None,
    ranking: Ranking,
) -> Board:
    """Lay out what could become a step for this person."""
    numbers: dict[Condition, int] = {}
    entries = [
        _entry(
            one,
            rules=rules_of[one.id],
            findings=findings,
            wish=wish_for(one, wishes),
            energy=energy,
            ranking=ranking,
            numbers=numbers,
        )
        for one in interventions
        if _could_be_a_step(one, wish_for(one, wishes), ranking)
        and ask(one.already_when, facts) is not True
    ]
    entries.sort(key=lambda one: one.id)
    by_key: dict[str, list[int]] = {}
    for condition, number in numbers.items():
        for key in keys_of(condition):
            by_key.setdefault(key, []).append(number)
    by_condition: dict[int, list[int]] = {}
    for place, entry in enumerate(entries):
        for number in {*entry.stops, *(number for number, _, _ in entry.helps)}:
            by_condition.setdefault(number, []).append(place)
    return Board(
        conditions=tuple(numbers),
        by_key={key: tuple(found) for key, found in by_key.items()},
        entries=tuple(entries),
        by_condition={n: tuple(places) for n, places in by_condition.items()},
        safety=_safety_conditions(rules_of.values()),
    )


def rank(
    questions: Iterable[Question],
    *,
    on_board: Board,
    facts: Facts,
    priors: Priors,
    ranking: Ranking,
) -> tuple[Ranked, ...]:
    """All questions that could matter, the most worth asking first."""
    now = _Weighing(on_board, facts, priors, ranking)
    plan = now.plan(now.weights)
    listed = list(questions)
    waiting = {
        entry.id: [
            question.id
            for question in listed
            if question.settles & now.open_keys(entry)
        ]
        for entry in on_board.entries
        if entry.id in plan
    }
    ranked = [
        _ranked(question, now=now, plan=plan, waiting=waiting, ranking=ranking)
        for question in listed
    ]
    useful = [one for one in ranked if one.worth > 0 or one.safety_first]
    useful.sort(
        key=lambda one: (
            not one.safety_first,
            -one.settles_safety,
            -one.worth,
            one.question.id,
        )
    )
    return tuple(useful)


def _ranked(
    question: Question,
    *,
    now: "_Weighing",
    plan: Mapping[str, float],
    waiting: Mapping[str, list[str]],
    ranking: Ranking,
) -> Ranked:
    change = sum(
        result.share * now.change(plan, result.facts) for result in question.results
    )
    waits = tuple(name for name, asked in waiting.items() if question.id in asked)
    unlocks = sum(plan[name] / len(waiting[name]) for name in waits)
    cost = ranking.question_cost
    minutes = max(
        question.minutes
        + cost.cost * question.cost
        + (cost.visit if question.needs_visit else 0.0),
        cost.floor,
    )
    return Ranked(
        question=question,
        expected_change=change,
        unlocks=unlocks,
        effort_minutes=minutes,
        worth=(change + unlocks) / minutes,
        safety_first=bool(question.settles & now.unsettled_safety),
        settles_safety=now.settles_safety(question),
        waits=waits,
    )


class _Weighing:
    """The prospective weight of every entry under one set of facts."""

    def __init__(
        self, on_board: Board, facts: Facts, priors: Priors, ranking: Ranking
    ) -> None:
        self._board = on_board
        self._facts = facts
        self._priors = priors
        self._ranking = ranking
        self._chances = [
            chance(condition, facts, priors) for condition in on_board.conditions
        ]
        self.weights = [
            self._weight(entry, self._chances) for entry in on_board.entries
        ]
        answers = [ask(condition, facts) for condition in on_board.safety]
        self.unsettled_safety = frozenset(
            key
            for answer in answers
            if isinstance(answer, Unknown)
            for key in answer.missing
        )

    def settles_safety(self, question: Question) -> float:
        """How many of the open safety rules an answer is expected to settle.

        Item 9 settles them for most people; the questions about a plan only matter to
        those for whom it does not.
        """
        if not question.settles & self.unsettled_safety:
            return 0.0
        return sum(
            result.share
            for result in question.results
            for condition in self._board.safety
            if isinstance(ask(condition, self._facts), Unknown)
            and not isinstance(
                ask(condition, self._facts.supposing(result.facts)), Unknown
            )
        )

    def under(
        self, assumed: Mapping[str, bool | float | str]
    ) -> list[tuple[bool, float]]:
        """The weights if these facts were known; only what depends on them moves."""
        touched = {
            number for key in assumed for number in self._board.by_key.get(key, ())
        }
        if not touched:
            return self.weights
        facts = self._facts.supposing(assumed)
        chances = list(self._chances)
        for number in touched:
            chances[number] = chance(
                self._board.conditions[number], facts, self._priors
            )
        moved = {
            place
            for number in touched
            if chances[number] != self._chances[number]
            for place in self._board.by_condition.get(number, ())
        }
        if not moved:
            return self.weights
        weights = list(self.weights)
        for place in moved:
            weights[place] = self._weight(self._board.entries[place], chances)
        return weights

    def change(
        self, plan: Mapping[str, float], assumed: Mapping[str, bool | float | str]
    ) -> float:
        """How far the plan would move if these facts were known."""
        weights = self.under(assumed)
        if weights is self.weights:
            return 0.0
        return _distance(plan, self.plan(weights))

    def plan(self, weights: list[tuple[bool, float]]) -> Mapping[str, float]:
        """The steps these weights would lead to, from different domains and groups."""
        order = sorted(
            (not missed, entry.order, -weight, place)
            for place, ((missed, weight), entry) in enumerate(
                zip(weights, self._board.entries, strict=True)
            )
            if weight > 0
        )
        steps: dict[str, float] = {}
        domains: set[str] = set()
        groups: set[str] = set()
        for _, _, negative, place in order:
            entry = self._board.entries[place]
            if entry.domain in domains or entry.group in groups:
                continue
            steps[entry.id] = -negative
            domains.add(entry.domain)
            if entry.group:
                groups.add(entry.group)
            if len(steps) == self._ranking.places.steps:
                break
        return steps

    def open_keys(self, entry: _Entry) -> frozenset[str]:
        """The keys an entry's gates still wait for."""
        return frozenset(
            key
            for number in entry.stops
            if 0 < self._chances[number] < 1
            for key in keys_of(self._board.conditions[number])
            if key not in self._facts.known
        )

    def _weight(self, entry: _Entry, chances: list[float]) -> tuple[bool, float]:
        clear = 1.0
        for number in entry.stops:
            clear *= 1.0 - chances[number]
        pull = 0.0
        none = 1.0
        missed = False
        for number, share, missed_cause in entry.helps:
            likely = chances[number]
            pull = max(pull, share * likely)
            none *= 1.0 - likely
            missed = missed or (missed_cause and likely == 1.0)
        needed = 1.0 - none if entry.needs_finding else 1.0
        return missed, entry.static * fit_of(pull, self._ranking) * clear * needed


def _distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two plans are apart: the worth gained and lost, step by step."""
    return sum(
        abs(one.get(name, 0.0) - other.get(name, 0.0)) for name in {**one, **other}
    )


def _could_be_a_step(one: Intervention, wish: str, ranking: Ranking) -> bool:
    tier = one.tier.value
    if one.kind is Kind.EXPLAIN or tier in ranking.groups.never or wish == "no":
        return False
    return tier not in ranking.groups.only_if_wanted or wish == "want"


def _entry(
    one: Intervention,
    *,
    rules: Sequence[Rule],
    findings: Mapping[str, FindingDefinition],
    wish: str,
    energy: str | None,
    ranking: Ranking,
    numbers: dict[Condition, int],
) -> _Entry:
    stops = {
        numbers.setdefault(rule.when, len(numbers))
        for rule in rules
        if rule.severity in _STOPS
    }
    helps = tuple(
        (
            numbers.setdefault(found.when, len(numbers)),
            pull_of(help_.weight, found.weight, ranking),
            comes_first(help_, found, ranking),
        )
        for help_ in one.helps
        if (found := findings[help_.finding])
    )
    static = worth(one, ranking=ranking, fit=1.0, energy=energy, wish=wish)
    return _Entry(
        id=one.id,
        domain=one.domain,
        group=one.group,
        order=group_of(one, ranking),
        static=static.value,
        stops=tuple(sorted(stops)),
        helps=helps,
        needs_finding=one.needs_finding,
    )


def _safety_conditions(all_rules: Iterable[Sequence[Rule]]) -> tuple[Condition, ...]:
    first = (Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW)
    return tuple(
        {
            rule.id: rule.when
            for rules in all_rules
            for rule in rules
            if rule.severity in first
        }.values()
    )
