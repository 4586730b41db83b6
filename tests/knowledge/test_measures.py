"""Every measure file keeps what it says in its own worked cases."""

import csv
import json
import tomllib
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from heartsease.core.labs import interpret
from heartsease.core.labs.definition import (
    Measure,
    MeasureCase,
    MeasureKind,
    bands_of,
    by_loinc,
    by_name,
    fold_name,
    is_unit_of,
)
from heartsease.core.labs.interpret import Reading
from heartsease.core.record.record import Observation, Provenance
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unit_names import normalise
from heartsease.core.values.unknown import Answer, Unknown, unknown
from heartsease.library.measures import load

KNOWLEDGE = resources.files("heartsease.knowledge")
MEASURES = load(KNOWLEDGE)
TODAY = date(2026, 11, 23)
CASES = [
    pytest.param(measure, case, id=f"{measure.id}: {case.says}")
    for measure in MEASURES.values()
    for case in measure.cases
]
PREGNANT: dict[str, Answer] = {
    "yes": True,
    "no": False,
    "unknown": unknown("has:pregnant"),
}
AGREED = [
    "hs_crp",
    "il_6",
    "vitamin_d",
    "vitamin_b12",
    "active_b12",
    "methylmalonic_acid",
    "homocysteine",
    "folate",
    "red_cell_folate",
    "magnesium",
    "red_cell_magnesium",
    "ionised_magnesium",
    "ferritin",
    "transferrin_saturation",
    "haemoglobin",
    "mcv",
    "omega_3_index",
    "hba1c",
    "fasting_glucose",
    "tsh",
    "free_t4",
    "zinc",
    "copper",
    "alt",
    "total_cholesterol",
    "ldl",
    "hdl",
    "triglycerides",
    "egfr",
    "calprotectin",
    "zonulin",
    "ttg_iga",
    "cortisol",
    "calcium",
    "potassium",
    "creatinine",
    "iron",
    "bmi",
    "body_weight",
    "body_height",
    "systolic_bp",
    "diastolic_bp",
    "resting_heart_rate",
    "neck_circumference",
    "sleep_hours",
    "sleep_efficiency",
    "activity_minutes",
    "sitting_hours",
    "daylight_minutes",
    "steps",
    "rmssd",
    "added_sugar",
    "fibre",
    "fish_servings",
]


def _read(measure: Measure, case: MeasureCase) -> interpret.Look:
    on = TODAY - timedelta(days=case.days_old)

    def limit(value: float | None) -> Quantity | None:
        return None if value is None else Quantity(value, case.unit)

    own = Observation(
        measure=measure.id,
        quantity=Quantity(case.value, case.unit),
        on=on,
        comparator=case.comparator,
        reference_low=limit(case.printed_low),
        reference_high=limit(case.printed_high),
        fasting=case.fasting,
        provenance=Provenance(source="case"),
    )
    beside = [
        Observation(
            measure=other.measure,
            quantity=Quantity(other.value, other.unit),
            on=on - timedelta(days=other.days_before),
            comparator=other.comparator,
            provenance=Provenance(source="case"),
        )
        for other in case.beside
    ]
    return interpret.look(
        measure,
        [own, *beside],
        on=TODAY,
        sex=case.sex or None,
        age=case.age,
        pregnant=PREGNANT[case.pregnant],
        trimester=case.trimester,
        taking=frozenset(case.taking),
        measures=MEASURES,
    )


@pytest.mark.parametrize(("measure", "case"), CASES)
def test_a_worked_case_is_read_as_it_says(measure: Measure, case: MeasureCase) -> None:
    look = _read(measure, case)

    if case.expect == "refused":
        assert isinstance(look.reading, Unknown)
        assert [one.id for one in look.set_aside] == [case.why]
        return
    assert isinstance(look.reading, Reading), look.why_unknown
    band = look.reading.band
    assert ("unknown" if isinstance(band, Unknown) else band) == case.expect
    if isinstance(band, Unknown) and case.why:
        assert band.missing == {case.why}
    assert set(case.caveats) <= {one.id for one in look.reading.caveats}
    if case.reliable is not None:
        assert look.reading.reliable is case.reliable


def test_every_agreed_measure_is_there_and_no_other() -> None:
    assert sorted(MEASURES) == sorted(AGREED)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.id)
def test_a_measure_has_a_case_that_cannot_be_put_in_a_band(measure: Measure) -> None:
    assert {case.expect for case in measure.cases} & {"unknown", "refused"}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.id)
def test_whatever_band_a_result_can_get_has_a_sentence(measure: Measure) -> None:
    needed = set(bands_of(measure))
    if measure.kind is MeasureKind.LAB and measure.printed_range_decides:
        needed |= {"low", "usual", "high"}

    assert needed <= {one.band for one in measure.says}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.id)
def test_every_citation_points_to_a_source_file(measure: Measure) -> None:
    cited = [
        *measure.citations,
        *(one.citation for one in measure.loinc),
        *(one.citation for one in measure.intervals),
        *(one.citation for one in measure.medicine_effects),
        *(one.citation for one in measure.lines if one.citation),
    ]
    for rule in (
        measure.acute_phase,
        measure.repeat,
        measure.pregnancy_do_not_interpret,
    ):
        cited += [rule.citation] if rule else []
    cited += [measure.mol_per_citation] if measure.mol_per_citation else []

    absent = {
        one.source
        for one in cited
        if not KNOWLEDGE.joinpath("sources", f"{one.source}.toml").is_file()
    }
    assert not absent


@pytest.mark.parametrize(
    ("measure", "units"),
    [
        ("hs_crp", "mg/L mg/dL"),
        ("vitamin_d", "nmol/L ng/mL ug/L"),
        ("vitamin_b12", "pmol/L pg/mL ng/L"),
        ("folate", "nmol/L ng/mL ug/L"),
        ("homocysteine", "umol/L mg/L"),
        ("magnesium", "mmol/L mg/dL meq/L"),
        ("ferritin", "ug/L ng/mL"),
        ("iron", "umol/L ug/dL"),
        ("haemoglobin", "g/L g/dL mmol/L"),
        ("fasting_glucose", "mmol/L mg/dL"),
        ("hba1c", "mmol/mol %"),
        ("tsh", "m[IU]/L u[IU]/mL mU/L"),
        ("free_t4", "pmol/L ng/dL"),
        ("zinc", "umol/L ug/dL"),
        ("copper", "umol/L ug/dL"),
        ("ldl", "mmol/L mg/dL"),
        ("cortisol", "nmol/L ug/dL"),
        ("alt", "U/L ukat/L"),
        ("potassium", "mmol/L meq/L"),
        ("transferrin_saturation", "% 1"),
    ],
)
def test_a_measure_takes_the_units_laboratories_print(measure: str, units: str) -> None:
    refused = [
        unit for unit in units.split() if not is_unit_of(MEASURES[measure], unit)
    ]

    assert not refused


def test_every_medicine_named_is_one_we_know() -> None:
    known = {"nitrous_oxide_use", "calcium_supplement"}
    for file in KNOWLEDGE.joinpath("medicines").iterdir():
        if file.name.endswith(".toml"):
            entries = tomllib.loads(file.read_text(encoding="utf-8"))
            known |= {
                one["id"]
                for group in entries.values()
                if isinstance(group, list)
                for one in group
                if isinstance(one, dict) and "id" in one
            }
    named = {
        name
        for measure in MEASURES.values()
        for effect in measure.medicine_effects
        for name in effect.taking
    }

    assert not named - known


def test_tests_that_help_nobody_say_why_they_should_not_be_ordered() -> None:
    kept_out = {one.id for one in MEASURES.values() if one.do_not_order}

    assert kept_out == {
        "zonulin",
        "red_cell_magnesium",
        "ionised_magnesium",
        "omega_3_index",
        "il_6",
    }
    assert all(MEASURES[one].why_not_order for one in kept_out)
    assert all(MEASURES[one].measuring.ordered_by == "nobody" for one in kept_out)


def test_no_sentence_promises_too_much() -> None:
    forbidden = ("cure", "reset", "root cause", "heal ", "detox", "stored in the body")
    texts = [
        text
        for one in MEASURES.values()
        for text in (
            one.evidence_in_trd,
            one.why_not_order,
            *one.reading_notes,
            *(said.says for said in one.says),
            *(effect.says for effect in one.medicine_effects),
        )
    ]

    assert not [text for text in texts if any(word in text for word in forbidden)]


def test_folding_a_printed_name_ignores_case_and_signs() -> None:
    assert fold_name("HOMOCYST(E)INE") == fold_name("homocysteine")


SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "labs" / "synthetic"


@pytest.mark.skipif(
    not SAMPLES.exists(), reason="the shared laboratory samples are absent"
)
def test_names_units_and_codes_of_a_real_looking_report_are_recognised() -> None:
    with SAMPLES.joinpath("results_us.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = json.loads(SAMPLES.joinpath("truth_dev.json").read_text(encoding="utf-8"))
    names, codes = by_name(MEASURES), by_loinc(MEASURES)

    for row in rows:
        measure = MEASURES[names[fold_name(row["Test"])]]
        unit = normalise(row["Units"])
        assert unit is not None
        assert is_unit_of(measure, unit)
    found = [(codes.get(one["loinc"]), codes.get(one["si_loinc"])) for one in truth]

    assert len(rows) == 30
    assert all(mass is not None and mass == moles for mass, moles in found)
