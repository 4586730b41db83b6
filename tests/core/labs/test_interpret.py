"""How one result is read, and what is set aside, on small made-up measures."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from heartsease.core.labs import interpret
from heartsease.core.labs.definition import (
    AcutePhase,
    Band,
    BandName,
    DuringPregnancy,
    Interval,
    Line,
    Measure,
    MeasureKind,
    Measuring,
    MedicineEffect,
    Plausible,
    PregnancyRule,
    Repeat,
    by_loinc,
    by_name,
    in_canonical_unit,
    in_unit,
    is_unit_of,
    sentence,
)
from heartsease.core.labs.interpret import Look, Reading, Refused
from heartsease.core.record.record import Observation, Provenance
from heartsease.core.sources.source import Checked, Citation
from heartsease.core.values.quantity import Quantity, UnitError
from heartsease.core.values.unknown import Unknown, unknown

TODAY = date(2026, 11, 23)
CITATION = Citation(source="s-2026", checked=Checked.UNVERIFIED, checked_on=TODAY)


def bands(*parts: str | float) -> tuple[Band, ...]:
    """`bands("low", 10, "usual", 20, "high")`."""
    names, edges = parts[::2], (None, *parts[1::2], None)
    return tuple(
        Band(name=BandName(str(name)), start=start, end=end)  # type-checked by use
        for name, start, end in zip(names, edges, edges[1:], strict=False)
    )


def an_interval(*parts: str | float, **changes: Any) -> Interval:
    given = {"unit": "mg/L", "citation": CITATION} | changes
    return Interval(bands=bands(*parts), **given)


def a_measure(*intervals: Interval, **changes: Any) -> Measure:
    given: dict[str, Any] = {
        "id": "marker",
        "name": "Marker",
        "short_name": "Marker",
        "kind": MeasureKind.LAB,
        "unit": "mg/L",
        "plausible": Plausible(low=0.1, high=1000.0),
        "fresh_days": 180,
        "evidence_in_trd": "None.",
        "measuring": Measuring(
            minutes=30, cost=1, needs_visit=True, ordered_by="doctor"
        ),
        "intervals": intervals or (an_interval("low", 10, "usual", 20, "high"),),
    }
    return Measure(**(given | changes))


def a_result(value: float | None = 15.0, **changes: Any) -> Observation:
    unit = changes.pop("unit", "mg/L")
    given: dict[str, Any] = {
        "measure": "marker",
        "quantity": None if value is None else Quantity(value, unit),
        "on": TODAY - timedelta(days=changes.pop("days_old", 0)),
        "provenance": Provenance(source="labs.csv", row=str(value)),
    }
    for side in ("low", "high"):
        if f"printed_{side}" in changes:
            limit = changes.pop(f"printed_{side}")
            given[f"reference_{side}"] = Quantity(limit, unit)
    return Observation(**(given | changes))


def look(measure: Measure, *observations: Observation, **changes: Any) -> Look:
    given: dict[str, Any] = {
        "on": TODAY,
        "sex": "female",
        "age": 40,
        "pregnant": False,
        "measures": MappingProxyType({measure.id: measure}),
    }
    return interpret.look(measure, observations, **(given | changes))


def reading(measure: Measure, *observations: Observation, **changes: Any) -> Reading:
    found = look(measure, *observations, **changes).reading
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    ("value", "band"), [(9.9, "low"), (10, "usual"), (19.9, "usual"), (20, "high")]
)
def test_a_limit_belongs_to_the_band_above_it(value: float, band: str) -> None:
    assert reading(a_measure(), a_result(value)).band == band


def test_a_reading_tells_what_it_used() -> None:
    read = reading(a_measure(), a_result(15.0, days_old=3))

    assert read.quantity == Quantity(15.0, "mg/L")
    assert (read.low, read.high) == (10, 20)
    assert read.interval_used == "knowledge"
    assert read.age_days == 3
    assert read.reliable
    assert read.caveats == ()
    assert read.provenance.source == "labs.csv"


def test_the_range_of_the_own_laboratory_comes_first() -> None:
    read = reading(a_measure(), a_result(11.0, printed_low=12, printed_high=30))

    assert read.band == "low"
    assert read.interval_used == "printed by the laboratory"
    assert (read.low, read.high) == (12, 30)


def test_a_value_the_source_calls_low_is_not_hidden_by_a_wider_printed_range() -> None:
    read = reading(a_measure(), a_result(8.0, printed_low=5, printed_high=30))

    assert read.band == "borderline"
    assert [one.id for one in read.caveats] == ["laboratory_and_source_differ"]


def test_the_source_says_how_far_outside_the_printed_range() -> None:
    measure = a_measure(an_interval("very_low", 5, "low", 10, "usual"))

    assert reading(measure, a_result(4.0, printed_low=12)).band == "very_low"
    assert reading(measure, a_result(6.0, printed_low=12)).band == "low"


def test_a_range_with_one_limit_says_nothing_about_the_other_side() -> None:
    read = reading(a_measure(), a_result(8.0, printed_high=30))

    assert read.band == "low"
    assert read.caveats == ()


def test_a_decision_limit_is_not_replaced_by_a_printed_range() -> None:
    measure = a_measure(printed_range_decides=False)

    read = reading(measure, a_result(25.0, printed_low=5, printed_high=30))

    assert read.band == "high"
    assert read.interval_used == "knowledge"
    assert [one.id for one in read.caveats] == ["laboratory_and_source_differ"]


def test_without_limits_of_ours_the_printed_range_is_enough() -> None:
    measure = replace(a_measure(), intervals=())

    assert reading(measure, a_result(3, printed_low=4, printed_high=9)).band == "low"
    assert reading(measure, a_result(5, printed_low=4, printed_high=9)).band == "usual"
    assert reading(measure, a_result(10, printed_high=9)).band == "high"


def test_without_any_limits_there_is_no_band() -> None:
    read = reading(replace(a_measure(), intervals=()), a_result())

    assert read.band == unknown("state:marker")
    assert read.interval_used == "none"


def test_a_printed_range_in_a_strange_unit_is_told_and_left_out() -> None:
    result = replace(a_result(8.0), reference_low=Quantity(1.0, "U/L"))

    read = reading(a_measure(), result)

    assert read.band == "low"
    assert [one.id for one in read.caveats] == ["printed_range_unreadable"]


def test_a_printed_range_that_runs_backwards_is_left_out() -> None:
    read = reading(a_measure(), a_result(8.0, printed_low=30, printed_high=5))

    assert read.band == "low"
    assert [one.id for one in read.caveats] == ["printed_range_unreadable"]


@pytest.mark.parametrize(
    ("result", "id_"),
    [
        (a_result(15.0, on=TODAY + timedelta(days=1)), "in_the_future"),
        (a_result(15.0, days_old=181), "too_old"),
        (a_result(None), "no_number"),
        (a_result(float("nan")), "no_number"),
        (a_result(15.0, unit="U/L"), "unknown_unit"),
        (a_result(15.0, unit="mcg"), "unknown_unit"),
        (a_result(15.0, unit="kg/L"), "implausible"),
        (a_result(0.01), "implausible"),
        (a_result(25.0, printed_low=40, printed_high=90), "printed_range_contradicts"),
    ],
)
def test_a_result_that_cannot_be_used_is_refused_by_name(
    result: Observation, id_: str
) -> None:
    found = look(a_measure(), result)

    assert found.reading == unknown("value:marker")
    assert [one.id for one in found.set_aside] == [id_]
    assert "Marker" in found.why_unknown
    assert isinstance(found.set_aside[0], Refused)


def test_a_range_many_times_off_means_the_unit_is_wrong() -> None:
    measure = a_measure(range_factor=5.0)
    result = a_result(15.0, printed_low=50, printed_high=150)

    assert [one.id for one in look(measure, result).set_aside] == [
        "printed_range_contradicts"
    ]
    assert reading(measure, a_result(15.0, printed_high=99)).band == "usual"


def test_a_sample_after_a_meal_is_not_read_as_fasting() -> None:
    measure = a_measure(needs_fasting=True)

    fed = look(measure, a_result(fasting=False))
    unsaid = reading(measure, a_result())

    assert [one.id for one in fed.set_aside] == ["not_fasting"]
    assert [one.id for one in unsaid.caveats] == ["fasting_not_known"]
    assert reading(measure, a_result(fasting=True)).caveats == ()


def test_no_result_at_all_is_said_so() -> None:
    found = look(a_measure())

    assert found.reading == unknown("value:marker")
    assert found.why_unknown == "No result has been added."


def test_an_older_result_stands_in_and_the_newer_one_is_told() -> None:
    found = look(a_measure(), a_result(5000.0), a_result(12.0, days_old=30))

    assert isinstance(found.reading, Reading)
    assert found.reading.age_days == 30
    assert [one.id for one in found.reading.caveats] == ["set_aside:implausible"]
    assert found.why_unknown == ""


def test_results_older_than_the_one_used_are_not_complained_about() -> None:
    found = look(a_measure(), a_result(15.0), a_result(12.0, days_old=900))

    assert found.set_aside == ()


def test_of_two_results_of_one_day_the_one_further_out_is_kept() -> None:
    assert reading(a_measure(), a_result(15.0), a_result(25.0)).band == "high"
    assert reading(a_measure(), a_result(25.0), a_result(15.0)).band == "high"


def test_a_day_with_only_an_uncertain_result_is_still_read() -> None:
    uncertain = a_result(15.0, comparator="<")

    assert reading(a_measure(), uncertain).band == unknown("state:marker")
    assert reading(a_measure(), uncertain, a_result(12.0)).band == "usual"


@pytest.mark.parametrize(
    ("comparator", "value", "band"),
    [
        ("<", 10, "low"),
        ("<=", 10, None),
        ("<", 11, None),
        (">", 20, "high"),
        (">=", 20, "high"),
        (">", 19, None),
        ("<=", 9, "low"),
        ("~", 5, None),
        ("<", 0.1, "low"),
    ],
)
def test_a_comparator_gives_a_band_only_when_it_is_certain(
    comparator: str, value: float, band: str | None
) -> None:
    found = reading(a_measure(), a_result(value, comparator=comparator)).band

    assert found == (unknown("state:marker") if band is None else band)


FOR_SEXES = a_measure(
    an_interval("low", 12, "usual", sex="female"),
    an_interval("low", 13, "usual", sex="male"),
)


def test_the_interval_of_the_sex_is_used() -> None:
    assert reading(FOR_SEXES, a_result(12.5), sex="female").band == "usual"
    assert reading(FOR_SEXES, a_result(12.5), sex="male").band == "low"


def test_a_missing_sex_is_asked_only_when_it_matters() -> None:
    assert reading(FOR_SEXES, a_result(12.5), sex=None).band == unknown("sex")
    assert reading(FOR_SEXES, a_result(11.0), sex=None).band == "low"
    assert reading(FOR_SEXES, a_result(14.0), sex=None).band == "usual"


def test_a_missing_age_is_asked_only_when_it_matters() -> None:
    measure = a_measure(
        an_interval("usual", 9, "high", age_below=65),
        an_interval("usual", 8, "high", age_from=65),
    )

    assert reading(measure, a_result(8.5), age=64).band == "usual"
    assert reading(measure, a_result(8.5), age=65).band == "high"
    assert reading(measure, a_result(8.5), age=None).band == unknown("age")


BY_TRIMESTER = a_measure(
    an_interval("low", 120, "usual", pregnancy=DuringPregnancy.NO),
    an_interval("low", 110, "usual", pregnancy=DuringPregnancy.YES, trimester=1),
    an_interval("low", 105, "usual", pregnancy=DuringPregnancy.YES, trimester=2),
)


@pytest.mark.parametrize(
    ("pregnant", "trimester", "band"),
    [
        (False, None, "low"),
        (True, 2, "usual"),
        (True, 1, "low"),
        (True, None, unknown("fact:trimester")),
        (unknown("has:pregnant"), None, unknown("has:pregnant")),
    ],
)
def test_pregnancy_has_its_own_limits(
    pregnant: bool | Unknown, trimester: int | None, band: object
) -> None:
    read = reading(BY_TRIMESTER, a_result(107), pregnant=pregnant, trimester=trimester)

    assert read.band == band


NOT_IN_PREGNANCY = a_measure(
    pregnancy_do_not_interpret=PregnancyRule(
        says="It falls in pregnancy.", age_from=12, age_below=56, citation=CITATION
    )
)


def test_a_value_that_changes_in_pregnancy_gets_no_band_then() -> None:
    read = reading(NOT_IN_PREGNANCY, a_result(), pregnant=True)

    assert read.band == unknown("state:marker")
    assert [one.id for one in read.caveats] == ["pregnancy"]
    assert not read.reliable


def test_an_open_question_about_pregnancy_is_asked_not_assumed() -> None:
    open_ = unknown("has:pregnant")

    read = reading(NOT_IN_PREGNANCY, a_result(), pregnant=open_)

    assert read.band == unknown("has:pregnant")
    assert not read.reliable


@pytest.mark.parametrize(("sex", "age"), [("male", 30), ("female", 70), (None, 70)])
def test_pregnancy_is_not_asked_where_it_cannot_be(sex: str | None, age: int) -> None:
    open_ = unknown("has:pregnant")

    read = reading(NOT_IN_PREGNANCY, a_result(), pregnant=open_, sex=sex, age=age)

    assert read.band == "usual"


CRP = a_measure(an_interval("usual", 3, "high"), id="crp", name="CRP")
WITH_CRP = a_measure(
    an_interval("low", 15, "usual"),
    an_interval("low", 70, "usual", with_acute_phase=True),
    acute_phase=AcutePhase(
        measure="crp",
        above=5,
        unit="mg/L",
        window_days=7,
        says="Inflammation lifts it.",
        says_when_missing="Read it with CRP.",
        citation=CITATION,
    ),
)
BOTH = MappingProxyType({"marker": WITH_CRP, "crp": CRP})


def crp(value: float, **changes: Any) -> Observation:
    return a_result(value, measure="crp", **changes)


@pytest.mark.parametrize(
    ("others", "band", "caveat", "reliable"),
    [
        ((crp(1.0),), "usual", None, True),
        ((crp(5.0),), "usual", None, True),
        ((crp(5.1),), "low", "inflammation", False),
        ((crp(20.0, days_old=7),), "low", "inflammation", False),
        ((crp(20.0, days_old=8),), "usual", "read_with:crp", False),
        ((), "usual", "read_with:crp", False),
        ((crp(5.0, comparator="<"),), "usual", None, True),
        ((crp(10.0, comparator="<"),), "usual", "read_with:crp", False),
        ((crp(5.0, comparator=">"),), "low", "inflammation", False),
        ((crp(4.0, unit="U/L"),), "usual", "read_with:crp", False),
        ((crp(99999.0),), "usual", "read_with:crp", False),
        ((a_result(None, measure="crp"),), "usual", "read_with:crp", False),
        ((crp(20.0, days_old=5), crp(1.0, days_old=2)), "usual", None, True),
        ((crp(20.0), crp(1.0)), "low", "inflammation", False),
    ],
)
def test_a_value_that_inflammation_lifts_is_read_beside_crp(
    others: tuple[Observation, ...], band: str, caveat: str | None, reliable: bool
) -> None:
    read = reading(WITH_CRP, a_result(50.0), *others, measures=BOTH)

    assert read.band == band
    assert [one.id for one in read.caveats] == ([caveat] if caveat else [])
    assert read.reliable is reliable


def test_without_other_limits_inflammation_only_makes_it_unreliable() -> None:
    measure = replace(WITH_CRP, intervals=WITH_CRP.intervals[:1])
    measures = MappingProxyType({"marker": measure, "crp": CRP})

    read = reading(measure, a_result(50.0), crp(20.0), measures=measures)

    assert read.band == "usual"
    assert not read.reliable


def test_a_medicine_that_changes_the_value_is_told() -> None:
    effects = (
        MedicineEffect(
            taking=("ppi", "metformin"), direction="lowers", says="A", citation=CITATION
        ),
        MedicineEffect(
            taking=("biotin",),
            direction="distorts",
            says="B",
            unreliable=True,
            citation=CITATION,
        ),
    )
    measure = a_measure(medicine_effects=effects)

    lowered = reading(measure, a_result(), taking=frozenset({"ppi", "metformin"}))
    spoiled = reading(measure, a_result(), taking=frozenset({"biotin"}))

    assert [one.id for one in lowered.caveats] == ["medicine:metformin"]
    assert lowered.reliable
    assert [one.says for one in spoiled.caveats] == ["B"]
    assert not spoiled.reliable
    assert reading(measure, a_result(), taking=frozenset({"zinc"})).caveats == ()


def test_a_band_that_is_repeated_first_says_so() -> None:
    repeat = Repeat(
        bands=(BandName.HIGH,),
        weeks_from=2,
        weeks_to=3,
        says="Again in two weeks.",
        unreliable=True,
        citation=CITATION,
    )
    measure = a_measure(repeat=repeat)

    high = reading(measure, a_result(25))

    assert [one.says for one in high.caveats] == ["Again in two weeks."]
    assert not high.reliable
    assert reading(measure, a_result(15)).reliable


def test_latest_is_the_reading_of_the_look() -> None:
    measure, result = a_measure(), a_result()
    found = interpret.latest(
        measure,
        [result],
        on=TODAY,
        sex=None,
        age=None,
        pregnant=unknown("has:pregnant"),
        measures={"marker": measure},
    )

    assert isinstance(found, Reading)
    assert found.band == "usual"


def test_the_line_of_a_measure_goes_before_what_the_units_say() -> None:
    measure = a_measure(
        unit="mmol/mol",
        other_units=("%",),
        lines=(
            Line(from_unit="%", to_unit="mmol/mol", slope=10.0, intercept=-20, why="x"),
        ),
    )

    assert in_canonical_unit(measure, Quantity(5, "%")).value == 30
    with pytest.raises(UnitError):
        in_canonical_unit(measure, Quantity(0.05, "1"))


def test_a_pure_number_must_be_listed_to_be_a_unit() -> None:
    measure = a_measure(unit="h/d", other_units=("min/d",))

    assert is_unit_of(measure, "min/d")
    assert not is_unit_of(measure, "%")
    assert not is_unit_of(measure, "nonsense")


def test_equivalents_reach_a_mass_by_way_of_the_line() -> None:
    measure = a_measure(
        unit="mmol/L",
        mol_per=Quantity(24.305, "g"),
        lines=(
            Line(from_unit="meq/L", to_unit="mmol/L", slope=0.5, why="two charges"),
        ),
    )

    assert in_unit(measure, Quantity(2, "meq/L"), "mg/L").value == pytest.approx(24.305)


def test_look_ups_find_a_measure_by_its_printed_name() -> None:
    measure = a_measure(aliases=("MARKER (serum)",))

    assert by_name({"marker": measure})["markerserum"] == "marker"
    assert by_loinc({"marker": measure}) == {}
    assert sentence(measure, "low") == ""


def test_a_value_on_a_printed_limit_is_inside() -> None:
    measure = replace(a_measure(), intervals=())

    assert reading(measure, a_result(4, printed_low=4, printed_high=9)).band == "usual"
    assert reading(measure, a_result(9, printed_low=4, printed_high=9)).band == "usual"
    assert reading(measure, a_result(4, printed_low=4, printed_high=4)).band == "usual"


def test_a_result_is_fresh_through_its_last_day() -> None:
    assert reading(a_measure(), a_result(15.0, days_old=180)).age_days == 180


@pytest.mark.parametrize(
    ("age", "asked"), [(11, False), (12, True), (55, True), (56, False)]
)
def test_the_ages_at_which_pregnancy_is_asked(age: int, asked: bool) -> None:
    open_ = unknown("has:pregnant")

    band = reading(NOT_IN_PREGNANCY, a_result(), pregnant=open_, age=age).band

    assert isinstance(band, Unknown) is asked


def test_a_range_many_times_too_low_is_a_wrong_unit_too() -> None:
    measure = a_measure(range_factor=5.0)
    result = a_result(1.0, printed_low=0.5, printed_high=2)

    assert [one.id for one in look(measure, result).set_aside] == [
        "printed_range_contradicts"
    ]
