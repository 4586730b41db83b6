"""Builders of facts and records over the real knowledge, and strategies of them.

`everything_clear` is somebody who was asked everything and answered no: whatever is
added to it is the only thing that matters.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from heartsease.core.instruments.definition import Direction, choices_of, range_of
from heartsease.core.labs.definition import BandName, in_canonical_unit, in_unit
from heartsease.core.record.record import (
    Certainty,
    ConditionEntry,
    Decision,
    MedicineEntry,
    Observation,
    Person,
    Preference,
    Provenance,
    Record,
    Response,
    Stopped,
    Trial,
)
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.rule import Severity
from heartsease.core.values.quantity import Quantity, UnitError
from heartsease.library.knowledge import standard

TODAY = date(2026, 11, 23)
TOLD = Provenance(source="told")
A_PERSON = Person(id="somebody", born_on=date(1984, 5, 1), sex="female", country="GB")


def days_ago(days, *, on=TODAY):
    return on - timedelta(days=days)


def a_record(*entries, **facts):
    """A record of these entries, each put where its kind belongs."""
    placed = {
        "conditions": tuple(e for e in entries if isinstance(e, ConditionEntry)),
        "medicines": tuple(e for e in entries if isinstance(e, MedicineEntry)),
        "trials": tuple(e for e in entries if isinstance(e, Trial)),
        "responses": tuple(e for e in entries if isinstance(e, Response)),
        "observations": tuple(e for e in entries if isinstance(e, Observation)),
        "preferences": tuple(e for e in entries if isinstance(e, Preference)),
        "decisions": tuple(e for e in entries if isinstance(e, Decision)),
    }
    return Record(**{"person": Person(id="somebody"), **placed, **facts})


def with_more(record, *entries):
    """The record with these entries added to what it holds."""
    more = a_record(*entries)
    return replace(
        record,
        conditions=record.conditions + more.conditions,
        medicines=record.medicines + more.medicines,
        trials=record.trials + more.trials,
        responses=record.responses + more.responses,
        observations=record.observations + more.observations,
        preferences=record.preferences + more.preferences,
        decisions=record.decisions + more.decisions,
    )


def a_condition(condition, present=True, *, on=TODAY, provenance=TOLD, **facts):
    return ConditionEntry(
        condition=condition, present=present, on=on, provenance=provenance, **facts
    )


def a_medicine(ingredient, *, provenance=TOLD, **facts):
    """A medicine we know, or with `ingredients=()` a name that we do not."""
    settled = {"text": ingredient, "ingredients": (ingredient,)}
    return MedicineEntry(**{**settled, **facts}, provenance=provenance)


def a_trial(treatment="sertraline", *, id=None, provenance=TOLD, **facts):
    return Trial(
        id=id or f"{treatment}-1", treatment=treatment, provenance=provenance, **facts
    )


def a_response(instrument, *, on=TODAY, total=None, provenance=TOLD, **answers):
    return Response(
        instrument=instrument,
        on=on,
        answers=answers,
        total=total,
        provenance=provenance,
    )


def an_observation(measure, value, unit=None, *, on=TODAY, provenance=TOLD, **facts):
    """`unit` is the measure's own unless it is given."""
    unit = unit or standard().measures[measure].unit
    return Observation(
        measure=measure,
        quantity=Quantity(float(value), unit),
        on=on,
        provenance=provenance,
        **facts,
    )


def a_preference(subject, wish="want", *, on=TODAY):
    return Preference(subject=subject, wish=wish, on=on, provenance=TOLD)


# A yes that opens gates: tested, and nothing was found.
CLEARING = frozenset({"coeliac_tested_negative"})


@cache
def everything_clear(*, on=TODAY):
    """Everything was asked on that day, and every gate that can answer no did so."""
    known = standard()
    return a_record(
        *(a_condition(id_, id_ in CLEARING, on=on) for id_ in sorted(known.terms)),
        *(
            a_response(id_, on=on, **_all_quiet(one))
            for id_, one in sorted(known.instruments.items())
            if one.items
        ),
        *(an_observation(id_, usual_value(id_), on=on) for id_ in gated_measures()),
        person=A_PERSON,
        energy="some",
        medicines_complete_on=on,
        trials_complete_on=on,
    )


def _all_quiet(instrument):
    """The best answer to every question."""
    end = 1 if instrument.higher_is is Direction.BETTER else 0
    return {item.id: range_of(instrument, item)[end] for item in instrument.items}


@cache
def gated_measures():
    """The measures that a gate reads, in the order of their ids."""
    keys = {
        key
        for rules in standard().rules_of.values()
        for rule in rules
        if rule.severity is not Severity.CAUTION
        for key in keys_of(rule.when)
    }
    named = {
        key.partition(":")[2] for key in keys if key.startswith(("value", "state"))
    }
    return tuple(sorted(named))


@cache
def usual_value(measure_id):
    """A value in the measure's own unit that nobody worries about."""
    measure = standard().measures[measure_id]
    for interval in measure.intervals:
        for band in interval.bands:
            if band.name is not BandName.USUAL:
                continue
            ends = [end for end in (band.start, band.end) if end is not None]
            middle = Quantity(sum(ends) / len(ends), interval.unit)
            return in_canonical_unit(measure, middle).value
    return (measure.plausible.low + measure.plausible.high) / 2


# --- strategies -----------------------------------------------------------------------

DAYS = st.integers(0, 500).map(days_ago)
CERTAINTIES = st.sampled_from(Certainty)
# Rows are told apart by number, so that two equal facts of two rows can be seen.
ROWS = st.builds(
    Provenance,
    source=st.sampled_from(["labs.csv", "form", "told"]),
    row=st.integers(1, 9).map("row {}".format),
    certainty=CERTAINTIES,
)


@cache
def _ids(kind):
    return st.sampled_from(sorted(getattr(standard(), kind)))


@st.composite
def conditions(draw):
    """A yes or no to one of the vocabulary, dated or not, over or not."""
    return a_condition(
        draw(_ids("terms")),
        draw(st.booleans()),
        on=draw(st.none() | DAYS),
        until=draw(st.none() | st.none() | DAYS),
        provenance=draw(ROWS),
    )


@st.composite
def medicines(draw, *, unknown_names=True):
    """A known ingredient or, with `unknown_names`, sometimes a name nobody knows."""
    ingredient = draw(st.sampled_from(sorted(standard().formulary.medicines)))
    is_known = not unknown_names or draw(st.integers(0, 5)) > 0
    return a_medicine(
        ingredient,
        ingredients=(ingredient,) if is_known else (),
        started_on=draw(st.none() | DAYS),
        stopped_on=draw(st.none() | DAYS),
        taken_percent=draw(st.none() | st.sampled_from([50.0, 100.0])),
        provenance=draw(ROWS),
    )


@st.composite
def responses(draw, *, complete=False):
    """Answers out of the offered ones; some are missing unless it is complete."""
    with_items = sorted(i for i, one in standard().instruments.items() if one.items)
    often = ["phq9", "gad7", "asq", "audit_c", "scoff", "phq2"]
    instrument = standard().instruments[
        draw(st.sampled_from(often) | st.sampled_from(with_items))
    ]
    answers = {}
    for item in instrument.items:
        if complete or draw(st.integers(0, 9)) > 0:
            values = [choice.value for choice in choices_of(instrument, item)]
            low, high = range_of(instrument, item)
            answers[item.id] = float(
                draw(st.sampled_from(values) if values else st.integers(low, high))
                if values or high < 10_000
                else low
            )
    return a_response(instrument.id, on=draw(DAYS), provenance=draw(ROWS), **answers)


@st.composite
def observations(draw, *, on=DAYS, usable=False):
    """A plausible result in one of the units it is reported in."""
    measure = standard().measures[draw(_ids("measures"))]
    low, high = measure.plausible.low, measure.plausible.high
    share = draw(st.integers(1, 99)) / 100
    value = Quantity(low + (high - low) * share**3, measure.unit)  # low ones often
    unit = draw(st.sampled_from([measure.unit, *measure.other_units]))
    return Observation(
        measure=measure.id,
        quantity=in_other_unit(measure, value, unit),
        on=draw(on),
        comparator="" if usable else draw(st.sampled_from(["", "", "", "<", ">"])),
        fasting=True if usable else draw(st.sampled_from([None, True, False])),
        provenance=draw(ROWS),
    )


def in_other_unit(measure, quantity, unit):
    """The amount in that unit, or as it is where we can only read the unit."""
    try:
        return in_unit(measure, quantity, unit)
    except UnitError:
        return quantity


@st.composite
def trials(draw):
    """A trial with whatever somebody happens to remember."""
    known = standard()
    some = ["sertraline", "venlafaxine", "lithium", "phenelzine", "rtms", "cbt", None]
    every = sorted({*known.formulary.medicines, *known.staging.treatments})
    treatment = draw(st.sampled_from(some) | st.sampled_from(every))
    return a_trial(
        treatment,
        text="" if treatment else "something",
        augments=draw(st.sampled_from([(), ("sertraline",)])),
        highest_dose=draw(
            st.none()
            | st.sampled_from([25.0, 150.0]).map(lambda n: Quantity(n, "mg/d"))
        ),
        days_at_or_above_minimum=draw(st.none() | st.integers(0, 200)),
        started_on=draw(st.none() | DAYS),
        stopped_on=draw(st.none() | DAYS),
        ongoing=draw(st.none() | st.booleans()),
        sessions=draw(st.none() | st.integers(0, 40)),
        taken_percent=draw(st.none() | st.sampled_from([50.0, 100.0])),
        percent_improvement=draw(st.none() | st.sampled_from([-20.0, 0.0, 60.0])),
        stopped_because=draw(st.none() | st.sampled_from(Stopped)),
        optimised=draw(st.none() | st.booleans()),
        this_episode=draw(st.none() | st.booleans()),
        provenance=draw(ROWS),
    )


@st.composite
def preferences(draw):
    subjects = sorted(standard().interventions)
    domains = ["gut", "nutrients", "purpose", "treatment", "trauma"]
    return a_preference(
        draw(st.sampled_from(subjects) | st.sampled_from(domains)),
        draw(st.sampled_from(["want", "want", "open", "no"])),
        on=draw(st.none() | DAYS),
    )


@st.composite
def records(draw):
    """A valid record: from silent to fully asked, with anything on top.

    Half of them begin with everything clear, because a silent record has no steps.
    """
    asked = draw(st.integers(0, 3)) > 0
    base = everything_clear() if asked else a_record()
    silent_about = draw(st.sets(_ids("terms"), max_size=3)) if asked else set()
    base = replace(
        base,
        person=Person(
            id="somebody",
            born_on=draw(
                st.sampled_from([date(1984, 5, 1), date(1951, 1, 9), date(2010, 2, 2)])
                | st.none()
            ),
            sex=draw(st.sampled_from(["female", "male", None])),
            country=draw(st.sampled_from(["GB", "DE", "ZZ", None])),
        ),
        conditions=tuple(
            one for one in base.conditions if one.condition not in silent_about
        ),
        energy=draw(st.sampled_from(["low", "some", "okay", None])),
        episode_started_on=draw(st.none() | DAYS),
        safety_flow_done_on=draw(st.none() | st.none() | DAYS),
    )
    added = [
        *draw(st.lists(conditions(), max_size=4)),
        *draw(st.lists(medicines(), max_size=3)),
        *draw(st.lists(responses(), max_size=3)),
        *draw(st.lists(observations(), max_size=4)),
        *(
            replace(one, id=f"trial-{n}")
            for n, one in enumerate(draw(st.lists(trials(), max_size=3)))
        ),
        *draw(st.lists(preferences(), max_size=4)),
    ]
    return with_more(base, *added)
