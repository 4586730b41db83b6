"""The record as tables for a spreadsheet: one file for each kind of fact.

`labs.csv` is in the form that the reader of laboratory tables takes back.
A cell that a spreadsheet would run as a formula gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from heartsease.core.instruments.score import score
from heartsease.core.labs.definition import Measure, by_name, fold_name
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.record.record import Observation, Record
from heartsease.core.values.code import LOINC
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.spreadsheet import harmless
from heartsease.exchange.worded import name_and_words
from heartsease.library.words import Words

Cell = str | float | int | bool | date | None
Row = tuple[Cell, ...]


def tables(record: Record, knowledge: Knowledge, words: Words) -> Mapping[str, str]:
    """Name and text of each table that has a row; rows in the order of the record."""
    written = {name: list(make(record, knowledge, words)) for name, make in _TABLES}
    return {name: _csv(_HEADS[name], rows) for name, rows in written.items() if rows}


def _labs(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    known = by_name(knowledge.measures)
    for one in record.observations:
        yield (
            one.on,
            _test(one, knowledge.measures, known),
            _amount(one),
            one.quantity.unit if one.quantity else "",
            *_printed_range(one),
            one.fasting,
            _loinc(one),
            one.provenance.source,
        )


def _test(
    one: Observation, measures: Mapping[str, Measure], known: Mapping[str, str]
) -> str:
    """A name by which the reader of such a table finds the same test again."""
    printed, words = name_and_words(one)
    code = (one.code.display or one.code.code) if one.code else ""
    measure = measures.get(one.measure or "")
    if measure is None:
        return printed or code or words
    found_again = bool(_loinc(one)) or known.get(fold_name(printed)) == measure.id
    return printed if words and printed and found_again else measure.name


def _loinc(one: Observation) -> str:
    return one.code.code if one.code and one.code.system == LOINC else ""


def _amount(one: Observation) -> Cell:
    if one.quantity is None:
        return name_and_words(one)[1]
    if not one.comparator:
        return one.quantity.value
    return f"{one.comparator}{one.quantity.value:.17g}"


def _printed_range(one: Observation) -> tuple[Cell, Cell]:
    """Only in the unit of the result: a table has one column for it."""
    ends = (one.reference_low, one.reference_high)
    unit = one.quantity.unit if one.quantity else None
    low, high = (
        end.value if end is not None and end.unit == unit else None for end in ends
    )
    return low, high


def _scores(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.responses:
        instrument = knowledge.instruments.get(one.instrument)
        if instrument is None:
            yield one.on, one.instrument, one.total, None, "", one.provenance.source
            continue
        found = score(instrument, one)
        yield (
            one.on,
            instrument.short_name,
            None if isinstance(found.total, Unknown) else found.total,
            instrument.scoring.maximum or None,
            "" if isinstance(found.band, Unknown) else found.band.label,
            one.provenance.source,
        )


def _answers(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.responses:
        instrument = knowledge.instruments.get(one.instrument)
        texts = {item.id: item.text for item in instrument.items} if instrument else {}
        name = instrument.short_name if instrument else one.instrument
        for item, value in sorted(one.answers.items()):
            yield one.on, name, item, texts.get(item, ""), value


def _medicines(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.medicines:
        dose = one.daily_dose
        yield (
            one.text,
            " + ".join(one.ingredients),
            dose.value if dose else None,
            dose.unit if dose else "",
            one.started_on,
            one.stopped_on,
            one.ended or one.stopped_on is not None,
            one.as_needed,
            one.taken_percent,
            one.provenance.source,
        )


def _treatments(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.trials:
        dose = one.highest_dose
        yield (
            one.treatment or "",
            one.text,
            " + ".join(one.augments),
            dose.value if dose else None,
            dose.unit if dose else "",
            one.days_at_or_above_minimum,
            one.sessions,
            one.started_on,
            one.stopped_on,
            one.ongoing,
            one.taken_percent,
            one.percent_improvement,
            words(f"stopped.{one.stopped_because.value}")
            if one.stopped_because
            else "",
            one.trained_therapist,
            one.bilateral,
            one.optimised,
            one.this_episode,
            one.provenance.source,
        )


def _health(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.conditions:
        term = knowledge.terms.get(one.condition or "")
        yield (
            one.condition or "",
            term.label if term else one.text,
            one.present,
            one.on,
            one.since,
            one.until,
            one.provenance.source,
        )


def _days(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.check_ins:
        yield (
            one.on,
            one.mood,
            one.energy,
            one.sleep,
            one.sleep_hours,
            one.arousal.value if one.arousal else "",
            one.note,
        )


def _nights(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.nights:
        yield (
            one.on,
            one.to_bed_at,
            one.lights_out_at,
            one.minutes_to_sleep,
            one.wakings,
            one.minutes_awake,
            one.woke_at,
            one.up_at,
            one.quality,
            one.nap_minutes,
            one.free_day,
            one.note,
        )


def _meals(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.meals:
        yield one.on, one.moment, " + ".join(one.tags)


def _practices(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.practices:
        yield (
            one.on,
            one.at,
            one.intervention,
            one.practice,
            one.size.value if one.size else "",
            one.seconds,
            one.after.value if one.after else "",
        )


def _made_worse(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.adverse_reports:
        yield (
            one.intervention,
            one.on,
            one.noticed_on,
            one.how_bad.value if one.how_bad else "",
            one.ongoing,
            one.offer_again,
            one.note,
        )


def _lessons(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.lessons:
        yield one.lesson, one.on, one.kept


def _wishes(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.preferences:
        yield one.subject, one.wish, one.on


def _safety_plan(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.safety_plan:
        yield one.part, one.text, one.on


def _steps(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for step in record.chosen_steps:
        known = knowledge.interventions.get(step.intervention)
        yield (
            step.intervention,
            known.name if known else "",
            step.size.value,
            step.started_on,
            step.judge_on,
            step.ended_on,
        )


def _settled(record: Record, knowledge: Knowledge, words: Words) -> Iterator[Row]:
    for one in record.decisions:
        yield (
            one.treatment,
            one.choice.value,
            one.on,
            one.until,
            one.week,
            one.advised.value if one.advised else "",
        )


_Make = Callable[[Record, Knowledge, Words], Iterator[Row]]
_TABLES: tuple[tuple[str, _Make], ...] = (
    ("labs.csv", _labs),
    ("scores.csv", _scores),
    ("answers.csv", _answers),
    ("medicines.csv", _medicines),
    ("treatments.csv", _treatments),
    ("health.csv", _health),
    ("days.csv", _days),
    ("steps.csv", _steps),
    ("settled.csv", _settled),
    ("nights.csv", _nights),
    ("meals.csv", _meals),
    ("practices.csv", _practices),
    ("made-worse.csv", _made_worse),
    ("lessons.csv", _lessons),
    ("wishes.csv", _wishes),
    ("safety-plan.csv", _safety_plan),
)
_HEADS: Mapping[str, tuple[str, ...]] = {
    "labs.csv": (
        *("date", "test", "result", "units", "low", "high"),
        *("fasting", "loinc", "source"),
    ),
    "scores.csv": ("date", "questionnaire", "total", "highest", "band", "source"),
    "answers.csv": ("date", "questionnaire", "item", "question", "answer"),
    "medicines.csv": (
        *("name", "ingredients", "daily_dose", "unit", "started_on", "stopped_on"),
        *("ended", "as_needed", "taken_percent", "source"),
    ),
    "treatments.csv": (
        *("treatment", "name", "added_to", "highest_dose", "unit"),
        *("days_at_usual_dose", "sessions", "started_on", "stopped_on", "ongoing"),
        *("taken_percent", "percent_better", "stopped_because", "trained_therapist"),
        *("bilateral", "optimised", "this_episode", "source"),
    ),
    "health.csv": (
        *("condition", "label", "present", "said_on", "since", "until", "source"),
    ),
    "days.csv": (*("date", "mood", "energy", "sleep", "sleep_hours", "body", "note"),),
    "steps.csv": ("step", "name", "size", "started_on", "judge_on", "ended_on"),
    "settled.csv": ("treatment", "choice", "on", "until", "week", "advised"),
    "nights.csv": (
        *("date", "to_bed_at", "lights_out_at", "minutes_to_sleep", "wakings"),
        *("minutes_awake", "woke_at", "up_at", "quality", "nap_minutes", "free_day"),
        "note",
    ),
    "meals.csv": ("date", "meal", "kinds_of_food"),
    "practices.csv": ("date", "at", "step", "practice", "size", "seconds", "after"),
    "made-worse.csv": (
        *("step", "told_on", "noticed_on", "how_bad", "ongoing", "offer_again"),
        "note",
    ),
    "lessons.csv": ("lesson", "date", "kept"),
    "wishes.csv": ("subject", "wish", "date"),
    "safety-plan.csv": ("part", "words", "date"),
}


def _csv(head: tuple[str, ...], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    return out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return harmless(str(value)) if isinstance(value, str) else str(value)
