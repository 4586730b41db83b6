"""What a question is worth, counted by hand in a world of two or three steps."""

from dataclasses import replace

import pytest

from heartsease.core.interventions.definition import Burden, Kind, Relevance, Tier
from heartsease.core.plan.finding import Weight
from heartsease.core.plan.question import Question, Result, board, rank
from heartsease.core.plan.ranking import comes_first, group_of, pull_of, worth
from heartsease.core.safety.condition import All, Is
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.rule import Rule, Severity
from heartsease.library.knowledge import standard

KNOWN = standard()
RANKING, PRIORS = KNOWN.ranking, KNOWN.priors
LIKELY = PRIORS.assumed.condition  # of a condition that nobody counted


def a_step(id_, domain="sleep_movement", **facts):
    settled = {"helps": (), "group": "", "needs_finding": False, "kind": Kind.OFFER}
    one = replace(KNOWN.interventions["walking"], id=id_, domain=domain)
    return replace(one, **{**settled, **facts})


def a_rule(when, *, severity=Severity.BLOCK, id_="R1"):
    when = Is(when) if isinstance(when, str) else when
    return Rule(
        id=id_,
        severity=severity,
        when=when,
        says="",
        reason="",
        action="",
        citations=(),
    )


def a_finding(when="has:f", **facts):
    one = next(iter(KNOWN.findings.values()))
    settled = {"id": "f", "when": Is(when), "weight": Weight.LIKELY}
    return replace(one, **{**settled, "missed_cause": False, **facts})


def asking(id_, *results, settles=None):
    keys = settles or {key for _, facts in results for key in facts}
    return Question(
        id=id_,
        title=id_,
        minutes=2.0,
        cost=0,
        needs_visit=False,
        ordered_by="you",
        settles=frozenset(keys),
        results=tuple(
            Result(label=str(share), share=share, facts=facts)
            for share, facts in results
        ),
        assumed=False,
    )


def ranked(questions, steps, *, rules=None, findings=(), said=None):
    facts = Facts({key: Fact(value=value) for key, value in (said or {}).items()})
    on_board = board(
        steps,
        rules_of={one.id: (rules or {}).get(one.id, ()) for one in steps},
        findings={one.id: one for one in findings},
        facts=facts,
        wishes={},
        energy="some",
        ranking=RANKING,
    )
    return rank(
        questions, on_board=on_board, facts=facts, priors=PRIORS, ranking=RANKING
    )


def value_of(step, pull=0.0):
    fit = RANKING.fit.base + (1 - RANKING.fit.base) * pull
    return worth(step, ranking=RANKING, fit=fit, energy="some", wish="open").value


# --- the change of the plan -----------------------------------------------------------


def test_a_step_counts_with_the_chance_that_nothing_speaks_against_it():
    step, question = a_step("a"), asking("q", (1.0, {"has:x": True}))

    (found,) = ranked([question], [step], rules={"a": [a_rule("has:x")]})

    left = value_of(step) * (1 - LIKELY)
    assert found.expected_change == pytest.approx(left)
    assert found.unlocks == pytest.approx(left)
    assert found.waits == ("a",)
    assert found.worth == pytest.approx(2 * left / 2.0)


def test_two_gates_of_one_step_count_together():
    step, question = a_step("a"), asking("q", (1.0, {"has:x": True}))
    rules = [a_rule("has:x"), a_rule("has:y", id_="R2")]

    (found,) = ranked([question], [step], rules={"a": rules})

    assert found.unlocks == pytest.approx(value_of(step) * (1 - LIKELY) ** 2)


def test_the_share_of_each_result_weighs_its_change():
    step = a_step("a")
    question = asking("q", (0.25, {"has:x": True}), (0.75, {"has:x": False}))

    (found,) = ranked([question], [step], rules={"a": [a_rule("has:x")]})

    whole = value_of(step)
    gone, gained = whole * (1 - LIKELY), whole - whole * (1 - LIKELY)
    assert found.expected_change == pytest.approx(0.25 * gone + 0.75 * gained)


def test_a_step_that_stays_as_it_is_adds_no_change():
    one, other = a_step("a"), a_step("b", domain="gut")
    question = asking("q", (1.0, {"has:x": True}))

    (found,) = ranked([question], [one, other], rules={"a": [a_rule("has:x")]})

    assert found.expected_change == pytest.approx(value_of(one) * (1 - LIKELY))


def test_two_questions_share_what_waits_for_both():
    both = [asking("p", (1.0, {"has:x": True})), asking("q", (1.0, {"has:y": True}))]
    rules = [a_rule("has:x"), a_rule("has:y", id_="R2")]

    one, other = ranked(both, [a_step("a")], rules={"a": rules})

    assert one.unlocks == other.unlocks
    assert one.unlocks == pytest.approx(value_of(a_step("a")) * (1 - LIKELY) ** 2 / 2)


def test_a_gate_that_is_settled_already_waits_for_nothing_more():
    gate = a_rule(All((Is("has:x"), Is("has:y"))))
    question = asking("q", (1.0, {"has:y": True}))

    assert (
        ranked([question], [a_step("a")], rules={"a": [gate]}, said={"has:x": False})
        == ()
    )


@pytest.mark.parametrize("facts", [{"domain": "gut", "group": "g"}, {"group": ""}])
def test_two_steps_of_one_domain_or_of_one_group_never_fill_two_places(facts):
    first = a_step("a", group="g")
    second = a_step("b", tier=Tier.C, **facts)
    question = asking("q", (1.0, {"has:x": True}))
    rules = {"b": [a_rule("has:x")]}

    assert ranked([question], [first, second], rules=rules) == ()
    alone = ranked([question], [second], rules=rules)
    assert [one.waits for one in alone] == [("b",)]


def test_a_step_that_is_ruled_out_takes_no_place_from_another():
    ruled_out, other = a_step("a", tier=Tier.A), a_step("b", tier=Tier.C)
    rules = {"a": [a_rule("has:z", id_="R9")], "b": [a_rule("has:x")]}
    question = asking("q", (1.0, {"has:x": True}))

    (found,) = ranked([question], [ruled_out, other], rules=rules, said={"has:z": True})

    assert found.waits == ("b",)


# --- findings -------------------------------------------------------------------------


def a_help(weight=1.0):
    return (Relevance(finding="f", weight=weight),)


def test_a_step_that_needs_its_finding_counts_with_the_chance_of_it():
    step = a_step("a", helps=a_help(), needs_finding=True)
    question = asking("q", (1.0, {"has:x": True}))

    (found,) = ranked(
        [question], [step], rules={"a": [a_rule("has:x")]}, findings=[a_finding()]
    )

    pull = LIKELY * RANKING.fit.likely_contributing
    expected = value_of(step, pull) * LIKELY * (1 - LIKELY)
    assert found.unlocks == pytest.approx(expected)


@pytest.mark.parametrize(("said", "first"), [({"has:f": True}, "b"), ({}, "a")])
def test_a_cause_that_was_missed_comes_first_only_once_it_is_found(said, first):
    better = a_step("a", tier=Tier.A)
    for_the_cause = a_step("b", tier=Tier.C, helps=a_help())
    questions = [asking("q", (1.0, {"has:x": True}))]
    rules = {name: [a_rule("has:x")] for name in ("a", "b")}

    (found,) = ranked(
        questions,
        [better, for_the_cause],
        rules=rules,
        findings=[a_finding(missed_cause=True)],
        said=said,
    )

    assert found.waits == (first,)


# --- safety first ---------------------------------------------------------------------

SAFETY = (
    a_rule("item:a.1", severity=Severity.BLOCK_UNTIL_FLOW, id_="S1"),
    a_rule("item:a.2", severity=Severity.EMERGENCY, id_="S2"),
)


def test_a_question_of_safety_comes_before_one_that_is_worth_more():
    steps = [a_step("a")]
    more = asking("b_more", (1.0, {"has:x": True}))
    safe = asking("z_safe", (1.0, {"item:a.1": False}), settles={"item:a.1"})
    rules = {"a": [a_rule("has:x"), *SAFETY]}

    found = ranked([more, safe], steps, rules=rules)

    assert [one.question.id for one in found] == ["z_safe", "b_more"]
    assert [one.safety_first for one in found] == [True, False]
    assert found[1].settles_safety == 0.0


def test_of_two_questions_of_safety_the_one_that_settles_more_comes_first():
    both = asking(
        "z_both",
        (0.9, {"item:a.1": False, "item:a.2": False}),
        (0.1, {"item:a.1": True}),
    )
    one = asking("a_one", (1.0, {"item:a.2": False}))

    found = ranked([one, both], [a_step("a")], rules={"a": SAFETY})

    assert [each.question.id for each in found] == ["z_both", "a_one"]
    assert found[0].settles_safety == pytest.approx(0.9 * 2 + 0.1)
    assert found[1].settles_safety == pytest.approx(1.0)


def test_a_block_of_one_step_is_no_question_of_safety():
    (found,) = ranked(
        [asking("q", (1.0, {"has:x": True}))],
        [a_step("a")],
        rules={"a": [a_rule("has:x")]},
    )

    assert found.safety_first is False


# --- the parts of the sum -------------------------------------------------------------


def test_a_finding_that_likely_contributes_pulls_more_than_one_worth_a_look():
    fit = RANKING.fit

    assert pull_of(0.5, Weight.LIKELY, RANKING) == 0.5 * fit.likely_contributing
    assert pull_of(0.5, Weight.WORTH_A_LOOK, RANKING) == 0.5 * fit.worth_a_look
    assert fit.likely_contributing != fit.worth_a_look


def test_a_step_comes_first_when_it_is_made_for_a_missed_cause_from_the_mark_on():
    mark = RANKING.groups.missed_cause_weight
    missed, known = a_finding(missed_cause=True), a_finding(missed_cause=False)

    def first(weight, finding):
        return comes_first(Relevance(finding="f", weight=weight), finding, RANKING)

    assert first(mark, missed)
    assert not first(mark - 0.01, missed)
    assert not first(mark, known)


def test_a_tier_without_a_group_stands_behind_all_that_have_one():
    groups = {tier: group_of(a_step("a", tier=tier), RANKING) for tier in Tier}

    assert groups[Tier.X] == max(groups.values())
    assert [tier for tier in Tier if groups[tier] == groups[Tier.X]] == [Tier.X]


@pytest.mark.parametrize(
    ("burden", "taken_off"),
    [
        ({"effort": 1}, 0.0),
        ({"effort": 5}, RANKING.ease.effort["some"]),
        ({"effort": 3}, RANKING.ease.effort["some"] / 2),
        ({"effort": 1, "cost": 3}, RANKING.ease.cost),
        ({"effort": 1, "needs_visit": True}, RANKING.ease.visit),
        ({"effort": 1, "minutes_per_week": 10**6}, RANKING.ease.minutes),
        (
            {"effort": 5, "cost": 3},
            RANKING.ease.effort["some"] + RANKING.ease.cost,
        ),
    ],
)
def test_what_a_step_asks_of_somebody_is_taken_off_its_ease(burden, taken_off):
    asks = {"minutes_per_week": 0, "cost": 0, **burden}

    found = worth(
        a_step("a", burden=Burden(**asks)),
        ranking=RANKING,
        fit=1.0,
        energy="some",
        wish="open",
    )

    assert found.ease == pytest.approx(max(1 - taken_off, RANKING.ease.floor))
