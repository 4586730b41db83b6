"""The edges of what is known: on the day itself, a day before, and a day after."""

from dataclasses import replace

import pytest
from tests.support.builders import (
    TODAY,
    TOLD,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    an_observation,
    days_ago,
)

from heartsease.core.plan.look import look
from heartsease.core.plan.safety import Mode, view
from heartsease.core.record.record import (
    AdverseReport,
    Certainty,
    Person,
    Provenance,
)
from heartsease.core.safety.condition import All, Is
from heartsease.core.safety.crisis import lines_for
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.gather import Definitions, age_on, gather
from heartsease.core.safety.global_rule import GlobalRule
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

LETTER = Provenance(source="letter", certainty=Certainty.CONFIRMED)


def value_of(key, *entries, terms=None, **facts):
    known = standard()
    definitions = Definitions(
        instruments=known.instruments,
        measures=known.measures,
        formulary=known.formulary,
        terms=terms or known.terms,
        medicines_days=90,
        rough_days=366,
    )
    record = a_record(*entries, **facts)
    found = gather(record, on=TODAY, definitions=definitions, derived={}).facts.get(key)
    return "unknown" if isinstance(found, Unknown) else found.value


# --- what is known --------------------------------------------------------------------


def test_somebody_is_no_year_old_on_the_day_of_birth():
    assert age_on(a_record(person=Person(id="p", born_on=TODAY)), TODAY) == 0


def test_a_yes_that_ends_today_still_holds_today():
    def pregnant(until):
        return value_of("has:pregnant", a_condition("pregnant", True, until=until))

    assert pregnant(TODAY) is True
    assert pregnant(days_ago(1)) == "unknown"


@pytest.mark.parametrize(
    ("years", "expected"), [(11, False), (12, "unknown"), (55, "unknown"), (56, False)]
)
def test_an_age_settles_a_condition_below_and_above_its_ages_and_not_on_them(
    years, expected
):
    term = replace(
        standard().terms["pregnant"], minimum_age=12, maximum_age=55, implied_by=()
    )
    born = TODAY.replace(year=TODAY.year - years)

    known = value_of(
        "has:pregnant", terms={"pregnant": term}, person=Person(id="p", born_on=born)
    )

    assert known == expected


def test_an_answer_to_another_question_does_not_part_those_that_belong_together():
    entries = (
        a_condition("epilepsy", False, on=days_ago(200), provenance=LETTER),
        a_condition("glaucoma", True, on=days_ago(300), provenance=LETTER),
        a_condition("epilepsy", True, on=days_ago(1)),
    )

    assert value_of("has:epilepsy", *entries) is True


def test_on_one_day_a_yes_outweighs_the_no_of_a_letter():
    letter = a_condition("epilepsy", False, on=days_ago(9), provenance=LETTER)

    assert value_of("has:epilepsy", letter, a_condition("epilepsy", on=days_ago(9)))
    assert (
        value_of("has:epilepsy", letter, a_condition("epilepsy", on=days_ago(10)))
        is False
    )


def test_a_no_without_a_day_does_not_outweigh_what_somebody_told():
    for_life = replace(standard().terms["epilepsy"], quiet_days=0, implied_by=())
    undated = a_condition("epilepsy", False, on=None, provenance=LETTER)
    guessed = Provenance(source="worked out", certainty=Certainty.INFERRED)

    def known(*entries):
        return value_of("has:epilepsy", undated, *entries, terms={"epilepsy": for_life})

    assert known() is False
    assert known(a_condition("epilepsy", on=days_ago(9))) is True
    assert known(a_condition("epilepsy", on=None)) is True
    inferred = a_condition("epilepsy", on=days_ago(9), provenance=guessed)
    assert known(inferred) is False


def test_a_result_is_read_with_what_is_taken_and_not_with_what_is_known_not_to_be():
    def caveats(*entries):
        record = a_record(
            an_observation("active_b12", 60.0), *entries, medicines_complete_on=TODAY
        )
        picture = look(record, standard(), on=TODAY, with_questions=False)
        return len(picture.readings["active_b12"].caveats)

    assert caveats(a_medicine("metformin")) > caveats()


@pytest.mark.parametrize(("pregnant", "band"), [(True, "usual"), (False, "low")])
def test_a_result_is_read_by_the_limits_of_who_is_or_is_not_pregnant(pregnant, band):
    record = a_record(
        an_observation("haemoglobin", 115.0, "g/L"),
        a_condition("pregnant", pregnant),
        person=Person(id="p", born_on=days_ago(30 * 366), sex="female"),
    )

    picture = look(record, standard(), on=TODAY, with_questions=False)

    assert _band(picture) == band


def _band(picture):
    found = picture.readings["haemoglobin"].band
    return "unknown" if isinstance(found, Unknown) else str(found)


def test_what_was_told_today_of_harm_is_on_the_picture_and_of_tomorrow_is_not():
    def told(on):
        report = AdverseReport(intervention="walking", on=on, provenance=TOLD)
        record = replace(a_record(), adverse_reports=(report,))
        picture = look(record, standard(), on=TODAY, with_questions=False)
        return len(picture.adverse_reports)

    assert told(TODAY) == 1
    assert told(days_ago(-1)) == 0


def test_a_no_beside_half_an_answer_on_one_day_takes_the_older_yes_back():
    key = "days_since:asq"
    older = a_response("asq", on=days_ago(5), wish_dead=1.0)
    quiet = {item.id: 0.0 for item in standard().instruments["asq"].items}
    half = a_response("asq", on=days_ago(2))
    whole = a_response(
        "asq", on=days_ago(2), provenance=replace(TOLD, row="2"), **quiet
    )

    assert value_of(key, older, half) == 5.0
    assert value_of(key, older, half, whole) == "unknown"


# --- what comes first -----------------------------------------------------------------


def a_rule(id_, key, severity):
    rule = Rule(
        id=id_,
        severity=severity,
        when=Is(key) if isinstance(key, str) else All(tuple(map(Is, key))),
        says="x",
        reason="x",
        action="x",
        citations=(),
    )
    return GlobalRule(rule=rule, scope=("all",), order=1)


STOPS = [
    a_rule("E1", "has:a", Severity.EMERGENCY),
    a_rule("E2", "has:b", Severity.EMERGENCY),
]
WAITS = [
    a_rule("F1", "has:c", Severity.BLOCK_UNTIL_FLOW),
    a_rule("F2", "has:d", Severity.BLOCK_UNTIL_FLOW),
]


def mode_of(rules, *, flow_done_on=None, **said):
    facts = Facts(
        {f"has:{name}": Fact(value=value, on=on) for name, (value, on) in said.items()}
    )
    found = view(
        rules,
        facts,
        flow_done_on=flow_done_on,
        crisis_help=lines_for("GB", standard().crisis_lines, on=TODAY),
    )
    return found.mode


NO, YES = (False, TODAY), (True, TODAY)


def test_one_sign_of_an_emergency_is_enough():
    assert mode_of(STOPS, a=NO, b=YES) is Mode.EMERGENCY
    assert mode_of(STOPS, a=YES, b=NO) is Mode.EMERGENCY
    assert mode_of(STOPS, a=NO, b=NO) is Mode.OPEN


def test_one_question_that_is_open_is_enough_to_ask():
    assert mode_of(STOPS, a=NO) is Mode.ASK
    assert mode_of(WAITS, c=NO) is Mode.ASK
    assert mode_of(WAITS, c=NO, d=NO) is Mode.OPEN


def test_the_safety_steps_lift_nothing_while_one_of_two_reasons_came_after_them():
    earlier = (True, days_ago(3))

    def mode(first, second):
        return mode_of(WAITS, flow_done_on=days_ago(2), c=first, d=second)

    assert mode(earlier, earlier) is Mode.AFTER_FLOW
    assert mode(earlier, YES) is Mode.FLOW
    assert mode(YES, earlier) is Mode.FLOW
    assert mode((True, days_ago(2)), earlier) is Mode.AFTER_FLOW
    assert mode((True, days_ago(1)), earlier) is Mode.FLOW
    assert mode((True, None), earlier) is Mode.FLOW


def test_a_reason_of_two_facts_is_dealt_with_only_when_both_came_before():
    both = [a_rule("F3", ("has:c", "has:d"), Severity.BLOCK_UNTIL_FLOW)]

    def mode(first, second):
        return mode_of(
            both, flow_done_on=days_ago(2), c=(True, first), d=(True, second)
        )

    assert mode(days_ago(3), days_ago(2)) is Mode.AFTER_FLOW
    assert mode(days_ago(3), days_ago(1)) is Mode.FLOW
    assert mode(days_ago(1), days_ago(3)) is Mode.FLOW
