"""Laws of the whole result, over random records and the knowledge that ships."""

import dataclasses
import io
import json
import math
import os
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.support.asking import ranked_questions
from tests.support.builders import (
    TODAY,
    a_condition,
    a_response,
    conditions,
    days_ago,
    everything_clear,
    in_other_unit,
    medicines,
    observations,
    records,
    responses,
    with_more,
)

from heartsease.core.interventions.definition import Kind
from heartsease.core.plan.chance import chance
from heartsease.core.plan.look import look
from heartsease.core.plan.map import DOMAINS
from heartsease.core.plan.plan import Left, wishes_of
from heartsease.core.plan.ranking import comes_first
from heartsease.core.plan.safety import Mode
from heartsease.core.safety.condition import ask
from heartsease.core.safety.rule import Severity
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.picture_json import picture_json
from heartsease.exchange.plain import dumps
from heartsease.exchange.present import present
from heartsease.exchange.text_page import text_page
from heartsease.exchange.visit_page.html import visit_html
from heartsease.exchange.visit_page.pdf import visit_pdf
from heartsease.library import knowledge as library
from heartsease.library import words
from heartsease.library.knowledge import standard

WORDS = words.load(library.root() / "words" / "en" / "screen.toml")
STOPS_EVERYTHING = (Severity.BLOCK, Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW)


def examples(number):
    """The same examples for everybody; multiply them to search for new ones."""
    more = int(os.environ.get("HEARTSEASE_MORE_EXAMPLES", "1"))
    return settings(
        max_examples=number * more,
        derandomize=more == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def picture_of(record):
    return look(record, standard(), on=TODAY)


def json_of(record):
    return dumps(picture_json(picture_of(record)))


def guarding(intervention):
    """Its own rules and the global ones, read from the files without the planner."""
    yield from (*intervention.stop_if, *intervention.watch)
    for one in standard().global_rules:
        places = {"all", intervention.id, intervention.domain}
        if places & set(one.scope) and intervention.id not in one.except_for:
            yield one.rule


# --- gates ----------------------------------------------------------------------------


@examples(60)
@given(records())
def test_no_step_is_offered_while_a_rule_that_guards_it_holds_or_is_not_known(record):
    picture = picture_of(record)

    for step in picture.plan.steps:
        strict = STOPS_EVERYTHING
        if step.intervention.kind is Kind.OFFER:
            strict = (*strict, Severity.NEEDS_CLINICIAN)
        for rule in guarding(step.intervention):
            lifted = (
                rule.severity is Severity.BLOCK_UNTIL_FLOW
                and picture.safety.mode is Mode.AFTER_FLOW
            )
            if rule.severity in strict and not lifted:
                assert ask(rule.when, picture.facts) is False, (
                    f"{step.intervention.id} was offered although {rule.id} "
                    f"answers {ask(rule.when, picture.facts)}"
                )


@examples(30)
@given(records(), st.data())
def test_an_answer_that_is_added_never_unsettles_a_gate(record, data):
    added = data.draw(
        st.one_of(
            conditions(),
            medicines(unknown_names=False),
            responses(complete=True),
            observations(usable=True),
        )
    )
    before = picture_of(record).facts
    after = picture_of(with_more(record, added)).facts

    for one in standard().interventions.values():
        for rule in guarding(one):
            if not isinstance(ask(rule.when, before), Unknown):
                assert not isinstance(ask(rule.when, after), Unknown), (
                    f"{rule.id} was settled and now waits for "
                    f"{ask(rule.when, after)}, after adding {added}"
                )


# --- the three steps ------------------------------------------------------------------


@examples(30)
@given(records())
def test_the_steps_are_few_and_different_and_in_order_of_their_strength(record):
    picture, ranking = picture_of(record), standard().ranking
    steps = picture.plan.steps
    groups = [one.intervention.group for one in steps if one.intervention.group]
    wishes = wishes_of(record.preferences)

    assert len(steps) <= ranking.places.steps == 3
    assert len({one.intervention.domain for one in steps}) == len(steps)
    assert len(set(groups)) == len(groups)
    for one in steps:
        tier, intervention = one.intervention.tier, one.intervention
        wish = wishes.get(intervention.id) or wishes.get(intervention.domain)
        assert tier != "X"
        assert tier != "D" or wish == "want"
        assert wish != "no"
    for higher, lower in zip(steps, steps[1:], strict=False):
        if higher.worth.group > lower.worth.group:
            assert is_for_a_missed_cause(higher)


def is_for_a_missed_cause(candidate):
    present = {one.definition.id: one.definition for one in candidate.because}
    return any(
        comes_first(help_, present[help_.finding], standard().ranking)
        for help_ in candidate.intervention.helps
        if help_.finding in present
    )


@examples(20)
@given(records())
def test_what_is_not_supported_never_stands_above_a_reasonable_addition(record):
    steps = picture_of(record).plan.steps
    tiers = [one.intervention.tier.value for one in steps]

    assert not [
        (higher, lower)
        for place, higher in enumerate(tiers)
        for lower in tiers[place:]
        if higher in "DX" and lower in "AB"
    ]


@examples(20)
@given(records())
def test_every_intervention_has_exactly_one_place_and_a_reason_when_left_out(record):
    plan = picture_of(record).plan
    placed = [one.intervention.id for one in (*plan.steps, *plan.left_out)]

    assert sorted(placed) == sorted(standard().interventions)
    assert all(one.left is None for one in plan.steps)
    assert all(one.left is not None for one in plan.left_out)
    assert all(one in plan.left_out for one in plan.to_raise)


# --- order and units ------------------------------------------------------------------


@examples(25)
@given(records(), st.integers(0, 10_000))
def test_the_order_of_the_entries_makes_no_difference_to_a_single_byte(record, seed):
    random = Random(seed)
    names = (
        "conditions",
        "medicines",
        "trials",
        "responses",
        "observations",
        "preferences",
    )
    shuffled = {}
    for name in names:
        entries = list(getattr(record, name))
        random.shuffle(entries)
        shuffled[name] = tuple(entries)

    assert json_of(dataclasses.replace(record, **shuffled)) == json_of(record)


@examples(25)
@given(
    st.lists(
        # The two published HbA1c equations are rounded and do not undo each other.
        observations(usable=True).filter(lambda one: one.measure != "hba1c"),
        min_size=1,
        max_size=5,
        unique_by=lambda one: one.measure,  # of two equal ones either may be shown
    ),
    st.data(),
)
def test_the_same_values_in_other_units_give_the_same_picture(results, data):
    elsewhere = []
    for one in results:
        measure = standard().measures[one.measure]
        unit = data.draw(st.sampled_from([measure.unit, *measure.other_units]))
        elsewhere.append(
            dataclasses.replace(
                one, quantity=in_other_unit(measure, one.quantity, unit)
            )
        )
    clear = dataclasses.replace(everything_clear(), observations=())

    here = json.loads(json_of(with_more(clear, *results)))
    there = json.loads(json_of(with_more(clear, *elsewhere)))

    assert differences(here, there) == []


def differences(one, other, where=""):
    """Where two documents differ by more than a conversion there and back can."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(one[key], other[key], f"{where}.{key}") for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [
            (o, p, f"{where}[{n}]")
            for n, (o, p) in enumerate(zip(one, other, strict=True))
        ]
    elif isinstance(one, float | int) and isinstance(other, float | int):
        close = math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-5)
        return [] if close else [(where, one, other)]
    else:
        return [] if one == other else [(where, one, other)]
    return [found for pair in pairs for found in differences(*pair)]


# --- an emergency and the flow --------------------------------------------------------

EMERGENCIES = [
    a_condition("plan_or_means"),
    a_condition("recent_suicidal_behaviour"),
    a_response("asq", acuity=1.0),
]


def every_form(record):
    """The result as JSON, text, HTML, and the words of the PDF."""
    picture = picture_of(record)
    page = present(picture, knowledge=standard(), words=WORDS)
    pdf = PdfReader(io.BytesIO(visit_pdf(page, picture, WORDS)))
    return picture, {
        "json": json_of(record),
        "text": text_page(page, WORDS, everything=True),
        "html": visit_html(page, picture, WORDS),
        "pdf": "\n".join(one.extract_text() for one in pdf.pages),
    }


def flat(text):
    return " ".join(text.split())


@examples(6)
@given(records(), st.sampled_from(EMERGENCIES))
def test_an_emergency_shows_no_plan_map_score_or_question_in_any_form(record, sign):
    picture, forms = every_form(with_more(record, sign))
    forbidden = [
        *DOMAINS.values(),
        *(one.name for one in standard().interventions.values()),
        *(one.short_name for one in standard().instruments.values()),
        *(one.question.title for one in picture.questions),
        *(one.definition.title for d in picture.domains for one in d.found),
    ]
    unsaid = {
        name: [one for one in forbidden if f" {one} " in f" {flat(text)} "]
        for name, text in forms.items()
    }

    assert picture.safety.mode is Mode.EMERGENCY
    assert set(json.loads(forms["json"])) == {
        "heartsease_map",
        "person",
        "on",
        "knowledge",
        "safety",
    }
    for name in ("text", "html", "pdf"):
        assert unsaid[name] == [], f"{name} shows {unsaid[name]}"
        for heading in ("map", "plan", "scores", "labs", "questions", "raise"):
            assert WORDS(f"{heading}.heading").lower() not in forms[name].lower()
    assert "<svg" not in forms["html"]


@examples(6)
@given(records())
def test_the_safety_flow_shows_no_step_and_no_graph_in_any_form(record):
    thoughts = a_response("phq9", self_harm=1.0, interest=2.0)
    record = dataclasses.replace(record, safety_flow_done_on=None)
    record = with_more(record, thoughts, a_response("phq9", on=days_ago(20), mood=1.0))
    picture, forms = every_form(record)
    assume(picture.safety.mode is not Mode.EMERGENCY)

    assert picture.safety.mode is Mode.FLOW
    assert picture.plan.steps == ()
    assert json.loads(forms["json"])["plan"]["steps"] == []
    assert "<svg" not in forms["html"]
    assert not {"█", "░"} & set(forms["text"])
    for one in standard().interventions.values():
        for form in ("text", "html", "pdf"):
            assert flat(one.sizes.tiny) not in flat(forms[form])
            assert one.judge.keep_if not in flat(forms[form])
    for form in ("text", "html", "pdf"):
        assert flat(WORDS("plan.paused")) in flat(forms[form])


# --- questions ------------------------------------------------------------------------

# A key that no question of ours can settle, each with its reason.
NOT_ASKABLE: dict[str, str] = {}


@examples(35)
@given(records())
def test_every_missing_answer_that_holds_a_step_back_can_be_asked_for(record):
    picture, _, asked, _ = ranked_questions(record)
    askable = frozenset().union(*(one.settles for one in asked))

    for candidate in picture.plan.left_out:
        if candidate.left is Left.ASK_FIRST:
            dead_ends = set(candidate.left_detail) - askable - NOT_ASKABLE.keys()
            assert not dead_ends, f"{candidate.intervention.id} waits for {dead_ends}"


@examples(20)
@given(records())
def test_chances_are_shares_and_a_question_never_makes_the_plan_worse(record):
    picture, board, asked, ranked = ranked_questions(record)
    chances = [
        chance(one, picture.facts, standard().priors) for one in board.conditions
    ]

    assert all(0 <= one <= 1 for one in chances)
    for one in asked:
        shares = [result.share for result in one.results]
        assert all(0 <= share <= 1 for share in shares), one.id
        assert math.isclose(sum(shares), 1, abs_tol=1e-6), (one.id, sum(shares))
    for one in ranked:
        assert one.expected_change >= 0
        assert one.unlocks >= 0
        assert one.effort_minutes > 0
    assert [one.safety_first for one in ranked] == sorted(
        (one.safety_first for one in ranked), reverse=True
    )


@examples(20)
@given(records())
def test_a_question_says_only_what_its_answers_can_settle(record):
    _, _, asked, _ = ranked_questions(record)

    for one in asked:
        assert one.settles
        assert len({result.label for result in one.results}) == len(one.results), one.id


# --- the same again -------------------------------------------------------------------


@examples(10)
@given(records())
def test_the_same_record_day_and_knowledge_give_the_same_bytes(record):
    again = dataclasses.replace(record)

    assert json_of(again) == json_of(record)


@pytest.fixture(scope="module")
def a_copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy") / "knowledge"
    shutil.copytree(Path(str(library.root())), folder)
    return folder


@examples(10)
@given(data=st.data())
def test_one_changed_byte_of_one_knowledge_file_changes_the_fingerprint(a_copy, data):
    files = sorted(a_copy.rglob("*.toml"))
    file = data.draw(st.sampled_from(files))
    content = file.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    changed = bytes([content[place] ^ 1])

    before = library.fingerprint(a_copy)
    file.write_bytes(content[:place] + changed + content[place + 1 :])
    after = library.fingerprint(a_copy)
    file.write_bytes(content)

    assert before == standard().fingerprint
    assert after != before
