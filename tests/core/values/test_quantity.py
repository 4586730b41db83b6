"""Units: what is read as UCUM, and laws that every conversion keeps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.values.quantity import (
    Quantity,
    UnitError,
    convert,
    is_finite,
    is_pure_number,
    is_readable,
    same_dimension,
)

FAMILIES = [
    ["g/L", "mg/dL", "ug/mL", "ng/L", "kg/m3"],
    ["mol/L", "mmol/L", "umol/mL", "nmol/dL", "pmol/uL"],
    ["m[IU]/L", "u[IU]/mL", "[IU]/dL"],
    ["U/L", "mU/mL", "ukat/L", "nkat/mL"],
    ["kg", "g", "[lb_av]", "mg"],
    ["cm", "m", "[in_i]", "[ft_i]"],
    ["h", "min", "s", "d", "wk"],
    ["min/wk", "h/d", "min/d"],
    ["mL/min", "L/h", "uL/s"],
    ["10*9/L", "10*3/uL", "/uL"],
]
SAME_KIND = st.sampled_from(FAMILIES).flatmap(
    lambda units: st.tuples(*[st.sampled_from(units)] * 3)
)
AMOUNTS = st.floats(min_value=1e-6, max_value=1e6, allow_nan=False)
GRAMS = st.floats(min_value=1.0, max_value=1e5)


@pytest.mark.parametrize(
    "unit",
    """mg/L mg/dL ng/mL ug/L pg/mL ng/L nmol/L pmol/L umol/L mmol/L g/L g/dL ug/dL ug/g
    mg/kg fL % 1 mmol/mol m[IU]/L u[IU]/mL mU/L uU/mL k[IU]/L [arb'U]/mL U/L U/mL ukat/L
    meq/L mL/min/{1.73_m2} kg/m2 kg cm m [in_i] [ft_i] [lb_av] mm[Hg] /min h/d min/d
    min/wk h/wk {steps}/d /d g/d {servings}/wk /wk ms s mm/h 10*9/L 10^9/L 10*-3 g.m-2
    {score} Cel""".split(),  # noqa: SIM905 - a list of this length is read as words
)
def test_a_unit_in_use_can_be_read(unit: str) -> None:
    assert is_readable(unit)


@pytest.mark.parametrize(
    "unit",
    [
        "",
        " ",
        "mg /L",
        "mg/",
        "//L",
        "mg..L",
        "/",
        ".",
        "mcg/L",
        "IU/L",
        "mmHg",
        "{",
        "]",
    ],
)
def test_what_is_not_ucum_is_refused_by_name(unit: str) -> None:
    assert not is_readable(unit)
    with pytest.raises(UnitError):
        convert(Quantity(1.0, unit), "g/L")


def test_a_point_inside_an_annotation_separates_nothing() -> None:
    assert same_dimension("mL/min/{1.73_m2}", "mL/min")


def test_a_leading_slash_is_one_over() -> None:
    assert convert(Quantity(60.0, "/h"), "/min").value == pytest.approx(1.0)


@given(AMOUNTS, SAME_KIND)
def test_there_and_back_is_the_same(value: float, units: tuple[str, str, str]) -> None:
    one, other, _ = units

    back = convert(convert(Quantity(value, one), other), one)

    assert back.unit == one
    assert back.value == pytest.approx(value, rel=1e-9)


@given(AMOUNTS, SAME_KIND)
def test_a_detour_changes_nothing(value: float, units: tuple[str, str, str]) -> None:
    one, other, third = units

    direct = convert(Quantity(value, one), third)
    detour = convert(convert(Quantity(value, one), other), third)

    assert detour.value == pytest.approx(direct.value, rel=1e-9)


@given(AMOUNTS, st.sampled_from(["L", "dL", "mol", "h", "[IU]", "{1.73_m2}", "m2"]))
def test_a_unit_over_itself_cancels(value: float, unit: str) -> None:
    there = convert(Quantity(value, f"mg/{unit}.{unit}"), "ug")

    assert there.value == pytest.approx(value * 1000, rel=1e-9)


@given(AMOUNTS, SAME_KIND)
def test_more_stays_more(value: float, units: tuple[str, str, str]) -> None:
    one, other, _ = units

    less, more = (convert(Quantity(v, one), other).value for v in (value, value * 2))

    assert more > less


@given(AMOUNTS, GRAMS)
def test_mass_and_moles_go_both_ways(value: float, grams: float) -> None:
    mol_per = Quantity(grams, "g")

    moles = convert(Quantity(value, "ng/mL"), "nmol/L", mol_per=mol_per)
    mass = convert(moles, "ng/mL", mol_per=mol_per)

    assert moles.value == pytest.approx(value * 1000 / grams, rel=1e-9)
    assert mass.value == pytest.approx(value, rel=1e-9)


def test_the_molar_mass_may_come_in_any_mass_unit() -> None:
    in_grams = convert(Quantity(1.0, "mg/L"), "umol/L", mol_per=Quantity(135.18, "g"))
    in_milligrams = convert(
        Quantity(1.0, "mg/L"), "umol/L", mol_per=Quantity(135180, "mg")
    )

    assert in_grams.value == pytest.approx(in_milligrams.value)


def test_mass_and_moles_do_not_mix_without_the_analyte() -> None:
    with pytest.raises(UnitError, match=r"ng/mL and nmol/L"):
        convert(Quantity(1.0, "ng/mL"), "nmol/L")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("g/L", "g"),
        ("U/L", "[IU]/L"),
        ("meq/L", "mmol/L"),
        ("mm[Hg]", "cm"),
        ("%", "g"),
    ],
)
def test_units_that_measure_different_things_are_refused(one: str, other: str) -> None:
    assert not same_dimension(one, other)
    with pytest.raises(UnitError):
        convert(Quantity(1.0, one), other)


def test_pure_numbers_are_told_apart_from_amounts() -> None:
    assert is_pure_number("%")
    assert is_pure_number("mmol/mol")
    assert is_pure_number("h/d")
    assert not is_pure_number("mmol/L")


def test_a_line_is_used_as_it_is_given() -> None:
    assert convert(Quantity(2.0, "%"), "mmol/mol", offset=(3.0, -1.0)) == Quantity(
        5.0, "mmol/mol"
    )


def test_a_value_no_instrument_can_print_is_not_finite() -> None:
    assert not is_finite(Quantity(math.nan, "g/L"))
    assert not is_finite(Quantity(math.inf, "g/L"))
    assert is_finite(Quantity(0.0, "g/L"))
