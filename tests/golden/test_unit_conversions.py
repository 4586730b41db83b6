"""Conversion factors against the numbers laboratories print, both ways."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from heartsease.core.labs.definition import Measure, in_canonical_unit, in_unit
from heartsease.core.values.quantity import Quantity, convert
from heartsease.library.measures import load

MEASURES = load(resources.files("heartsease.knowledge"))
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
TRUTH = SHARED / "labs" / "synthetic" / "truth_dev.json"
NHANES = SHARED / "nhanes" / "reference_numbers.json"

# Factors as printed in conversion tables: conventional unit x factor = SI unit.
PRINTED_FACTORS = [
    ("vitamin_d", "ng/mL", 2.496, "nmol/L"),
    ("vitamin_b12", "pg/mL", 0.738, "pmol/L"),
    ("folate", "ng/mL", 2.266, "nmol/L"),
    ("red_cell_folate", "ng/mL", 2.266, "nmol/L"),
    ("homocysteine", "mg/L", 7.4, "umol/L"),
    ("methylmalonic_acid", "ug/L", 8.47, "nmol/L"),
    ("magnesium", "mg/dL", 0.4114, "mmol/L"),
    ("red_cell_magnesium", "mg/dL", 0.4114, "mmol/L"),
    ("ferritin", "ng/mL", 1.0, "ug/L"),
    ("iron", "ug/dL", 0.179, "umol/L"),
    ("haemoglobin", "g/dL", 10.0, "g/L"),
    ("haemoglobin", "g/dL", 0.6206, "mmol/L"),
    ("fasting_glucose", "mg/dL", 0.0555, "mmol/L"),
    ("tsh", "u[IU]/mL", 1.0, "m[IU]/L"),
    ("free_t4", "ng/dL", 12.87, "pmol/L"),
    ("zinc", "ug/dL", 0.153, "umol/L"),
    ("copper", "ug/dL", 0.157, "umol/L"),
    ("total_cholesterol", "mg/dL", 0.02586, "mmol/L"),
    ("ldl", "mg/dL", 0.02586, "mmol/L"),
    ("hdl", "mg/dL", 0.02586, "mmol/L"),
    ("triglycerides", "mg/dL", 0.01129, "mmol/L"),
    ("cortisol", "ug/dL", 27.59, "nmol/L"),
    ("il_6", "pg/mL", 1.0, "ng/L"),
    ("transferrin_saturation", "%", 0.01, "1"),
    ("calcium", "mg/dL", 0.2495, "mmol/L"),
    ("creatinine", "mg/dL", 88.4, "umol/L"),
    ("potassium", "meq/L", 1.0, "mmol/L"),
    ("alt", "ukat/L", 60.0, "U/L"),
    ("hs_crp", "mg/dL", 10.0, "mg/L"),
]
LAST_PRINTED_DIGIT = 3e-3

STANDARD_ATOMIC_WEIGHTS = {
    "H": 1.008,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "Mg": 24.305,
    "P": 30.974,
    "S": 32.06,
    "Ca": 40.078,
    "Fe": 55.845,
    "Co": 58.933,
    "Cu": 63.546,
    "Zn": 65.38,
    "I": 126.904,
}

# Pairs of the NGSP conversion table; IFCC values are rounded to whole numbers there.
HBA1C_TABLE = [(5, 31), (6, 42), (6.5, 48), (7, 53), (8, 64), (9, 75), (10, 86)]


@pytest.mark.parametrize(("measure", "unit", "factor", "si"), PRINTED_FACTORS)
def test_a_factor_is_the_printed_one_both_ways(
    measure: str, unit: str, factor: float, si: str
) -> None:
    there = in_unit(MEASURES[measure], Quantity(1.0, unit), si)
    back = in_unit(MEASURES[measure], Quantity(1.0, si), unit)

    assert there.value == pytest.approx(factor, rel=LAST_PRINTED_DIGIT)
    assert back.value == pytest.approx(1 / factor, rel=LAST_PRINTED_DIGIT)


def test_insulin_needs_its_own_line_because_its_unit_is_biological() -> None:
    there = convert(Quantity(10.0, "u[IU]/mL"), "pmol/L", offset=(6.0, 0.0))

    assert there == Quantity(60.0, "pmol/L")


@pytest.mark.parametrize(("ngsp", "ifcc"), HBA1C_TABLE)
def test_hba1c_follows_the_master_equation_both_ways(ngsp: float, ifcc: int) -> None:
    hba1c = MEASURES["hba1c"]

    to_ifcc = in_unit(hba1c, Quantity(ngsp, "%"), "mmol/mol")
    to_ngsp = in_unit(hba1c, Quantity(ifcc, "mmol/mol"), "%")

    assert round(to_ifcc.value) == ifcc
    assert to_ngsp.value == pytest.approx(ngsp, abs=0.05)


WITH_FORMULA = [
    one
    for one in MEASURES.values()
    if one.mol_per_citation
    and re.match(r"([A-Z][a-z]?\d*)+[.,]", one.mol_per_citation.note)
]


@pytest.mark.parametrize("measure", WITH_FORMULA, ids=lambda one: one.id)
def test_a_molar_mass_follows_from_its_formula(measure: Measure) -> None:
    assert measure.mol_per is not None
    assert measure.mol_per_citation is not None
    formula = re.split(r"[.,]", measure.mol_per_citation.note)[0]

    expected = sum(
        STANDARD_ATOMIC_WEIGHTS[element] * int(count or 1)
        for element, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    )

    assert measure.mol_per.value == pytest.approx(expected, rel=5e-4)


def test_most_molar_masses_are_given_with_a_formula() -> None:
    without = {one.id for one in MEASURES.values() if one.mol_per} - {
        one.id for one in WITH_FORMULA
    }

    assert without == {"haemoglobin"}


KEYS = {
    "hscrp": "hs_crp",
    "vitd": "vitamin_d",
    "b12": "vitamin_b12",
    "folate": "folate",
    "ferritin": "ferritin",
    "tsh": "tsh",
    "mg": "magnesium",
    "hba1c": "hba1c",
    "hcy": "homocysteine",
    "tsat": "transferrin_saturation",
}


@pytest.mark.skipif(
    not TRUTH.exists(), reason="the shared laboratory samples are absent"
)
def test_the_same_draw_in_two_unit_systems_is_the_same_amount() -> None:
    rows = json.loads(TRUTH.read_text(encoding="utf-8"))

    apart = []
    for row in rows:
        measure = MEASURES[KEYS[row["key"]]]
        one = in_canonical_unit(measure, Quantity(row["value"], row["ucum"])).value
        two = in_canonical_unit(measure, Quantity(row["si_value"], row["si_ucum"]))
        # SI values in the sample are rounded to one decimal, HbA1c is cut short.
        rounding = in_canonical_unit(measure, Quantity(0.06, row["si_ucum"])).value
        if measure.id == "hba1c":
            rounding = 1.0
        if abs(one - two.value) > rounding:
            apart.append((row["key"], one, two.value))
    assert len(rows) == len(KEYS)
    assert not apart


@pytest.mark.skipif(not NHANES.exists(), reason="the shared survey numbers are absent")
def test_what_a_nation_really_measures_is_plausible() -> None:
    survey = json.loads(NHANES.read_text(encoding="utf-8"))
    variables = {
        "LBXHSCRP": ("hs_crp", "mg/L"),
        "LBXVIDMS": ("vitamin_d", "nmol/L"),
        "LBXFER": ("ferritin", "ng/mL"),
    }

    checked = 0
    for cycle in survey.values():
        percentiles = cycle.get("pct_2.5_5_25_50_75_95_97.5", {})
        for name, values in percentiles.items():
            if (variable := name.split("|")[0]) not in variables:
                continue
            id_, unit = variables[variable]
            limits = MEASURES[id_].plausible
            for value in values:
                amount = in_canonical_unit(MEASURES[id_], Quantity(value, unit)).value
                assert limits.low <= amount <= limits.high
                checked += 1
    assert checked > 100
