"""The map, the plan and the library on screen say what the picture says."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.support.web import AT, DEMO, a_signed_in, with_record

from heartsease.core.plan.look import look
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.picture_json import picture_json
from heartsease.library import record_json
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

pytestmark = pytest.mark.django_db

SCREENS = (
    "map", "plan", "library", "passport", "trial_new", "medicine_new", "episode", "labs",
    "lab_new", "bring", "visit", "visit_sheet", "visit_pdf", "progress",
)  # fmt: skip


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def as_the_command_line_says(name):
    data = json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))
    return picture_json(look(record_json.read(data), standard(), on=AT.date()))


def answer(who, instrument, **answers):
    payload = {
        "instrument": instrument,
        "on": AT.date().isoformat(),
        "answers": answers,
        "provenance": {"source": "told"},
    }
    record.say(
        user_id=who.user_id, person=who.id, kind="response", payload=payload, at=AT
    )


def in_an_emergency(client):
    who = with_record(a_signed_in(client))
    answer(
        who, "asq", wish_dead=1, family_better_off=1, thoughts=1, attempt=0, acuity=1
    )
    return who


def in_the_safety_flow(client):
    who = with_record(a_signed_in(client))
    answer(who, "phq9", self_harm=1)
    return who


@pytest.mark.parametrize("name", ["mara", "sam", "ingrid"])
def test_the_map_on_screen_is_the_map_of_the_command_line(client, name):
    with_record(a_signed_in(client, name), name)
    told = as_the_command_line_says(name)

    shown = client.get(reverse("map"))

    cards = shown.context["domains"]
    assert [one.id for one in cards] == [one["id"] for one in told["map"]]
    for card, domain in zip(cards, told["map"], strict=True):
        assert card.line.state.value == domain["state"]
        assert [one.id for one in card.findings] == [o["id"] for o in domain["found"]]
        assert {one.id for one in card.open} == set(domain["open"])
    page = shown.content.decode()
    for domain in told["map"]:
        for found in domain["found"]:
            assert f'href="/map/{found["id"]}/"' in page


@pytest.mark.parametrize("name", ["mara", "sam", "ingrid"])
def test_the_steps_on_screen_are_the_steps_of_the_command_line(client, name):
    with_record(a_signed_in(client, name), name)
    told = as_the_command_line_says(name)["plan"]

    shown = client.get(reverse("plan"))

    if "steps" in shown.context:
        steps = [one.id for one in shown.context["steps"]]
        left = [one.id for one in shown.context["left_out"]]
        assert steps == [one["id"] for one in told["steps"]]
        assert left == [one["id"] for one in told["left_out"]]
    else:
        assert told["steps"] == []


def low_energy(who):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "energy", "value": "low"},
        at=AT,
    )


@pytest.mark.parametrize("name", ["mara", "sam"])
def test_a_low_day_shows_one_step_in_its_smallest_size_and_folds_the_rest(client, name):
    who = with_record(a_signed_in(client, name), name)
    low_energy(who)

    shown = client.get(reverse("plan"))

    first, _sep, folded = shown.content.decode().partition("<details><summary>Show all")
    step, steps = shown.context["low_day"], shown.context["steps"]
    tiny, usual, full = (escape(text) for _name, text in step.card.sizes)
    assert tiny in first
    assert usual not in first
    assert full not in first
    assert first.count('name="size"') == 1
    assert all(escape(caution) in first for caution in step.card.cautions)
    assert len(steps) > 1
    assert all(f'id="{one.id}"' in folded for one in steps)


def test_the_step_of_a_low_day_is_the_one_that_was_begun(client):
    who = with_record(a_signed_in(client))
    steps = client.get(reverse("plan")).context["steps"]
    client.post(reverse("choose", args=[steps[-1].id]), {"size": "usual"})
    low_energy(who)

    low = client.get(reverse("plan"))

    assert low.context["low_day"].id == steps[-1].id
    assert "the smallest size is a whole one" in low.content.decode()


def test_a_low_day_without_a_step_is_no_error(client):
    low_energy(a_signed_in(client))
    page = client.get(reverse("plan"))
    assert page.status_code == 200
    assert "See the questions" in page.content.decode()


def test_every_question_of_an_empty_record_leads_to_a_screen_that_opens(client):
    a_signed_in(client)
    cards = client.get(reverse("map")).context["questions"]

    opened = {
        one.url: client.get(one.url.partition("#")[0], follow=True).status_code
        for one in cards
    }

    assert opened
    assert set(opened.values()) == {200}


def test_each_question_is_one_tap_and_says_in_words_why_it_comes_first(client):
    with_record(a_signed_in(client))
    page = client.get(reverse("map"))
    first, *others = page.context["questions"]

    assert first.reason == "Waiting for your answer: Morning light box."
    assert "this would hardly change your plan" in others[-1].reason  # folate
    shown = page.content.decode()
    for one in (first, *others):
        assert f'<h3><a href="{escape(one.url)}">{escape(one.title)}</a></h3>' in shown
        assert f"<p>{escape(one.reason)}</p>" in shown


def test_what_keeps_somebody_safe_is_asked_first_and_the_map_says_so(client):
    a_signed_in(client)

    first = client.get(reverse("map")).context["questions"][0]

    assert first.reason.startswith("This comes first, to keep you safe.")


def test_a_finding_keeps_its_three_strengths_apart_and_names_its_data(client):
    with_record(a_signed_in(client))

    page = client.get(reverse("finding", args=["vitamin_d_low"])).content.decode()

    definition = standard().findings["vitamin_d_low"]
    assert "How sure we are about you" in page
    assert definition.matters_sentence in page
    assert "Tested in hard-to-treat depression?" in page
    assert definition.changes_mind in page
    assert "2 October 2026" in page
    assert "unverified" in page


@pytest.mark.parametrize("record", ["", "mara", "ingrid", "sam"])
def test_what_a_finding_says_of_somebody_is_said_only_where_it_holds(client, record):
    """The sentences for a doctor state facts, such as a score or a low result."""
    who = a_signed_in(client)
    if record:
        with_record(who, record)
    findings = look(record_of(who.id), standard(), on=AT.date()).findings

    for name, one in findings.items():
        page = client.get(reverse("finding", args=[name])).content.decode()
        holds, definition = one.answer is True, one.definition
        assert (f"<p>{escape(definition.tell_clinician)}</p>" in page) is holds, name
        assert (f"<p>{escape(definition.settles)} <span" in page) is holds, name
        assert "What would change our mind" in page, name
        assert (f"<p>{escape(definition.changes_mind)}</p>" in page) is holds, name
        unknown = isinstance(one.answer, Unknown)
        assert ("We do not know this about you yet." in page) is unknown, name
        ruled_out = one.answer is False
        assert ("your record does not show this" in page) is ruled_out, name
        # A no is an answer that was used, so this is never said of one.
        assert "Nothing in your record is used" not in page, name


def test_a_part_that_was_not_looked_at_says_how_little_is_known(client):
    with_record(a_signed_in(client))

    page = client.get(reverse("map")).content.decode()

    part = page.split('id="inflammation"')[1].split("</section>")[0]
    assert "not looked at" in part
    assert "of it is known, too little to say" in part
    assert "looked at 4" not in part


def test_a_gate_that_is_not_true_for_somebody_speaks_only_when_it_is_opened(client):
    with_record(a_signed_in(client))
    danger = "You may be in danger right now."

    page = client.get(reverse("library_item", args=["morning_sunlight"]))

    said = page.content.decode()
    assert danger in said
    assert danger not in said.split("<details><summary>")[0]
    folded = said.split("gates are not true for you</summary>")[1]
    assert danger in folded.split("</details>")[0]
    assert "not known yet for you" not in folded.split("</details>")[0]


def test_every_finding_and_every_entry_of_the_library_can_be_opened(client):
    with_record(a_signed_in(client))
    known = standard()

    addresses = [reverse("finding", args=[one]) for one in known.findings]
    addresses += [reverse("library_item", args=[one]) for one in known.interventions]
    found = {one: client.get(one).status_code for one in addresses[::9]}

    assert set(found.values()) == {200}


def test_a_finding_or_an_entry_that_does_not_exist_is_not_found(client):
    a_signed_in(client)

    assert client.get(reverse("finding", args=["bad_luck"])).status_code == 404
    assert client.get(reverse("library_item", args=["leeches"])).status_code == 404


def test_the_library_finds_a_name_people_use_and_says_the_honest_sentence(client):
    a_signed_in(client)

    page = client.get(reverse("library"), {"q": "strolling"}).content.decode()

    assert standard().interventions["walking"].honest.split("(")[0] in page
    assert reverse("library_item", args=["emdr"]) not in page


def test_saying_no_puts_another_step_in_its_place(client):
    with_record(a_signed_in(client))
    first = client.get(reverse("plan")).context["steps"][0].id

    client.post(reverse("wish", args=[first]), {"wish": "no"})

    shown = client.get(reverse("plan")).context
    assert first not in [one.id for one in shown["steps"]]
    why = {one.id: one.why for one in shown["left_out"]}
    assert why[first] == "You said you do not want this."


def test_a_second_wish_of_one_day_replaces_the_first(client):
    who = with_record(a_signed_in(client))
    first = client.get(reverse("plan")).context["steps"][0].id

    client.post(reverse("wish", args=[first]), {"wish": "no"})
    client.post(reverse("wish", args=[first]), {"wish": "want"})
    client.post(reverse("wish", args=[first]), {"wish": "want"})

    kept = entries_of(who.id, "preference", subject=first)
    assert [one.payload["wish"] for one in kept] == ["want"]
    assert client.get(reverse("plan")).context["steps"][0].wish == "want"


def test_a_wish_of_another_day_stays_in_the_history(client, monkeypatch):
    who = with_record(a_signed_in(client))
    client.post(reverse("wish", args=["yoga"]), {"wish": "open"})
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))
    client.post(reverse("wish", args=["yoga"]), {"wish": "no"})

    kept = entries_of(who.id, "preference", subject="yoga")
    assert [one.payload["wish"] for one in kept] == ["no", "open"]


def test_a_wish_for_something_unknown_or_of_an_unknown_kind_is_not_kept(client):
    who = a_signed_in(client)

    for subject, wish in (("leeches", "want"), ("yoga", "perhaps")):
        kept = client.post(reverse("wish", args=[subject]), {"wish": wish})
        assert kept.status_code == 404
    assert client.get(reverse("wish", args=["yoga"])).status_code == 405
    assert entries_of(who.id, "preference") == ()


@pytest.mark.parametrize("name", SCREENS)
def test_an_emergency_hides_every_screen_of_the_record(client, name):
    in_an_emergency(client)

    shown = client.get(reverse(name))

    assert shown.status_code == 302
    assert shown.headers["Location"] == reverse("safety")


def test_an_emergency_keeps_findings_entries_and_wishes_back_too(client):
    who = in_an_emergency(client)

    for answered in (
        client.get(reverse("finding", args=["vitamin_d_low"])),
        client.get(reverse("library_item", args=["yoga"])),
        client.post(reverse("wish", args=["yoga"]), {"wish": "want"}),
    ):
        assert answered.headers["Location"] == reverse("safety")
    assert entries_of(who.id, "preference", subject="yoga") == ()


def test_before_the_safety_steps_the_plan_shows_its_notice_and_no_step(client):
    in_the_safety_flow(client)

    page = client.get(reverse("plan")).content.decode()

    assert "First, your safety" in page
    assert reverse("safety") in page
    assert "Step 1" not in page
    assert "Why not something else?" not in page


def test_before_the_safety_steps_nothing_is_drawn(client):
    in_the_safety_flow(client)

    assert client.get(reverse("map")).context["flower"] == ""
    assert all(
        not one.drawing for one in client.get(reverse("progress")).context["courses"]
    )


@pytest.mark.parametrize("name", SCREENS)
def test_an_empty_record_has_every_screen(client, name):
    a_signed_in(client)

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", SCREENS)
def test_a_stranger_is_led_to_signing_in(client, name):
    shown = client.get(reverse(name))

    assert shown.status_code == 302
    assert reverse("account_login") in shown.headers["Location"]
