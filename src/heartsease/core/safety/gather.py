"""From a record to facts by key: what is known about one person on one day.

Silence is never a "no": a condition counts as absent only when somebody said so, and a
medicine only when the list was said to be whole and every name on it was recognised.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from heartsease.core.instruments import score as scores
from heartsease.core.instruments.definition import Instrument
from heartsease.core.instruments.score import Score
from heartsease.core.labs import interpret
from heartsease.core.labs.definition import Measure
from heartsease.core.labs.interpret import Look, Reading, Refused
from heartsease.core.medicines.names import Formulary
from heartsease.core.record.record import (
    Certainty,
    ConditionEntry,
    MedicineEntry,
    Provenance,
    Record,
    Response,
    Trial,
)
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.core.values.unknown import Answer, Unknown, unknown

_WEIGHT = {
    Certainty.CONFIRMED: 2,
    Certainty.REPORTED: 1,
    Certainty.APPROXIMATE: 1,
    Certainty.INFERRED: 0,
}


# Taken for the high, so it is on no medicine list, yet it spoils a B12 result.
NITROUS_OXIDE = "has:nitrous_oxide_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What is needed to read a record: the definitions, and how long a list is whole."""

    instruments: Mapping[str, Instrument]
    measures: Mapping[str, Measure]
    formulary: Formulary
    terms: Mapping[str, ConditionTerm]
    medicines_days: int  # a list said to be whole counts as whole for this long
    rough_days: int  # how far off a day can be that was written without its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The facts, and the scores and readings they were taken from."""

    facts: Facts
    scores: Mapping[str, Score]
    readings: Mapping[str, Reading]
    set_aside: tuple[Refused, ...]
    unrecognised: tuple[MedicineEntry, ...]  # medicines taken now that we cannot place
    unplaced: tuple[MedicineEntry, ...]  # the same, and those stopped not long ago
    undated: frozenset[str]  # ingredients that were stopped on no sure day


def gather(
    record: Record,
    *,
    on: date,
    definitions: Definitions,
    derived: Mapping[str, Fact],
) -> Gathered:
    """Everything known by key; `derived` brings the `fact:` keys of higher layers."""
    age = age_on(record, on)
    known: dict[str, Fact] = {}
    known.update(_person(record, age))
    known.update(_conditions(record, age=age, on=on, terms=definitions.terms))
    unplaced = unplaced_medicines(
        record,
        on=on,
        formulary=definitions.formulary,
        rough_days=definitions.rough_days,
    )
    unrecognised = tuple(one for one in unplaced if taken_on(one, on))
    known.update(_medicines(record, unrecognised, on=on, definitions=definitions))
    looks = _looks(record, on=on, age=age, known=known, definitions=definitions)
    readings = {
        id_: one.reading
        for id_, one in looks.items()
        if not isinstance(one.reading, Unknown)
    }
    for id_, reading in readings.items():
        known.update(_of_reading(id_, reading))
    answered = _scores(record, on=on, instruments=definitions.instruments)
    for id_, one in answered.items():
        known.update(_of_score(id_, one))
    known.update(_items(record, on=on, instruments=definitions.instruments))
    known.update(_days_since(record, on=on, definitions=definitions))
    known.update(derived)
    return Gathered(
        facts=Facts(known),
        scores=answered,
        readings=readings,
        set_aside=tuple(one for look in looks.values() for one in look.set_aside),
        unrecognised=unrecognised,
        unplaced=unplaced,
        undated=undated(
            record,
            on=on,
            formulary=definitions.formulary,
            rough_days=definitions.rough_days,
        ),
    )


def age_on(record: Record, on: date) -> int | None:
    """Whole years on that day; None when the birth date is not known or lies ahead."""
    born = record.person.born_on
    if born is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def taken_on(entry: MedicineEntry, on: date, *, washout_days: int = 0) -> bool:
    """Whether a medicine is taken on a day, or has not been out long enough."""
    if entry.started_on is not None and entry.started_on > on:
        return False
    if entry.stopped_on is None:
        return not entry.ended
    return _is_within(washout_days, entry.stopped_on, on)


def trial_taken_on(trial: Trial, on: date, *, washout_days: int = 0) -> bool:
    """Whether a trial goes on that day, or has not been out long enough.

    A trial goes on when it was said to, never by silence.
    """
    if trial.ongoing is True:
        return True
    if trial.stopped_on is None or (trial.started_on or on) > on:
        return False
    return _is_within(washout_days, trial.stopped_on, on)


def may_linger(
    told: MedicineEntry | Trial, on: date, *, washout_days: int, rough_days: int
) -> bool:
    """Whether what is not taken may not be out yet, because its last day is not sure.

    Nobody said the day, or it lies before the start, or it was written without its day
    and may be later by `rough_days`.
    What needs no washout cannot linger: a whole list of what is taken now settles it.
    """
    if not washout_days:
        return False
    began, stopped = told.started_on, told.stopped_on
    if stopped is None:
        if isinstance(told, MedicineEntry):
            return told.ended
        return told.ongoing is False or began is None or began <= on
    if began is not None and stopped < began:
        return True
    rough = told.provenance.certainty is Certainty.APPROXIMATE
    return rough and _is_within(washout_days + rough_days, stopped, on)


def _is_within(days: int, stopped: date, on: date) -> bool:
    """Whether less than these days have gone since; no day is too late to be counted."""
    return (on - stopped).days < days


def not_surely_out(
    record: Record, *, on: date, formulary: Formulary, rough_days: int
) -> frozenset[str]:
    """Ingredients that are not taken as far as we know, and that may count still.

    Those that were stopped on no sure day, and those that a name we do not know may
    stand for, when what it names was stopped not long ago.
    """
    nameless = unplaced_medicines(
        record, on=on, formulary=formulary, rough_days=rough_days
    )
    named = undated(record, on=on, formulary=formulary, rough_days=rough_days)
    return named.union(
        name
        for name in formulary.medicines
        if nameless
        and any(
            _may_count(
                one,
                on,
                washout_days=formulary.washout_days(name),
                rough_days=rough_days,
            )
            for one in nameless
        )
    )


def undated(
    record: Record, *, on: date, formulary: Formulary, rough_days: int
) -> frozenset[str]:
    """Ingredients that were stopped and may count still, as their last day is not sure.

    What certainly counts, by another entry, is not among them.
    """
    told: list[tuple[str, MedicineEntry | Trial]] = [
        (name, entry) for entry in record.medicines for name in entry.ingredients
    ]
    told += [(trial.treatment or "", trial) for trial in record.trials]
    certain = {name for name, _, _ in _taken(record, on=on, formulary=formulary)}
    return frozenset(
        name
        for name, one in told
        if name not in certain
        and may_linger(
            one, on, washout_days=formulary.washout_days(name), rough_days=rough_days
        )
    )


def unplaced_medicines(
    record: Record, *, on: date, formulary: Formulary, rough_days: int
) -> tuple[MedicineEntry, ...]:
    """Medicines of a name we do not know that count now, or could count still.

    Such a name may be of the medicine that has to be reckoned with the longest.
    """
    days = formulary.longest_washout_days
    return tuple(
        sorted(
            (
                one
                for one in record.medicines
                if not one.ingredients
                and _may_count(one, on, washout_days=days, rough_days=rough_days)
            ),
            key=lambda one: (one.text, _row_of(one)),
        )
    )


def _may_count(
    entry: MedicineEntry, on: date, *, washout_days: int, rough_days: int
) -> bool:
    return taken_on(entry, on, washout_days=washout_days) or may_linger(
        entry, on, washout_days=washout_days, rough_days=rough_days
    )


def counts_as_whole(whole_on: date | None, on: date, *, days: int | None) -> bool:
    """Whether a list that was called whole on one day is still taken to be so.

    `days` None: from that day on.
    """
    if whole_on is None or whole_on > on:
        return False
    return days is None or on <= whole_on + timedelta(days=days)


def _person(record: Record, age: int | None) -> Iterator[tuple[str, Fact]]:
    row = (Provenance(source="person"),)
    if age is not None:
        yield "age", Fact(value=float(age), rows=row)
    if record.person.sex is not None:
        yield "sex", Fact(value=record.person.sex, rows=row)


def _conditions(
    record: Record,
    *,
    age: int | None,
    on: date,
    terms: Mapping[str, ConditionTerm],
) -> Mapping[str, Fact]:
    said = sorted(
        (one for one in record.conditions if one.condition in terms),
        key=lambda one: (one.condition or "", *_weight_of(one), _row_of(one)),
    )
    known: dict[str, Fact] = {}
    for id_, entries in groupby(said, key=lambda one: one.condition or ""):
        told = list(entries)
        current = [
            one
            for one in told
            if _is_current(one, terms[id_], on) and not _is_outdated(one, told, on)
        ]
        if current:
            last = _deciding(current)
            known[f"has:{id_}"] = Fact(
                value=last.present, on=last.on, rows=(last.provenance,)
            )
    for id_, term in terms.items():
        if f"has:{id_}" not in known and _cannot_be(term, record.person.sex, age):
            known[f"has:{id_}"] = Fact(value=False, note="")
    _imply(known, terms)
    return known


def _deciding(current: Sequence[ConditionEntry]) -> ConditionEntry:
    """The last in order of weight; but no "no" outweighs a yes that was told later.

    A letter that says no cannot know what began after it was written; of one without a
    day nobody knows what it could know.
    """
    last = current[-1]
    if last.present:
        return last
    later = [
        one
        for one in current
        if one.present
        and one.provenance.certainty is not Certainty.INFERRED
        and (last.on is None or (one.on is not None and one.on >= last.on))
    ]
    return later[-1] if later else last


def _weight_of(entry: ConditionEntry) -> tuple[int, int, bool]:
    """The surest entry decides, then the newest; on one day a yes outweighs a no."""
    day = entry.on.toordinal() if entry.on else 0
    return _WEIGHT[entry.provenance.certainty], day, entry.present


def _row_of(entry: ConditionEntry | MedicineEntry) -> tuple[str, str]:
    """Settles which of two equal entries comes first, whatever their order was."""
    return entry.provenance.source, entry.provenance.row


def _is_current(entry: ConditionEntry, term: ConditionTerm, on: date) -> bool:
    if entry.on is not None and entry.on > on:
        return False
    if entry.until is not None and entry.until < on:
        return not entry.present
    if not term.quiet_days or (entry.present and not term.passes):
        return True
    return entry.on is not None and entry.on + timedelta(days=term.quiet_days) >= on


def _is_outdated(
    entry: ConditionEntry, told: Sequence[ConditionEntry], on: date
) -> bool:
    """A "no" from before a yes that has ended since: it cannot know of what came after.

    An end that is written for somebody is no answer either; the question is put again.
    """
    return not entry.present and any(
        one.present
        and one.until is not None
        and one.until < on
        and one.provenance.certainty is not Certainty.INFERRED
        and (entry.on is None or entry.on < one.until)
        for one in told
    )


def _cannot_be(term: ConditionTerm, sex: str | None, age: int | None) -> bool:
    """Settled by sex or age alone, such as pregnancy in a man."""
    if term.sex and sex is not None and sex != term.sex:
        return True
    if age is None:
        return False
    too_young = term.minimum_age is not None and age < term.minimum_age
    too_old = term.maximum_age is not None and age > term.maximum_age
    return too_young or too_old


def _imply(known: dict[str, Fact], terms: Mapping[str, ConditionTerm]) -> None:
    """A yes to a narrower term is a yes to the wider one, whatever was said to it."""
    moved = True
    while moved:
        moved = False
        for id_, term in terms.items():
            key = f"has:{id_}"
            if key in known and known[key].value is True:
                continue
            for narrower in term.implied_by:
                fact = known.get(f"has:{narrower}")
                if fact is not None and fact.value is True:
                    known[key] = fact
                    moved = True
                    break


def _medicines(
    record: Record,
    unrecognised: Sequence[MedicineEntry],
    *,
    on: date,
    definitions: Definitions,
) -> Mapping[str, Fact]:
    formulary = definitions.formulary
    known: dict[str, Fact] = {}
    whole_on, days = record.medicines_complete_on, definitions.medicines_days
    if not unrecognised and counts_as_whole(whole_on, on, days=days):
        may_be = not_surely_out(
            record, on=on, formulary=formulary, rough_days=definitions.rough_days
        )
        open_ = may_be.union(*(formulary.classes_of(one) for one in may_be))
        absent = Fact(value=False, on=record.medicines_complete_on)
        names = (*formulary.medicines, *formulary.classes)
        known = {f"taking:{name}": absent for name in names if name not in open_}
    taken = sorted(
        _taken(record, on=on, formulary=formulary),
        key=lambda one: (one[2] or date.min, one[0], one[1].source, one[1].row),
    )
    for name, row, day in taken:
        fact = Fact(value=True, on=day, rows=(row,))
        for key in (name, *sorted(formulary.classes_of(name))):
            known[f"taking:{key}"] = fact
    return known


def _taken(
    record: Record, *, on: date, formulary: Formulary
) -> Iterator[tuple[str, Provenance, date | None]]:
    """Ingredients taken now or within their washout, also as a trial."""
    for entry in record.medicines:
        for name in entry.ingredients:
            if taken_on(entry, on, washout_days=formulary.washout_days(name)):
                yield name, entry.provenance, entry.started_on
    for trial in record.trials:
        name = trial.treatment or ""
        if name in formulary.medicines:
            days = formulary.washout_days(name)
            if trial_taken_on(trial, on, washout_days=days):
                yield name, trial.provenance, trial.started_on


def _looks(
    record: Record,
    *,
    on: date,
    age: int | None,
    known: Mapping[str, Fact],
    definitions: Definitions,
) -> Mapping[str, Look]:
    pregnant = known.get("has:pregnant")
    taking = frozenset(
        key.removeprefix("taking:")
        for key, fact in known.items()
        if key.startswith("taking:") and fact.value is True
    )
    if NITROUS_OXIDE in known and known[NITROUS_OXIDE].value is True:
        taking |= {NITROUS_OXIDE.removeprefix("has:")}
    present = {one.measure for one in record.observations}
    return {
        id_: interpret.look(
            measure,
            record.observations,
            on=on,
            sex=record.person.sex,
            age=age,
            pregnant=unknown("has:pregnant")
            if pregnant is None
            else pregnant.value is True,
            taking=taking,
            measures=definitions.measures,
        )
        for id_, measure in definitions.measures.items()
        if id_ in present
    }


def _of_reading(id_: str, reading: Reading) -> Iterable[tuple[str, Fact]]:
    note = "; ".join(caveat.says for caveat in reading.caveats)
    rows = (reading.provenance,)
    if not reading.comparator:
        yield (
            f"value:{id_}",
            Fact(value=reading.quantity.value, on=reading.on, rows=rows, note=note),
        )
    if not isinstance(reading.band, Unknown):
        yield (
            f"state:{id_}",
            Fact(value=reading.band, on=reading.on, rows=rows, note=note),
        )


def _scores(
    record: Record, *, on: date, instruments: Mapping[str, Instrument]
) -> Mapping[str, Score]:
    answered = {one.instrument for one in record.responses}
    found: dict[str, Score] = {}
    for id_, instrument in instruments.items():
        if id_ not in answered:
            continue
        latest = scores.latest(
            instrument, record.responses, on=on, sex=record.person.sex
        )
        if not isinstance(latest, Unknown):
            found[id_] = latest
    return found


def _of_score(id_: str, score: Score) -> Iterable[tuple[str, Fact]]:
    rows = (score.provenance,)
    if not isinstance(score.total, Unknown):
        yield f"score:{id_}", Fact(value=score.total, on=score.on, rows=rows)
    if not isinstance(score.screen, Unknown):
        yield f"screen:{id_}", Fact(value=score.screen, on=score.on, rows=rows)


def _items(
    record: Record, *, on: date, instruments: Mapping[str, Instrument]
) -> Iterator[tuple[str, Fact]]:
    """The newest answer to each question, also where the newest response left it out."""
    answered: dict[str, list[Response]] = {}
    for response in record.responses:
        answered.setdefault(response.instrument, []).append(response)
    for id_, responses in answered.items():
        if id_ not in instruments:
            continue
        for item in {name for one in responses for name in one.answers}:
            found = scores.latest_answer(instruments[id_], item, responses, on=on)
            if not isinstance(found, Unknown):
                yield (
                    f"item:{id_}.{item}",
                    Fact(value=found.value, on=found.on, rows=(found.provenance,)),
                )


def _days_since(
    record: Record, *, on: date, definitions: Definitions
) -> Iterator[tuple[str, Fact]]:
    """Days since the newest yes to a condition or a screen, also one that ran out.

    A newer no takes it back; what was left half way does not. On one day a yes counts.
    """
    said: dict[str, dict[date, list[ConditionEntry | Response]]] = {}
    for entry in record.conditions:
        name = entry.condition or ""
        guessed = entry.provenance.certainty is Certainty.INFERRED
        if entry.on and name in definitions.terms and not guessed:
            said.setdefault(name, {}).setdefault(entry.on, []).append(entry)
    for response in record.responses:
        instrument = definitions.instruments.get(response.instrument)
        if instrument is not None and instrument.screen is not None:
            days = said.setdefault(instrument.id, {})
            days.setdefault(response.on, []).append(response)
    for name, by_day in said.items():
        for day in sorted((day for day in by_day if day <= on), reverse=True):
            answers = [
                (_yes_or_no(one, record, definitions), one.provenance)
                for one in by_day[day]
            ]
            yes = [row for answer, row in answers if answer is True]
            if yes:
                rows = tuple(sorted(yes, key=lambda row: (row.source, row.row)))
                since = float((on - day).days)
                yield f"days_since:{name}", Fact(value=since, on=day, rows=rows)
            if yes or any(answer is False for answer, _ in answers):
                break


def _yes_or_no(
    said: ConditionEntry | Response, record: Record, definitions: Definitions
) -> Answer:
    if isinstance(said, ConditionEntry):
        return said.present
    instrument = definitions.instruments[said.instrument]
    return scores.score(instrument, said, sex=record.person.sex).screen
