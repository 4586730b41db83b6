"""What could be asked or measured next, and which results it could have.

Only what can change the plan is listed: a question whose answer no gate and no finding
reads is a burden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.instruments.definition import Instrument, Wording
from heartsease.core.labs.definition import Band, BandName, Measure, in_canonical_unit
from heartsease.core.plan.chance import Priors
from heartsease.core.plan.question import Board, Question, Result
from heartsease.core.plan.ranking import Ranking
from heartsease.core.safety.condition import (
    Compare,
    Condition,
    ask,
    comparisons,
    holds,
)
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.vocabulary import Card, ConditionTerm
from heartsease.core.staging.facts import FROM_MEDICINES
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import Unknown

Value = bool | float | str

_OF_THE_MEDICINE_LIST = frozenset(f"fact:{name}" for name in FROM_MEDICINES)

_ONE = 1.0  # a step across a bound, in the unit of the fact; only orders questions


@dataclass(frozen=True, slots=True)
class _Sides:
    """For one number: a value that crosses no bound of the plan, and one that does."""

    quiet: float
    crossing: float


def questions(
    *,
    on_board: Board,
    facts: Facts,
    priors: Priors,
    ranking: Ranking,
    cards: Iterable[Card],
    instruments: Mapping[str, Instrument],
    measures: Mapping[str, Measure],
    sex: str | None,
    unplaced: tuple[str, ...],
    undated: tuple[str, ...],
) -> tuple[Question, ...]:
    """Every open question that bears on the plan, in no particular order.

    `unplaced` are medicines by a name that we do not know, `undated` such that were
    stopped on no sure day.
    """
    open_keys = _missing(on_board.conditions, facts)
    asker = _Asker(open_keys, _sides(on_board.conditions), priors, ranking)
    return (
        *(one for card in cards if (one := asker.card(card, sex)) is not None),
        *asker.instruments(instruments),
        *(one for m in measures.values() if (one := asker.measure(m)) is not None),
        *asker.lists(_about_medicines(unplaced, undated)),
    )


def _missing(conditions: Iterable[Condition], facts: Facts) -> frozenset[str]:
    """The keys that could still change an answer; a settled rule asks for nothing."""
    answers = (ask(condition, facts) for condition in conditions)
    return frozenset[str]().union(
        *(answer.missing for answer in answers if isinstance(answer, Unknown))
    )


@dataclass(frozen=True, slots=True)
class _Asker:
    open: frozenset[str]
    sides: Mapping[str, _Sides]
    priors: Priors
    ranking: Ranking

    def card(self, card: Card, sex: str | None) -> Question | None:
        asked = [
            term
            for term in card.terms
            if f"has:{term.id}" in self.open and _is_asked_of(term, sex)
        ]
        if not asked:
            return None
        chances = {f"has:{one.id}": one.prior.share for one in asked}
        labels = {f"has:{one.id}": one.label for one in asked}
        return Question(
            id=f"card:{card.id}",
            title=card.title,
            minutes=card.minutes * len(asked) / len(card.terms),
            cost=0,
            needs_visit=False,
            ordered_by="you",
            settles=frozenset(chances),
            results=_one_or_none(
                {key: (share, {key: True}) for key, share in chances.items()},
                quiet=dict.fromkeys(chances, False),
                labels=labels,
                none="none of these",
            ),
            assumed=False,
        )

    def instruments(self, instruments: Mapping[str, Instrument]) -> Iterator[Question]:
        keys_of: dict[str, set[str]] = {}
        for key in self.open:
            kind, _, name = key.partition(":")
            if kind in ("screen", "score", "item"):
                keys_of.setdefault(name.partition(".")[0], set()).add(key)
        for id_ in sorted(keys_of):
            instrument = instruments.get(id_)
            if instrument is None or instrument.wording is Wording.ABSENT:
                continue
            # What can upset is asked for a gate, and never only out of interest.
            if instrument.core_battery or not instrument.sensitive:
                yield self._instrument(instrument, keys_of[id_])

    def _instrument(self, instrument: Instrument, keys: set[str]) -> Question:
        quiet: dict[str, Value] = {}
        crossing: dict[str, tuple[float, dict[str, Value]]] = {}
        screen, score = f"screen:{instrument.id}", f"score:{instrument.id}"
        for key in sorted(keys):
            quiet[key] = False if key == screen else self.sides[key].quiet
        positive: dict[str, Value] = {}
        if screen in keys:
            positive[screen] = True
        if score in keys:
            positive[score] = self.sides[score].crossing
        if positive:
            crossing[screen] = (self.priors.of_yes(screen), positive)
        for key in sorted(keys - {screen, score}):
            share = self.priors.crossing.get(key, self.priors.assumed.comparison)
            crossing[key] = (share, {key: self.sides[key].crossing})
        counted = screen in self.priors.yes
        return Question(
            id=f"instrument:{instrument.id}",
            title=instrument.short_name,
            minutes=instrument.minutes,
            cost=0,
            needs_visit=False,
            ordered_by="you",
            settles=frozenset(keys),
            results=_one_or_none(
                crossing,
                quiet=quiet,
                labels={screen: "positive"},
                none="nothing that stands out",
            ),
            assumed=not counted,
        )

    def measure(self, measure: Measure) -> Question | None:
        state, value = f"state:{measure.id}", f"value:{measure.id}"
        keys = self.open & {state, value}
        if not keys or measure.do_not_order:
            return None
        results, assumed = self._results(measure, state, value)
        return Question(
            id=f"measure:{measure.id}",
            title=measure.name,
            minutes=float(measure.measuring.minutes),
            cost=measure.measuring.cost,
            needs_visit=measure.measuring.needs_visit,
            ordered_by=measure.measuring.ordered_by,
            settles=frozenset(keys),
            results=results,
            assumed=assumed,
        )

    def _results(
        self, measure: Measure, state: str, value: str
    ) -> tuple[tuple[Result, ...], bool]:
        bands = _bands(measure)
        if not bands:
            sides = self.sides[value]
            share = self.priors.crossing.get(value, self.priors.assumed.comparison)
            results = (
                Result(label="crosses", share=share, facts={value: sides.crossing}),
                Result(label="does not", share=1 - share, facts={value: sides.quiet}),
            )
            return results, value not in self.priors.crossing
        known = self.priors.bands.get(state)
        return (
            tuple(
                Result(
                    label=name.replace("_", " "),
                    share=self.priors.of_band(state, frozenset({name}))
                    if known
                    else self._assumed(name, bands),
                    facts={state: name, value: typical},
                )
                for name, typical in bands.items()
            ),
            known is None,
        )

    def _assumed(self, name: str, bands: Mapping[str, float]) -> float:
        """Most results are in the usual range; the other bands share the rest."""
        usual = self.ranking.chance.usual_band
        others = len(bands) - (BandName.USUAL in bands)
        if BandName.USUAL not in bands:
            return 1 / others
        return usual if name == BandName.USUAL else (1 - usual) / max(others, 1)

    def lists(self, about_medicines: str) -> Iterator[Question]:
        """The medicine list, the treatment history, and who the person is."""
        taking = sorted(
            key
            for key in self.open
            if key.startswith("taking:") or key in _OF_THE_MEDICINE_LIST
        )
        if taking:
            yield self._list(
                "list:medicines",
                about_medicines,
                self.ranking.asking.medicines,
                taking,
            )
        worked_out = sorted(
            key for key in self.open - _OF_THE_MEDICINE_LIST if key.startswith("fact:")
        )
        if worked_out:
            yield self._list(
                "list:trials",
                "Treatments tried so far",
                self.ranking.asking.trials,
                worked_out,
            )
        person = sorted(self.open & {"age", "sex"})
        if person:
            yield self._list(
                "list:person", "Age and sex", self.ranking.asking.person, person
            )

    def _list(self, id_: str, title: str, minutes: float, keys: list[str]) -> Question:
        quiet: dict[str, Value] = {}
        crossing: dict[str, tuple[float, dict[str, Value]]] = {}
        for key in keys:
            if key == "sex":
                quiet[key] = "female"
                crossing[key] = (self.priors.assumed.comparison, {key: "male"})
            elif key in self.sides:
                quiet[key] = self.sides[key].quiet
                share = self.priors.crossing.get(key, self.priors.assumed.comparison)
                crossing[key] = (share, {key: self.sides[key].crossing})
            else:
                quiet[key] = False
                crossing[key] = (self.priors.of_yes(key), {key: True})
        return Question(
            id=id_,
            title=title,
            minutes=minutes,
            cost=0,
            needs_visit=False,
            ordered_by="you",
            settles=frozenset(keys),
            results=_one_or_none(
                crossing, quiet=quiet, labels={}, none="nothing that stands out"
            ),
            assumed=not all(key in self.priors.yes for key in keys),
        )


def _about_medicines(unplaced: Sequence[str], undated: Sequence[str]) -> str:
    """What has to be found out of the medicines, the most open thing first."""
    if unplaced:
        return f"Which medicine is this: {', '.join(unplaced)}?"
    if undated:
        return f"On which day did you stop {', '.join(undated)}?"
    return "All your medicines"


def _one_or_none(
    crossing: Mapping[str, tuple[float, Mapping[str, Value]]],
    *,
    quiet: Mapping[str, Value],
    labels: Mapping[str, str],
    none: str,
) -> tuple[Result, ...]:
    """Nothing, or exactly one thing; two at once are rarer and are left out."""
    all_quiet = 1.0
    for share, _ in crossing.values():
        all_quiet *= 1 - share
    odds = {
        key: all_quiet * share / (1 - share) if share < 1 else 1.0
        for key, (share, _) in crossing.items()
    }
    total = all_quiet + sum(odds.values())
    return (
        Result(label=none, share=all_quiet / total, facts=dict(quiet)),
        *(
            Result(
                label=labels.get(key, key.rpartition(":")[2].replace("_", " ")),
                share=odds[key] / total,
                facts={**quiet, **facts},
            )
            for key, (_, facts) in crossing.items()
        ),
    )


def _is_asked_of(term: ConditionTerm, sex: str | None) -> bool:
    return not term.sex or sex is None or term.sex == sex


def _bands(measure: Measure) -> Mapping[str, float]:
    """Each band of the measure with a value that lies in it."""
    found: dict[str, float] = {}
    for interval in measure.intervals:
        for band in interval.bands:
            if band.name.value in found:
                continue
            typical = Quantity(_inside(band), interval.unit)
            found[band.name.value] = in_canonical_unit(measure, typical).value
    return found


def _inside(band: Band) -> float:
    start, end = band.start, band.end
    if start is not None and end is not None:
        return (start + end) / 2
    if start is not None:
        return start + abs(start) / 2
    return end / 2 if end is not None else _ONE


def _sides(conditions: Iterable[Condition]) -> Mapping[str, _Sides]:
    by_key: dict[str, list[Compare]] = {}
    for condition in conditions:
        for leaf in comparisons(condition):
            by_key.setdefault(leaf.key, []).append(leaf)
    return {key: _sides_of(leaves) for key, leaves in by_key.items()}


def _sides_of(leaves: list[Compare]) -> _Sides:
    bounds = sorted(
        bound
        for leaf in leaves
        for bound in (leaf.at_least, leaf.above, leaf.at_most, leaf.below)
        if bound is not None
    )
    tried = [bound + step for bound in bounds for step in (-_ONE, 0.0, _ONE)]
    held = {value: sum(holds(leaf, value) for leaf in leaves) for value in tried}
    return _Sides(
        quiet=min(tried, key=lambda value: (held[value], value)),
        crossing=max(tried, key=lambda value: (held[value], -value)),
    )
