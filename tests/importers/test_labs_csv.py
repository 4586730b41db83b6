"""Laboratory results as CSV: what is read, and what is never guessed."""

import json
from datetime import date
from pathlib import Path

import pytest

from heartsease.core.record.record import Certainty
from heartsease.core.values.code import LOINC, Code
from heartsease.core.values.quantity import Quantity
from heartsease.importers import amounts
from heartsease.importers.sources import labs_csv

SAMPLES = Path(__file__).parent / "samples/labs_csv"
SYNTHETIC = Path(__file__).parents[3] / "shared/data/labs/synthetic"


def rows(*lines, header="Date,Test,Result,Units"):
    return "\n".join((header, *lines)) + "\n"


def seen(result):
    return [
        (o.measure, o.comparator, o.quantity, o.on) for o in result.record.observations
    ]


def refusals(result):
    return {one.row: (one.field, one.reason) for one in result.refused}


@pytest.mark.skipif(
    not SYNTHETIC.exists(), reason="the shared laboratory files are not here"
)
def test_the_synthetic_report_gives_the_truth_it_was_made_from(import_, vocabulary):
    truth = json.loads((SYNTHETIC / "truth_dev.json").read_text(encoding="utf-8"))
    result = import_(SYNTHETIC / "results_us.csv")
    drawn = [o for o in result.record.observations if o.on == date(2025, 1, 10)]

    assert len(result.record.observations) == 30
    assert not result.refused
    assert len(drawn) == len(truth)
    for one, true in zip(drawn, truth, strict=True):
        code = Code(system=LOINC, code=true["loinc"])
        assert one.measure == vocabulary.measure_of([code])
        assert one.quantity == Quantity(true["value"], true["ucum"])
        assert (one.comparator or None) == true["comparator"]
        for bound, value in (
            (one.reference_low, true["low"]),
            (one.reference_high, true["high"]),
        ):
            assert (bound and bound.value) == value
        si = vocabulary.canonical(
            one.measure, Quantity(true["si_value"], true["si_ucum"])
        )
        assert vocabulary.canonical(one.measure, one.quantity) == pytest.approx(
            si,
            rel=0.02,
            abs=0.05,  # the truth is rounded, at most to one decimal
        )


def test_american_dates_are_read_where_the_file_proves_them(import_):
    result = import_(SAMPLES / "us.csv")

    assert seen(result)[:3] == [
        ("vitamin_d", "", Quantity(14.2, "ng/mL"), date(2026, 1, 25)),
        ("ferritin", "<", Quantity(5.0, "ng/mL"), date(2026, 1, 25)),
        ("tsh", "", Quantity(2.31, "u[IU]/mL"), date(2026, 2, 3)),
    ]
    kept = result.record.observations[3:]
    assert [(o.measure, o.quantity, o.text) for o in kept] == [
        (None, Quantity(7.0, "xyz"), "Unheard-of marker"),
        (None, None, "HIV screen: Negative"),
    ]
    assert dict(result.outcomes[0].not_used) == {
        "line above the table": 1,
        "column 'Lab Note'": 1,
    }


def test_a_semicolon_file_with_decimal_commas_and_a_mark_is_read(import_):
    text = "\ufeffDate;Test;Result;Unit;Low;High\n03.04.2026;CRP;5,4;mg/L;;3,0\n"

    (one,) = import_(text, name="eu.csv").record.observations

    assert one.quantity == Quantity(5.4, "mg/L")
    assert one.on == date(2026, 4, 3)
    assert one.reference_high == Quantity(3.0, "mg/L")


def test_the_unit_may_stand_in_the_name_the_value_or_the_heading(import_):
    result = import_(SAMPLES / "tabs.tsv")

    assert seen(result) == [
        ("ferritin", "", Quantity(41.0, "ug/L"), date(2026, 1, 10)),
        ("ferritin", "", Quantity(42.0, "ug/L"), date(2026, 1, 10)),
        ("tsh", "", Quantity(2.1, "m[IU]/L"), date(2026, 2, 3)),
    ]
    heading = import_(
        rows("2026-01-10;Ferritin;20", header="Date;Test;Result (ug/L)"), name="a.csv"
    )
    assert heading.record.observations[0].quantity == Quantity(20.0, "ug/L")


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        (2, "date", "can be 2026-03-04 or 2026-04-03"),
        (3, "unit", "has no unit"),
        (4, "unit", "is not measured in mmHg"),
        (5, "result", "is not a number that can be read one way"),
        (6, "result", "outside what is possible"),
        (7, "on", "lies in the future"),
        (8, "test", "does not name the test"),
        (9, "result", "there is no result"),
        (10, "date", "has no date"),
        (11, "date", "two digits"),
        (12, "date", "is not a date"),
        (13, "", "more cells than the header"),
        (16, "value", "is 31 ug/L here and 30 ug/L in wrong.csv"),
    ],
)
def test_what_cannot_be_read_one_way_is_refused(import_, row, field, says):
    result = import_(SAMPLES / "wrong.csv")
    named, reason = refusals(result)[f"row {row}"]

    assert named == field
    assert says in reason


def test_of_the_wrong_file_only_the_good_row_is_taken(import_):
    outcome = import_(SAMPLES / "wrong.csv").outcomes[0]

    assert [event.rows for event in outcome.taken] == [("row 14",)]
    assert [event.rows for event in outcome.duplicates] == [("row 15",)]  # other unit


@pytest.mark.parametrize(
    ("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))]
)
def test_the_person_can_say_which_comes_first(import_, order, day):
    result = import_(
        rows("03/04/2026,Ferritin,20,ug/L"), name="a.csv", date_order=order
    )

    assert result.record.observations[0].on == day


def test_a_file_that_proves_both_orders_proves_none(import_):
    result = import_(
        rows(
            "25/01/2026,Ferritin,20,ug/L",
            "01/26/2026,Ferritin,21,ug/L",
            "02/03/2026,Ferritin,22,ug/L",
        ),
        name="a.csv",
    )

    assert [o.on for o in result.record.observations] == [
        date(2026, 1, 25),
        date(2026, 1, 26),
    ]
    assert list(refusals(result)) == ["row 4"]


def test_a_date_that_is_the_same_both_ways_is_read(import_):
    result = import_(rows("05/05/2026,Ferritin,20,ug/L"), name="a.csv")

    assert result.record.observations[0].on == date(2026, 5, 5)


def test_an_order_that_does_not_exist_is_a_programmers_mistake(import_):
    with pytest.raises(ValueError, match="ymd"):
        import_(rows("x,y,1,ug/L"), name="a.csv", date_order="ymd")


def test_a_printed_range_or_code_shows_a_laboratory(import_):
    result = import_(
        rows(
            "2026-01-10,Ferritin,20,ug/L,15-150",
            "2026-01-11,Ferritin,20,ug/L,",
            header="Date,Test,Result,Units,Range",
        ),
        name="a.csv",
    )

    assert [o.provenance.certainty for o in result.record.observations] == [
        Certainty.CONFIRMED,
        Certainty.REPORTED,
    ]


def test_fasting_is_read_and_silence_is_not_a_no(import_):
    result = import_(
        rows(
            "2026-01-10,Fasting glucose,5.1,mmol/L,yes",
            "2026-01-11,Fasting glucose,5.1,mmol/L,no",
            "2026-01-12,Fasting glucose,5.1,mmol/L,",
            header="Date,Test,Result,Units,Fasting",
        ),
        name="a.csv",
    )

    assert [o.fasting for o in result.record.observations] == [True, False, None]


def test_a_name_over_two_lines_keeps_the_row_numbers_right(import_):
    result = import_(
        rows('2026-01-10,"Odd\nname",3,ug/L', "never,Ferritin,20,ug/L"), name="a.csv"
    )

    assert list(refusals(result)) == ["row 4"]


def test_a_table_without_rows_is_listed(import_):
    outcome = import_("Date,Test,Result\n", name="a.csv").outcomes[0]

    assert outcome.not_used == {"table without rows": 1}


@pytest.mark.parametrize(
    ("text", "unknown", "comma", "point"),
    [
        ("5.4", 5.4, None, 5.4),
        ("5,4", 5.4, 5.4, None),
        ("1,200", None, 1.2, 1200.0),
        ("1.200", 1.2, 1200.0, 1.2),
        ("1,200.5", 1200.5, None, 1200.5),
        ("1.200,5", None, 1200.5, None),
        ("0,300", 0.3, 0.3, None),
        ("12,345,678", 12345678.0, None, 12345678.0),
        ("1e400", None, None, None),
        ("x", None, None, None),
    ],
)
def test_a_number_is_read_one_way_or_not_at_all(text, unknown, comma, point):
    assert amounts.as_number(text) == unknown
    assert amounts.as_number(text, decimal_comma=True) == comma
    assert amounts.as_number(text, decimal_comma=False) == point


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5-5.0", (3.5, 5.0, "")),
        ("3,5 \u2013 5,0 g/L", (3.5, 5.0, "g/L")),
        ("30 to 100", (30.0, 100.0, "")),
        ("<5", (None, 5.0, "")),
        ("\u2265 60 mL/min", (60.0, None, "mL/min")),
        ("5-3", (None, None, "")),
        ("negative", (None, None, "")),
        ("", (None, None, "")),
    ],
)
def test_a_printed_range_is_read(text, expected):
    assert amounts.printed_range(text) == expected


def test_it_knows_its_files_by_their_header():
    assert labs_csv.recognises(b"Collected;Analyte;Value\n", "x.txt")
    assert not labs_csv.recognises(b"dear doctor\n", "x.txt")
    assert not labs_csv.recognises(b'{"a": "Date,Test,Result"}', "x.json")


def test_a_quote_that_is_not_closed_names_every_row_it_swallowed(import_):
    """The rows behind it were gone without a word."""
    result = import_(
        rows(
            "2026-01-10,Ferritin,20,ug/L",
            '2026-01-11,"Ferritin,21,ug/L',
            "2026-01-12,Ferritin,22,ug/L",
            "2026-01-13,Ferritin,23,ug/L",
        ),
        name="labs.csv",
    )

    assert len(result.record.observations) == 1
    assert set(refusals(result)) == {"row 3", "row 4", "row 5"}
    assert all("row 3" in reason for _, reason in refusals(result).values())


def test_a_quote_that_the_next_row_closes_names_both(import_):
    result = import_(
        rows(
            '2026-01-11,"Ferritin,21,ug/L',
            '2026-01-12,"Ferritin",22,ug/L',
            "2026-01-13,Ferritin,23,ug/L",
        ),
        name="labs.csv",
    )

    assert set(refusals(result)) == {"row 2", "row 3"}
    assert [one.quantity.value for one in result.record.observations] == [23.0]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_sign_inside_a_cell_does_not_end_the_row(import_, sign):
    """A spreadsheet writes a vertical tab where somebody broke a line in a cell."""
    result = import_(
        rows(f"2026-01-10,Ferritin{sign} (serum),20,ug/L"), name="labs.csv"
    )

    (one,) = result.record.observations
    assert one.quantity == Quantity(20.0, "ug/L")
    assert not result.refused


def test_a_heading_over_two_lines_is_one_heading(import_):
    result = import_(
        'Date,Test,Result,Units,"Reference\nRange"\n'
        "2026-01-10,Ferritin,20,ug/L,15-150\n",
        name="labs.csv",
    )

    (one,) = result.record.observations
    assert one.reference_high == Quantity(150.0, "ug/L")


def test_a_file_that_was_cut_short_does_not_give_half_a_number(import_):
    """120 cut to 12 is a number too."""
    names = rows(
        "2026-01-10,Ferritin (ug/L),20,H", "2026-01-11,Ferritin (ug/L),120,H",
        header="Date,Test,Result,Flag",
    )  # fmt: skip

    cut = import_(names[: names.rindex("0,H")], name="labs.csv")

    assert [one.quantity.value for one in cut.record.observations] == [20.0]
    assert "middle of this row" in refusals(cut)["row 3"][1]
    assert not import_(names.rstrip("\n"), name="labs.csv").refused


def test_a_zero_byte_far_down_is_named_with_its_line(import_):
    many = [f"2026-01-10,Thing {n},{n},mg" for n in range(4_000)]
    content = rows(*many, "2026-01-10,Fer\0ritin,1,mg")

    (refused,) = import_(content, name="labs.csv").refused

    assert refused.kind == "file"
    assert refused.row == "line 4002"


def test_an_apostrophe_that_keeps_a_formula_from_running_is_not_part_of_the_words(
    import_,
):
    result = import_(rows("2026-01-10,Nitrite,'+,"), name="labs.csv")

    assert [one.text for one in result.record.observations] == ["Nitrite: +"]


@pytest.mark.parametrize(
    "result",
    ["NaN", "nan", "-inf", "Infinity", "#N/A", "#NUM!", "none", "1_000", "0x10",
     "1 200", "1\u202f200", "\u22125", "\u00bd", "\u00b2", "\u066b5", "12 H", "see 3"],
)  # fmt: skip
def test_a_number_that_hides_in_words_is_refused_and_not_kept_as_words(import_, result):
    found = import_(rows(f"2026-01-01,Ferritin,{result},ug/L"))

    assert seen(found) == []
    assert [(one.row, one.field) for one in found.refused] == [("row 2", "result")]


@pytest.mark.parametrize("result", ["not done", "negative", "haemolysed"])
def test_words_without_a_number_stay_words(import_, result):
    (one,) = import_(rows(f"2026-01-01,Ferritin,{result},ug/L")).record.observations

    assert one.quantity is None
    assert one.text.endswith(result)


@pytest.mark.parametrize(
    "unit", ["\u00b5g/L", "\u03bcg/L", "\u338d/L", "\uff55\uff47/\uff2c", "mcg/L"]
)
@pytest.mark.parametrize("number", ["50", "\uff15\uff10", "5\uff10", "\u0665\u0660"])
def test_one_amount_has_one_meaning_however_its_signs_are_coded(import_, unit, number):
    (one,) = import_(rows(f"2026-01-01,Ferritin,{number},{unit}")).record.observations

    assert (one.quantity.value, one.quantity.unit) == (50.0, "ug/L")


@pytest.mark.parametrize(
    "number", ["1e308", "-0", "-0.0", "1e-400", "1e400", "9" * 400]
)
def test_an_absurd_number_is_refused_by_name(import_, number):
    found = import_(rows(f"2026-01-01,Ferritin,{number},ug/L"))

    assert seen(found) == []
    assert [one.field for one in found.refused] == ["result"]
