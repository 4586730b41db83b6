"""Every worked case of the looks at a treatment is decided as it is written."""

from datetime import timedelta

import pytest
from tests.support.builders import TODAY, a_response, a_trial, days_ago

from heartsease.core.plan.futility import check
from heartsease.core.plan.running import Running, RunningKind
from heartsease.core.record.record import Choice
from heartsease.core.staging.adequacy import assess
from heartsease.core.staging.counting import Assessed
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard, standard_words

RULES = standard().futility
NAMED = {
    RunningKind.MEDICINE: "sertraline",
    RunningKind.THERAPY: "cbt",
    RunningKind.DEVICE: "rtms",
}


def judged(trial):
    known = standard()
    rules = known.staging.rules[known.staging.facts.adequacy_rules]
    return Assessed(
        trial=trial,
        adequacy=assess(
            trial,
            rules=rules,
            formulary=known.formulary,
            treatments=known.staging.treatments,
            on=TODAY,
            episode_started_on=None,
        ),
    )


def of_case(case):
    start = None if case.weeks is None else TODAY - timedelta(weeks=case.weeks)
    began = start or days_ago(70)
    trial = None
    if case.kind in NAMED:
        trial = judged(
            a_trial(
                NAMED[case.kind],
                started_on=start,
                ongoing=True,
                percent_improvement=case.told_percent,
            )
        )
    running = Running(
        key=NAMED.get(case.kind, "walking"),
        kind=case.kind,
        started_on=start,
        judge_on=began + timedelta(weeks=case.judge_week) if case.judge_week else None,
        judged_by="" if trial else RULES.measure,
        trial=trial,
    )
    responses = [
        a_response(RULES.measure, on=began + timedelta(weeks=float(week)), total=total)
        for week, total in case.scores.items()
    ]
    return running, responses, began


@pytest.mark.parametrize("case", RULES.cases, ids=lambda one: one.says)
def test_a_case_is_decided_as_written(case):
    running, responses, began = of_case(case)

    found = check(
        running,
        responses=responses,
        decisions=(),
        instrument=standard().instruments[RULES.measure],
        rules=RULES,
        on=TODAY,
    )

    if case.expect == "unknown":
        assert isinstance(found.answer, Unknown)
        assert all(key.endswith(case.missing) for key in found.answer.missing)
        assert found.says == ""
        return
    assert found.answer is Choice(case.expect)
    expected = case.until_week and began + timedelta(weeks=case.until_week)
    assert found.until == expected


def test_the_cases_show_every_answer_every_kind_and_every_week():
    assert {case.expect for case in RULES.cases} == {*Choice, "unknown"}
    assert {case.kind for case in RULES.cases} == set(RunningKind)
    assert {2, 4, 8, 12} <= {case.weeks for case in RULES.cases}


def test_every_answer_has_its_sentence():
    words = standard_words()
    named = {
        band.says for one in RULES.rules for look in one.looks for band in look.bands
    }

    for says in {*named, "well_now", "early", "worse", "worse_step", "own_measure"}:
        assert words(f"futility.{says}", measure="sleep")


def test_each_look_falls_on_weeks_two_four_eight_and_twelve():
    for one in RULES.rules:
        weeks = tuple(look.week for look in one.looks)
        last = None if one.kind is RunningKind.STEP else 12
        assert weeks == (2, 4, 8, last)


def test_no_sentence_about_a_treatment_of_professionals_tells_to_stop_it():
    words = standard_words()
    for one in RULES.rules:
        if one.kind is RunningKind.STEP:
            continue
        for look in one.looks:
            for band in look.bands:
                said = words(f"futility.{band.says}").lower()
                assert "stop" not in said.replace("do not stop", ""), said
    assert "do not stop" in words("futility.keep_taking").lower()
