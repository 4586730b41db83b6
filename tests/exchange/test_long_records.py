"""Twice as long a record costs twice as much, never four times."""

import cProfile
import json
import pstats
from datetime import timedelta

import pytest
from tests.exchange.test_fhir import a_vocabulary, fhir_of
from tests.support.builders import TODAY, TOLD, a_record

from heartsease.core.plan.look import look
from heartsease.core.record.record import (
    AdverseReport,
    CheckIn,
    Meal,
    Night,
    Observation,
    Practice,
    Response,
)
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.plain import record_dumps
from heartsease.exchange.tables import tables
from heartsease.importers.read import read_files
from heartsease.library import record_json
from heartsease.library.knowledge import standard, standard_words

SHORT, LONG = 250, 500  # days; what grows with the square would be 4 times as much
MOST = 2.4  # times the calls, for twice the days


def lived(days):
    """A check-in, a night, a meal, a practice and five results on each of many days."""
    back = [TODAY - timedelta(days=n) for n in range(days)]
    measures = list(standard().measures.values())[:10]
    return a_record(
        check_ins=tuple(
            CheckIn(on=on, mood=on.day % 11, provenance=TOLD) for on in back
        ),
        nights=tuple(Night(on=on, to_bed_at="23:00", provenance=TOLD) for on in back),
        meals=tuple(
            Meal(on=on, moment="lunch", tags=("nuts",), provenance=TOLD) for on in back
        ),
        practices=tuple(
            Practice(intervention="walking", on=on, provenance=TOLD) for on in back
        ),
        adverse_reports=tuple(
            AdverseReport(intervention="sauna", on=on, provenance=TOLD)
            for on in back[::7]
        ),
        responses=tuple(
            Response(instrument="phq9", on=on, total=9.0, provenance=TOLD)
            for on in back[::14]
        ),
        observations=tuple(
            Observation(
                measure=one.id,
                quantity=Quantity(
                    (one.plausible.low + one.plausible.high) / 2, one.unit
                ),
                on=on,
                provenance=TOLD,
            )
            for on in back
            for one in measures[on.day % 2 :: 2]
        ),
    )


def looked_at(record, folder):
    return lambda: look(record, standard(), on=TODAY)


def as_fhir(record, folder):
    return lambda: fhir_of(record)


def as_tables(record, folder):
    return lambda: tables(record, standard(), standard_words())


def read_from_json(record, folder):
    file = folder / f"{len(record.check_ins)}.json"
    file.write_text(record_dumps(record_json.write(record)), encoding="utf-8")
    return lambda: read_files([file], vocabulary=a_vocabulary(), on=TODAY, base=record)


def read_from_fhir(record, folder):
    file = folder / f"{len(record.check_ins)}.json"
    file.write_text(json.dumps(fhir_of(record)), encoding="utf-8")
    return lambda: read_files([file], vocabulary=a_vocabulary(), on=TODAY)


@pytest.mark.parametrize(
    "work", [looked_at, as_fhir, as_tables, read_from_json, read_from_fhir]
)
def test_work_grows_no_faster_than_the_record(work, tmp_path):
    work(lived(SHORT), tmp_path)()  # what is loaded once is not counted

    short, long = (calls(work(lived(days), tmp_path)) for days in (SHORT, LONG))

    assert long < MOST * short


def calls(run):
    """How many functions were called: the same on every machine, unlike seconds."""
    profile = cProfile.Profile()
    profile.runcall(run)
    return pstats.Stats(profile).total_calls
