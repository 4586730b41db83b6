"""The formula of the ranking, against sums done by hand and a published example.

value = benefit x certainty x directness x fit x ease x wish
"""

import math
from dataclasses import replace
from datetime import date

import pytest

from heartsease.core.evidence import evidence
from heartsease.core.evidence.evidence import (
    Certainty,
    EvidenceRow,
    Metric,
    Tier,
    benefit_lower_bound,
)
from heartsease.core.interventions.definition import Burden
from heartsease.core.plan.finding import Weight
from heartsease.core.plan.ranking import fit_of, group_of, pull_of, worth
from heartsease.core.sources.source import Checked
from heartsease.core.values.unknown import Unknown, unknown
from heartsease.library.knowledge import standard

RANKING = standard().ranking


def a_row(**facts):
    settled = {
        "id": "a-row",
        "source": "somebody-2020",
        "topic": "a step",
        "design": "meta-analysis",
        "population": "adults",
        "tested_in": evidence.TestedIn.MDD,
        "comparator": "control",
        "metric": Metric.SMD,
        "certainty": Certainty.MODERATE,
        "certainty_basis": "published GRADE",
        "checked": Checked.VERIFIED,
        "checked_on": date(2026, 11, 23),
    }
    return EvidenceRow(**{**settled, **facts})


def an_intervention(*, row=None, tier=Tier.B, burden=None):
    """A real one with its evidence and burden replaced."""
    return replace(
        standard().interventions["walking"],
        tier=tier,
        evidence=(row,) if row else (),
        ranking_row=row.id if row else "",
        burden=burden or Burden(minutes_per_week=0, effort=1, cost=0),
    )


def test_a_worth_with_an_interval_comes_out_as_computed_by_hand():
    row = a_row(benefit_smd=0.5, benefit_low=0.3, benefit_high=0.7)
    step = an_intervention(
        row=row, burden=Burden(minutes_per_week=210, effort=3, cost=1)
    )
    likely = pull_of(0.8, Weight.LIKELY, RANKING)  # 0.8 x 1.0

    found = worth(
        step,
        ranking=RANKING,
        fit=fit_of(likely, RANKING),  # 0.4 + 0.6 x 0.8 = 0.88
        energy="low",
        wish="want",
    )

    # ease: effort 3 of 1..5 is a half, at low energy 0.7; a third of the cost; half of
    # the minutes: 1 - 0.7 x 0.5 - 0.2 / 3 - 0.2 x 0.5 = 0.483333...
    assert found.benefit == 0.3
    assert found.certainty == 0.8
    assert found.directness == 0.7
    assert found.fit == pytest.approx(0.88)
    assert found.ease == pytest.approx(0.4833333)
    assert found.wish == 1.5
    assert found.value == pytest.approx(0.1071840)
    assert not found.benefit_assumed


def test_a_worth_without_an_interval_uses_the_small_convention_and_says_so():
    row = a_row(tested_in=evidence.TestedIn.TRD, certainty=Certainty.LOW)
    step = an_intervention(
        row=row,
        tier=Tier.A,
        burden=Burden(minutes_per_week=840, effort=5, cost=3, needs_visit=True),
    )

    found = worth(
        step, ranking=RANKING, fit=fit_of(0.0, RANKING), energy="okay", wish="unsaid"
    )

    # 0.2 x 0.5 x 1.0 x 0.4 x (1 - 0.25 - 0.2 - 0.2 - 0.05 = 0.3) x 1.0
    assert found.benefit_assumed
    assert found.ease == pytest.approx(0.3)
    assert found.value == pytest.approx(0.012)


def test_the_hardest_step_on_the_hardest_day_keeps_a_floor_of_ease():
    step = an_intervention(
        burden=Burden(minutes_per_week=9999, effort=5, cost=3, needs_visit=True)
    )

    found = worth(step, ranking=RANKING, fit=1.0, energy="low", wish="unsaid")

    assert found.ease == RANKING.ease.floor


def test_a_step_that_names_no_row_stands_on_nobody_and_next_to_nothing():
    found = worth(
        an_intervention(tier=Tier.C),
        ranking=RANKING,
        fit=1.0,
        energy=None,
        wish="unsaid",
    )

    # 0.05 x 0.05 x 0.1, nothing taken off for ease
    assert found.row == ""
    assert found.benefit_assumed
    assert found.value == pytest.approx(0.00025)


def test_an_interval_that_reaches_below_zero_counts_as_no_benefit():
    row = a_row(benefit_smd=0.2, benefit_low=-0.1, benefit_high=0.5)

    found = worth(
        an_intervention(row=row), ranking=RANKING, fit=1.0, energy=None, wish="want"
    )

    assert found.benefit == found.value == 0.0
    assert not found.benefit_assumed


def test_a_likely_finding_pulls_further_than_one_worth_a_look():
    likely = pull_of(1.0, Weight.LIKELY, RANKING)
    worth_a_look = pull_of(1.0, Weight.WORTH_A_LOOK, RANKING)

    assert (likely, worth_a_look) == (1.0, 0.75)
    assert fit_of(likely, RANKING) == pytest.approx(1.0)
    assert fit_of(worth_a_look, RANKING) == pytest.approx(0.85)


def test_an_odds_ratio_is_converted_with_the_factor_of_chinn():
    # Chinn 2000 divides the logarithm of the odds ratio by pi / sqrt(3) = 1.8138.
    row = a_row(metric=Metric.OR, effect=3.0, low=2.28, high=4.0)

    assert benefit_lower_bound(row) == pytest.approx(math.log(2.28) / 1.8138, abs=1e-4)
    assert benefit_lower_bound(row) == pytest.approx(0.4544, abs=5e-4)


def test_an_odds_ratio_of_one_is_no_benefit():
    row = a_row(metric=Metric.OR, effect=1.4, low=1.0, high=2.0)

    assert benefit_lower_bound(row) == 0.0


def test_a_given_lower_bound_goes_before_any_conversion():
    row = a_row(metric=Metric.OR, effect=2.0, low=1.5, high=3.0, benefit_low=0.1)

    assert benefit_lower_bound(row) == 0.1


@pytest.mark.parametrize(
    "row",
    [
        a_row(),
        a_row(metric=Metric.OR, effect=2.0),
        a_row(metric=Metric.OR, effect=2.0, low=1.5, benefit_smd=0.3),
        a_row(metric=Metric.RR, effect=2.0, low=1.5),
    ],
    ids=["no interval", "a ratio alone", "another benefit given", "a risk ratio"],
)
def test_without_an_interval_of_a_benefit_the_bound_is_unknown_by_name(row):
    bound = benefit_lower_bound(row)

    assert isinstance(bound, Unknown)
    assert bound == unknown("evidence:a-row")


def test_the_groups_of_the_tiers_keep_advice_against_behind_everything():
    order = [group_of(an_intervention(tier=tier), RANKING) for tier in Tier]

    assert order == sorted(order)
    assert order == [0, 0, 1, 2, 3]  # A, B, C, D, X
