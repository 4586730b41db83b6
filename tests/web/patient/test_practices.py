"""The practices: gated, in three sizes, and nothing is kept that was not said."""

import html
from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import (
    TODAY,
    a_condition,
    a_preference,
    everything_clear,
    with_more,
)
from tests.support.web import AT, a_signed_in

from heartsease.core.practices.definition import Pacer, Way
from heartsease.core.record.record import AfterFeel, Size
from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices
from heartsease.web.common import clock
from heartsease.web.patient.asking import MOST_IN_A_LIST, lists
from heartsease.web.patient.pacing import drawn
from heartsease.web.patient.practices import FIRST_AID, offers, taken_along
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, picture_of, record_of

pytestmark = pytest.mark.django_db

HELD = "breathing_4_7_8"
SLOW = "slow_breathing"
STILL = "kind_words"
MINDFUL = (
    "past_psychosis",
    "recent_bereavement",
    "severe_dissociation",
    "complex_ptsd",
)
FIRST_LIST = (
    "mania_now",
    "psychosis_now",
    "cognitive_decline",
    "unexplained_weight_loss",
    "fever_or_night_sweats",
    "new_neurological_signs",
    "about_to_stop_medicine",
)
TAPPED = {"size": "usual", "seconds": "73", "after": "better"}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def to(practice):
    return reverse("practice", args=[practice])


def play(practice):
    return reverse("practice_play", args=[practice])


def done(practice):
    return reverse("practice_done", args=[practice])


def text(answer):
    return answer.content.decode()


def clear(client, *entries, **facts):
    """Everything asked and answered no, except for these."""
    named = {getattr(one, "condition", None) for one in entries}
    whole = everything_clear()
    rest = tuple(one for one in whole.conditions if one.condition not in named)
    who = a_signed_in(client)
    said = with_more(replace(whole, conditions=rest, **facts), *entries)
    record.add(user_id=who.user_id, person=who.id, record=said, at=AT)
    return who


def unasked(client, *conditions):
    """Everything was answered no, except for these, which nobody asked."""
    whole = everything_clear()
    rest = tuple(one for one in whole.conditions if one.condition not in conditions)
    who = a_signed_in(client)
    said = replace(whole, conditions=rest)
    record.add(user_id=who.user_id, person=who.id, record=said, at=AT)
    return who


def tapped(client, url, *buttons, **answers):
    """The buttons of the list that is shown there, with the answers beside it."""
    shown = client.get(url).context["shown"]
    sent = {**dict.fromkeys(buttons, "1"), **answers, "shown": shown}
    return client.post(url, sent, follow=True)


def listed(client, **query):
    return client.get(reverse("practices"), query).context["listed"]


def test_every_practice_is_listed_under_its_way_and_none_is_lost(client):
    clear(client)

    shown = listed(client)

    rows = [row.id for group in shown.groups for row in group.rows]
    assert sorted(rows) == sorted(standard_practices())
    assert {group.way for group in shown.groups} == set(Way)
    assert shown.held == ()


def test_what_speaks_against_one_is_said_with_its_reason(client):
    clear(client, a_condition("recent_heart_event"), a_condition("raynaud"))

    shown = listed(client)

    (held,) = [one for one in shown.held if one.id == "cold_finish"]
    assert any(len(says) > 20 for says in held.why)
    assert "cold_finish" not in {row.id for g in shown.groups for row in g.rows}
    page = text(client.get(to("cold_finish")))
    assert "Not this one today" in page
    assert held.why[0] in page.replace("&#x27;", "'")


def test_what_is_not_known_is_asked_first_and_one_tap_opens_it(client):
    who = unasked(client, "arrhythmia", "recent_heart_event")
    (row,) = [
        row
        for group in listed(client).groups
        for row in group.rows
        if row.id == "cold_finish"
    ]
    assert row.asks

    asked = client.get(to("cold_finish"))
    assert "First, a few short questions" in text(asked)
    assert client.get(play("cold_finish")).url == to("cold_finish")
    answer = tapped(client, to("cold_finish"), "none")

    assert "The smallest: 30 seconds" in text(answer)
    assert len(record_of(who.id).conditions) == len(everything_clear().conditions)


def test_nobody_is_asked_about_a_plan_before_thoughts_were_asked_about(client):
    a_signed_in(client)

    for practice in (SLOW, "cold_finish", "walk"):
        page = client.get(to(practice))
        assert "One thing comes first" in text(page)
        assert page.context["questions"] == ()
        assert [url for url, _says in page.context["places"]] == [
            reverse("ask", args=["phq9"])
        ]


def test_none_of_these_says_nothing_about_a_list_that_nobody_has_read(client):
    who = unasked(client, *FIRST_LIST, "arrhythmia", "stroke", "raynaud")
    first = client.get(to("cold_finish")).context["shown"]

    for _ in range(2):  # a double tap sends the same list twice
        answer = client.post(to("cold_finish"), {"none": "1", "shown": first})
    client.post(to("cold_finish"), {"none": "1"})

    told = {one.condition for one in record_of(who.id).conditions}
    assert set(first.split(",")) <= told
    assert not {"arrhythmia", "stroke", "raynaud"} <= told
    assert answer.url == to("cold_finish")


def test_not_sure_keeps_nothing_and_says_what_is_open_instead(client):
    who = unasked(client, "arrhythmia")
    before = record_of(who.id)

    answer = tapped(client, to("cold_finish"), "unsure")

    assert "This one waits, and that is fine" in text(answer)
    assert play(FIRST_AID) in text(answer)
    assert record_of(who.id) == before
    assert client.get(play("cold_finish")).url == to("cold_finish")


def test_what_is_skipped_one_by_one_waits_too(client):
    who = unasked(client, "arrhythmia", "asthma")

    answer = tapped(client, to("cold_finish"), **{"has-asthma": "no"})

    assert "This one waits, and that is fine" in text(answer)
    told = {one.condition for one in record_of(who.id).conditions}
    assert "asthma" in told
    assert "arrhythmia" not in told


def test_only_gates_stand_before_a_practice_and_cautions_are_a_choice(client):
    unasked(client, *MINDFUL)

    page = client.get(to(STILL))
    assert "The smallest: 30 seconds" in text(page)
    assert f"{to(STILL)}?fit=1" in text(page)
    asked = client.get(to(STILL), {"fit": "1"})
    names = {one.name for one in asked.context["questions"]}
    answer = client.post(
        to(STILL),
        {"fit": "1", "shown": asked.context["shown"], "has-past_psychosis": "yes"},
        follow=True,
    )

    assert names == {f"has-{one}" for one in MINDFUL}
    assert "Go with a trained teacher" in text(answer)


def test_what_was_answered_for_one_practice_is_not_asked_for_another(client):
    who = unasked(client, *FIRST_LIST)
    before = listed(client)
    while client.get(to("three_minute_space")).context.get("questions"):
        tapped(client, to("three_minute_space"), "none")

    after = listed(client)

    assert before.key.opens >= len(FIRST_LIST)
    assert not [row.id for group in after.groups for row in group.rows if row.asks]
    assert after.key is None
    assert len(record_of(who.id).conditions) == len(everything_clear().conditions)


def test_an_answer_that_puts_safety_first_leads_to_the_safety_steps(client):
    who = unasked(client, "plan_or_means")
    asked = client.get(to("two_minutes_outside"), {"fit": "1"})
    shown = asked.context["shown"]

    answer = client.post(
        to("two_minutes_outside"),
        {"fit": "1", "shown": shown, "has-plan_or_means": "yes"},
    )

    assert answer.url == reverse("safety")
    told = {one.condition: one.present for one in record_of(who.id).conditions}
    assert told["plan_or_means"]


@given(
    cards=st.lists(st.integers(min_value=1, max_value=20), max_size=8),
)
def test_the_lists_are_short_and_hold_every_question_once(cards):
    known = next(iter(standard().terms.values()))
    terms = [
        replace(known, id=f"{card}-{n}", card=str(card))
        for card, many in enumerate(cards)
        for n in range(many)
    ]

    found = lists(terms)

    assert all(0 < len(one) <= MOST_IN_A_LIST for one in found)
    assert sorted(one.id for part in found for one in part) == sorted(
        one.id for one in terms
    )
    for card, many in enumerate(cards):
        holders = [part for part in found if any(one.card == str(card) for one in part)]
        assert len(holders) == -(-many // MOST_IN_A_LIST)


def test_a_yes_beside_none_of_these_is_asked_about(client):
    who = unasked(client, "arrhythmia")
    before = record_of(who.id)

    answer = tapped(client, to("cold_finish"), "none", **{"has-arrhythmia": "yes"})

    assert answer.status_code == 400
    assert record_of(who.id) == before


def test_on_a_low_day_only_the_half_minute_is_shown_and_one_tap_away(client):
    clear(client, energy="low")

    page = text(client.get(reverse("practices")))

    low = listed(client)
    assert low.short
    assert all(len(group.rows) == 1 for group in low.groups)
    assert [group.rows[0].id for group in low.groups][0] == SLOW
    assert play("walk") in page or play("gentle_yoga") in page
    assert "30 seconds to" not in page
    assert "30 seconds to" in text(client.get(reverse("practices"), {"all": "1"}))
    assert "A longer one" in text(client.get(to("walk")))


def test_a_low_day_offers_what_was_done_last_and_asks_nothing(client):
    unasked(client, "arrhythmia")
    client.post(done(HELD), TAPPED)
    client.post(reverse("now"), {"energy": "low"})

    shown = {group.way: group.rows[0] for group in listed(client).groups}

    assert shown["breathing"].id == HELD
    assert not any(row.asks for row in shown.values())
    assert "cold" not in shown


def test_one_shows_what_it_is_for_what_is_known_and_three_sizes(client):
    clear(client)

    page = text(client.get(to(STILL)))

    practice = standard_practices()[STILL]
    assert practice.aims in page
    assert practice.stopping in page
    assert "have bad effects that last" in page
    assert "Only if you want it: there is little evidence" in page
    assert page.index('value="tiny"') < page.index('value="usual"')
    for anchor in practice.anchors:
        assert anchor.says in page


def test_the_chosen_anchor_and_pace_are_used_and_an_unknown_one_is_not(client):
    clear(client)

    still = client.get(play(STILL), {"anchor": "hands"})
    slow = client.get(play(SLOW), {"size": "full", "rate": "5"}).context["play"]
    odd = client.get(play(SLOW), {"size": "huge", "rate": "60", "anchor": "fire"})

    assert "Your hands, and what they touch." in text(still)
    assert slow.paced.pacer.per_minute == pytest.approx(5)
    assert slow.size == "full"
    assert odd.context["play"].size == "tiny"
    assert odd.context["play"].paced.pacer.per_minute == pytest.approx(6)


def test_a_pace_and_an_anchor_are_kept_for_the_next_time_also_on_the_device(client):
    who = clear(client)

    first = client.post(to(SLOW), {"size": "full", "rate": "6", "own": "5,3"})
    client.post(to(STILL), {"size": "tiny", "anchor": "sounds"})

    assert first.url == f"{play(SLOW)}?size=full"
    slow = client.get(play(SLOW)).context["play"]
    minute = client.get(reverse("minute_one", args=[SLOW]))
    still = client.get(play("three_minute_space")).context["play"]
    pack = client.get(reverse("offline_pack")).json()
    taken = {one["id"]: one for one in pack["practices"]}
    kept = record_of(who.id)
    assert (kept.breaths_per_minute, kept.anchor) == (5.3, "sounds")
    assert slow.paced.pacer.per_minute == pytest.approx(5.3)
    assert minute.context["pacer"].per_minute == pytest.approx(5.3)
    assert still.anchor.id == "sounds"
    assert 60 / sum(taken[SLOW]["pacer"].values()) == pytest.approx(5.3)
    assert still.anchor.says in taken["kind_words"]["before"]
    assert "Your own pace: 5.3 a minute" in text(client.get(to(SLOW)))


def test_beginning_without_a_choice_keeps_nothing(client):
    who = clear(client, breaths_per_minute=5.3, anchor="sounds")
    before = entries_of(who.id, "statement")

    for practice, rate in ((SLOW, "5.3"), (STILL, ""), ("walk", ""), (HELD, "5")):
        sent = {"size": "usual", "rate": rate, "anchor": "fire"}
        assert client.post(to(practice), sent).status_code == 302

    assert entries_of(who.id, "statement") == before


@pytest.mark.parametrize("typed", ["3", "9.5", "60", "five", "-6", "5.5.5", "nan"])
def test_a_pace_that_is_not_safe_is_refused_and_nothing_is_kept(client, typed):
    who = clear(client)

    answer = client.post(to(SLOW), {"size": "tiny", "own": typed, "rate": "6"})

    assert answer.status_code == 400
    assert "Write a number from 4.5 to 7." in text(answer)
    assert record_of(who.id).breaths_per_minute is None


@pytest.mark.parametrize("said", [2.0, 12.0])
def test_a_pace_from_another_file_that_is_not_safe_is_not_used(client, said):
    clear(client, breaths_per_minute=said)

    slow = client.get(play(SLOW)).context["play"]

    assert slow.paced.pacer.per_minute == pytest.approx(6)


def test_an_own_pace_never_changes_a_breath_that_has_none_to_choose(client):
    clear(client, breaths_per_minute=5.3)
    held = client.get(play(HELD)).context["play"].paced.pacer
    assert (held.breathe_in_s, held.hold_in_s, held.breathe_out_s) == (4, 7, 8)


def test_a_practice_that_may_not_start_is_not_begun(client):
    who = clear(client, a_condition("arrhythmia"))
    client.post(to("cold_finish"), {"size": "tiny", "anchor": "sounds"})
    assert record_of(who.id).anchor is None


def test_a_device_takes_nothing_along_that_is_not_settled(client):
    a_signed_in(client)

    taken = client.get(reverse("offline_pack")).json()["practices"]

    assert [one["id"] for one in taken] == [FIRST_AID]


def test_a_device_takes_nothing_along_that_is_held_back(client):
    who = clear(client, a_condition("heart_failure"))

    taken = client.get(reverse("offline_pack")).json()["practices"]

    every = offers(record_of(who.id), picture_of(who.id, on=TODAY))
    held = {one.practice.id for one in every if not one.may_start}
    assert "cold_finish" in held
    assert len(taken) > 1
    assert held.isdisjoint(one["id"] for one in taken)


def test_cold_begins_with_the_smallest_and_the_rest_opens_once_it_was_noted(client):
    clear(client)
    cold = "cold_finish"

    before = client.get(to(cold)).context["one"]
    clipped = client.get(play(cold), {"size": "full"}).context["play"]
    pack = client.get(reverse("offline_pack")).json()["practices"]
    client.post(done(cold), {"size": "tiny"})
    after = client.get(to(cold)).context["one"]

    assert before.longer == ()
    assert clipped.size == "tiny"
    assert [[*one["sizes"]] for one in pack if one["id"] == cold] == [["tiny"]]
    assert [one.size for one in after.longer] == ["usual", "full"]
    assert client.get(play(cold), {"size": "full"}).context["play"].size == "full"


@pytest.mark.parametrize("practice", standard_practices())
def test_everything_that_is_promised_stands_on_the_screens_of_every_practice(
    client, practice
):
    clear(client)
    known = standard_practices()[practice]
    step = standard().interventions[known.intervention]

    before, begun = text(client.get(to(practice))), text(client.get(play(practice)))

    assert f"Version {known.version}." in before
    assert step.honest in html.unescape(before)
    assert reverse("library_item", args=[step.id]) in before  # evidence and gates
    assert reverse("worse_new", args=[step.id]) in before
    sizes = ["tiny"] if known.tiny_first else [one.value for one in Size]
    assert all(f'name="size" value="{size}"' in before for size in sizes)
    assert all(one.says in html.unescape(begun) for one in known.tiny)
    assert known.seconds("tiny") <= 30
    for part in ("data-begin", "data-pause", "data-back", "data-stop", "data-left"):
        assert part in begun
    assert all(f'value="{one.value}"' in begun for one in AfterFeel)
    assert "data-way-back" in begun
    assert (known.pacer is not None) == ("data-sound" in begun)


def test_the_whole_script_stands_on_the_page_with_its_times(client):
    clear(client)

    page = text(client.get(play(STILL), {"size": "usual"}))

    for line in standard_practices()[STILL].usual:
        assert line.says in page
        assert f'data-seconds="{line.seconds}"' in page
    assert "Back to the room" in page
    assert "style=" not in page


@pytest.mark.parametrize("practice", [SLOW, "walk", STILL])
def test_the_way_back_to_the_room_is_on_every_player(client, practice):
    clear(client)

    page = text(client.get(play(practice)))

    assert "Name five things you can see." in page


def test_holds_are_drawn_where_nothing_speaks_against_them(client):
    clear(client)

    page = text(client.get(play(HELD), {"size": "usual", "go": "1"}))

    assert 'data-hold-in="7"' in page
    assert 'dur="19s"' in page
    assert 'repeatCount="4"' in page
    assert "Hold: 1, 2, 3, 4, 5, 6, 7." in page


@pytest.mark.parametrize("known", [True, False])
def test_gated_holds_are_left_out_and_that_is_said(client, known):
    if known:
        clear(client, a_condition("copd"))
    else:
        unasked(client, "copd")

    answer = client.get(play(HELD), {"size": "usual", "go": "1"})

    page = text(answer)
    assert "The breath is not held here" in page
    assert 'data-hold-in="0"' in page
    assert not any("hold" in one.says for one in answer.context["play"].lines)
    assert answer.context["play"].paced.count_hold == ""


def test_nothing_moves_before_it_was_begun(client):
    clear(client)
    assert "<animate" not in text(client.get(play(SLOW)))


def test_what_was_done_is_kept_only_when_it_is_said_and_only_once(client):
    who = clear(client)
    people.settle_in(
        user_id=who.user_id, person=who.id, at=AT, time_zone="Europe/Helsinki"
    )
    operation = str(client.get(play(SLOW)).context["operation"])
    assert record_of(who.id).practices == ()

    for _ in range(2):
        answer = client.post(done(SLOW), {**TAPPED, "operation": operation})
        assert answer.url == reverse("practices")

    (kept,) = record_of(who.id).practices
    assert (kept.practice, kept.version) == (SLOW, standard_practices()[SLOW].version)
    assert (kept.intervention, kept.on, kept.at) == ("slow_breathing", TODAY, "11:30")
    assert (kept.size, kept.seconds, kept.after) == (Size.USUAL, 73, AfterFeel.BETTER)


def test_without_a_script_the_seconds_are_not_made_up(client):
    who = clear(client)

    client.post(done("walk"), {"size": "tiny", "seconds": "", "after": ""})

    (kept,) = record_of(who.id).practices
    assert kept.seconds is None
    assert kept.after is None


def test_worse_opens_the_report_and_takes_it_out_of_the_list(client):
    who = clear(client)

    answer = client.post(done(STILL), {"size": "tiny", "after": "worse"}, follow=True)

    assert "not about you" in text(answer)
    (report,) = record_of(who.id).adverse_reports
    assert report.intervention == "trauma_informed_mindfulness"
    held = {one.id for one in listed(client).held if one.made_worse}
    assert held >= {STILL, "body_scan", "quiet_minutes"}
    assert "made you worse" in text(client.get(to(STILL)))
    assert client.get(play(STILL)).url == to(STILL)
    assert client.get(play(FIRST_AID)).status_code == 200


def test_what_is_not_wanted_leaves_the_list_and_can_still_be_opened(client):
    clear(client, a_preference("walking", "no"))

    held = {one.id: one for one in listed(client).held}

    assert held["walk"].unwanted
    assert client.get(to("walk")).status_code == 200


def test_a_later_wish_brings_it_back_also_on_the_device(client):
    who = clear(
        client,
        a_preference("walking", "no", on=TODAY.replace(day=1)),
        a_preference("walking", "want", on=TODAY),
    )
    facts, picture = record_of(who.id), picture_of(who.id, on=TODAY)

    assert not any(one.unwanted for one in offers(facts, picture))
    assert "walk" in {one.practice.id for one in taken_along(facts, picture)}


def test_before_the_safety_steps_there_is_no_practice(client):
    a_signed_in(client)
    client.post(reverse("ask", args=["phq9"]), {"answer-self_harm": "1"})

    for url in (reverse("practices"), to(SLOW), play(SLOW), play(FIRST_AID)):
        assert client.get(url).url == reverse("safety")


@pytest.mark.parametrize(
    ("practice", "sent"),
    [
        ("leeches", {"size": "tiny"}),
        (SLOW, {"size": "tiny", "after": "cured"}),
        (SLOW, {"size": "huge"}),
        (SLOW, {"size": "tiny", "seconds": "-5"}),
    ],
)
def test_what_does_not_exist_is_not_found_and_nothing_is_kept(client, practice, sent):
    who = clear(client)

    assert client.post(done(practice), sent).status_code == 404
    assert record_of(who.id).practices == ()


def test_a_practice_that_does_not_exist_is_not_found(client):
    clear(client)
    assert client.get(to("leeches")).status_code == 404
    assert client.get(play("leeches")).status_code == 404


@pytest.mark.parametrize(
    "pacer",
    [
        Pacer(breathe_in_s=4, breathe_out_s=6),
        Pacer(breathe_in_s=4, hold_in_s=7, breathe_out_s=8),
        Pacer(breathe_in_s=4, hold_in_s=4, breathe_out_s=4, hold_out_s=4),
        Pacer(breathe_in_s=4, breathe_out_s=6).at(4.5),
    ],
)
def test_a_drawn_breath_has_as_many_times_as_values_and_one_word_at_a_time(pacer):
    shown = drawn(pacer)
    times = [float(one) for one in shown.key_times.split(";")]

    assert times[0] == 0
    assert times[-1] == 1
    assert times == sorted(set(times))
    assert len(shown.radii.split(";")) == len(times)
    assert len(shown.splines.split(";")) == len(times) - 1
    for word in shown.words:
        assert len(word.values.split(";")) == len(word.key_times.split(";"))
        assert word.key_times.startswith("0.0000")
    seen = [word for word in shown.words if word.values.startswith("1")]
    assert [word.part for word in seen] == ["in"]


@pytest.mark.parametrize("known", [True, False])
def test_what_a_device_takes_along_tells_nobody_to_hold_who_should_not(client, known):
    if known:
        clear(client, a_condition("copd"))
    else:
        unasked(client, "copd")

    pack = client.get(reverse("offline_pack")).json()

    (held,) = [one for one in pack["practices"] if one["id"] == HELD]
    lines = [line for size in held["sizes"].values() for line in size]
    assert held["pacer"]["hold"] == 0
    assert not any("hold" in line["says"].lower() for line in lines)
    assert {line["paced"] for line in lines} == {True, False}
    assert bool(held["perhaps"]) is not known
