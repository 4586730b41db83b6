"""Spellings from real exports become UCUM, or are not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.values.quantity import is_readable
from heartsease.core.values.unit_names import normalise


@pytest.mark.parametrize(
    ("written", "ucum"),
    [
        ("mcg/L", "ug/L"),
        ("µg/L", "ug/L"),  # micro sign
        ("μg/L", "ug/L"),  # Greek mu
        ("umol/l", "umol/L"),
        ("mIU/L", "m[IU]/L"),
        ("uIU/mL", "u[IU]/mL"),
        ("µIU/ml", "u[IU]/mL"),
        ("mU/L", "mU/L"),
        ("ng/ml", "ng/mL"),
        ("IU/L", "[IU]/L"),
        ("mm/h", "mm/h"),
        ("mm/hr", "mm/h"),
        ("x10^9/L", "10*9/L"),
        ("10^9/L", "10*9/L"),
        ("x10E3/uL", "10*3/uL"),
        ("×10⁹/L", "10*9/L"),
        ("K/uL", "10*3/uL"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73 m²", "mL/min/{1.73_m2}"),
        ("mL/min/{1.73_m2}", "mL/min/{1.73_m2}"),
        ("g/dl", "g/dL"),
        ("gm/dL", "g/dL"),
        ("MG/DL", "mg/dL"),
        ("nmol/l", "nmol/L"),
        ("mEq/L", "meq/L"),
        ("kU/L", "kU/L"),
        ("kIU/L", "k[IU]/L"),
        ("AU/mL", "[arb'U]/mL"),
        ("mmol/mol Hb", "mmol/mol"),
        ("% of total Hgb", "%"),
        (" % ", "%"),
        ("mmHg", "mm[Hg]"),
        ("bpm", "/min"),
        ("beats/min", "/min"),
        ("kg/m²", "kg/m2"),
        ("lbs", "[lb_av]"),
        ("steps/day", "{steps}/d"),
        ("hours/day", "h/d"),
        ("min/week", "min/wk"),
        ("ug/g", "ug/g"),
        ("µkat/L", "ukat/L"),
        ("m[IU]/L", "m[IU]/L"),
        ("ng/mL{FEU}", "ng/mL{FEU}"),
    ],
)
def test_a_common_spelling_is_understood(written: str, ucum: str | None) -> None:
    assert normalise(written) == ucum


@pytest.mark.parametrize(
    "text", ["", "  ", "G/L", "T/L", "/", "banana", "mg//L", "mg/", "109/L"]
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert normalise(text) is None


@given(st.text(max_size=20))
def test_whatever_comes_out_can_be_read_and_stays(text: str) -> None:
    unit = normalise(text)

    assert unit is None or (is_readable(unit) and normalise(unit) == unit)
