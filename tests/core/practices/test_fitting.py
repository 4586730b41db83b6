"""What the gate says decides whether a practice starts, and whether breath is held."""

import pytest
from tests.support.intervention_cases import gate_of

from heartsease.core.interventions.definition import Case
from heartsease.core.practices.definition import Moment, Pacer
from heartsease.core.practices.fitting import fit
from heartsease.core.safety.rule import Expectation
from heartsease.library import interventions
from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices

HELD = "breathing_4_7_8"
COLD = "cold_finish"


def fitted(name, *, given=None, clear=True):
    practice = standard_practices()[name]
    case = Case(
        says="",
        given=given or {},
        otherwise="clear" if clear else "unknown",
        expect=Expectation.OFFERED,
    )
    return fit(practice, gate_of(case, rules_of(practice.intervention)))


def rules_of(intervention):
    return interventions.rules_of(standard().interventions[intervention])


def test_the_own_pace_stretches_every_part_of_a_breath_alike():
    practice = standard_practices()["slow_breathing"]
    gate = fitted("slow_breathing").gate

    shown = fit(practice, gate, own_per_minute=5.0)

    assert shown.pacer.per_minute == pytest.approx(5)
    assert shown.pacer.breathe_out_s / shown.pacer.breathe_in_s == pytest.approx(1.5)


@pytest.mark.parametrize("pace", [0.5, 4.4, 7.1, 20.0])
def test_an_own_pace_beyond_the_paces_of_the_practice_is_left_aside(pace):
    practice = standard_practices()["slow_breathing"]

    shown = fit(practice, fitted("slow_breathing").gate, own_per_minute=pace)

    assert not practice.takes(pace)
    assert shown.pacer == practice.pacer


def test_where_no_pace_may_be_typed_none_is_taken():
    assert not standard_practices()[HELD].takes(6.0)


def test_a_clear_record_holds_the_breath_as_written():
    shown = fitted(HELD)

    assert shown.may_start
    assert shown.pacer == Pacer(breathe_in_s=4, hold_in_s=7, breathe_out_s=8)
    assert not shown.holds_left_out


def test_a_lung_disease_takes_the_holds_away():
    shown = fitted(HELD, given={"has:copd": True})

    assert shown.may_start
    assert shown.holds_left_out
    assert not shown.pacer.holds


def test_a_question_nobody_answered_takes_the_holds_away_too():
    shown = fitted(HELD, clear=False)

    assert shown.holds_left_out
    assert shown.pacer is None or not shown.pacer.holds


def test_cold_does_not_start_before_its_questions_are_answered():
    shown = fitted(COLD, clear=False)

    assert not shown.may_start
    assert shown.pacer is None


def test_cold_is_blocked_by_a_heart_that_speaks_against_it():
    assert not fitted(COLD, given={"has:arrhythmia": True}).may_start


def test_first_aid_waits_for_no_question():
    assert fitted("back_to_the_room", clear=False).may_start


@pytest.mark.parametrize("size", ["tiny", "usual", "full"])
def test_every_size_has_a_script(size):
    assert all(one.script(size) for one in standard_practices().values())


def test_a_size_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        standard_practices()[HELD].script("huge")


def test_without_holds_no_line_tells_anybody_to_hold():
    held = fitted(HELD)
    left_out = fitted(HELD, given={"has:copd": True})

    for size in ("tiny", "usual", "full"):
        assert any("hold" in one.says.lower() for one in held.script(size))
        assert not any("hold" in one.says.lower() for one in left_out.script(size))
        assert [one.seconds for one in left_out.script(size)] == [
            one.seconds for one in held.script(size)
        ]


@pytest.mark.parametrize("rate", [4.5, 5.5, 7.0])
def test_another_pace_stretches_every_part_alike(rate):
    pacer = Pacer(breathe_in_s=4, hold_in_s=1, breathe_out_s=5)

    other = pacer.at(rate)

    assert other.per_minute == pytest.approx(rate)
    assert other.breathe_in_s / other.cycle_s == pytest.approx(0.4)
    assert other.hold_in_s / other.cycle_s == pytest.approx(0.1)


def test_a_line_is_paced_unless_it_says_otherwise():
    assert Moment(says="In.", seconds=5).paced
