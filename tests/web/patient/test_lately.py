"""What was told day by day comes back on progress, on the visit page and on the plan."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader
from tests.support.web import AT, a_signed_in, with_record

from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import picture_of

pytestmark = pytest.mark.django_db

FORM = {"source": "form"}
OWN_WORDS = "wolpertinger"


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def day(back):
    return (AT.date() - timedelta(days=back)).isoformat()


def says(who, kind, **payload):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind=kind,
        payload={**payload, "provenance": FORM},
        at=AT,
    )


def lived(who):
    for back, mood in ((1, 3), (2, 5), (9, 7), (40, 1)):
        says(who, "check_in", on=day(back), mood=mood, note=OWN_WORDS)
    for back in range(1, 9):
        says(who, "night", on=day(back), to_bed_at="23:00", lights_out_at="23:00",
             minutes_to_sleep=30, minutes_awake=0, woke_at="07:00",
             up_at="07:00")  # fmt: skip
    for back, after in ((1, "better"), (3, "worse"), (10, "better")):
        says(who, "practice", intervention="walking", on=day(back), after=after)
    says(who, "meal", on=day(1), moment="lunch", tags=["nuts"])


def text(client, name, **given):
    return " ".join(client.get(reverse(name), given).content.decode().split())


def test_nothing_told_day_by_day_shows_nothing(client):
    with_record(a_signed_in(client))

    assert "The last four weeks" not in text(client, "progress")
    assert "my last four weeks" not in text(client, "visit")


@pytest.mark.parametrize("page", ["progress", "visit"])
def test_check_ins_nights_and_practices_are_drawn_with_their_numbers(client, page):
    lived(with_record(a_signed_in(client)))

    shown = text(client, page)

    assert "told on 3 of the last 28 days: in the middle 5 of 10, from 3 to 7." in shown
    assert 'aria-label="Mood: 2026-11-14: 7, 2026-11-21: 5, 2026-11-22: 3"' in shown
    assert "The days in numbers" in shown
    assert "Sleep diary: 8 nights. On average 7 h 30 min asleep." in shown
    assert "Asleep for 94 % of the time in bed." in shown
    assert "Practised, and how it felt after" in shown
    assert OWN_WORDS not in shown


def test_food_is_not_spoken_of_before_the_question_about_eating_or_when_it_is_hard(
    client,
):
    who = a_signed_in(client)
    lived(who)
    before = text(client, "progress")
    for one in ("eating_disorder", "past_eating_disorder", "recent_weight_loss"):
        says(who, "condition", condition=one, present=False, on=day(0))
    says(who, "response", instrument="scoff", on=day(0), total=0.0)
    easy = text(client, "progress")
    says(who, "condition", condition="eating_disorder", present=True, on=day(0))

    assert "Food was noted" not in before
    assert "Food was noted on 1 day." in easy
    assert "Food was noted" not in text(client, "progress")


def test_the_four_weeks_go_along_on_paper_when_they_are_ticked(client):
    lived(with_record(a_signed_in(client)))

    with_them = text(client, "visit_sheet", days="yes")
    pdf = client.get(reverse("visit_pdf"), {"days": "yes"}).content
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages]

    assert "Sleep diary: 8 nights." in with_them
    assert "Sleep diary" not in text(client, "visit_sheet")
    assert len(pages) == 2
    assert "Sleep diary: 8 nights." in " ".join(pages[1].split())
    assert OWN_WORDS not in with_them


def test_on_paper_scores_scales_and_nights_are_drawn_with_their_numbers_behind(client):
    lived(with_record(a_signed_in(client)))

    sheet = text(client, "visit_sheet", days="yes")
    pdf = client.get(reverse("visit_pdf"), {"days": "yes"}).content
    paper = " ".join(PdfReader(io.BytesIO(pdf)).pages[1].extract_text().split())

    assert sheet.count('<svg class="on-paper"') == 3  # PHQ-9, mood, nights
    assert 'aria-label="PHQ-9: ' in sheet
    assert 'aria-label="Mood: 2026-11-14: 7, 2026-11-21: 5, 2026-11-22: 3"' in sheet
    assert "2026-11-22: 23:30-7:00" in sheet
    for said in ("PHQ-9 over time", "The last four weeks", "The days in numbers"):
        assert said in paper
    assert "22 November 2026 3 – – 7 h 30 23:30 – 7:00" in paper
    assert "20 November 2026 – – – 7 h 30" in paper


def test_without_any_day_told_the_scores_alone_can_go_along(client):
    with_record(a_signed_in(client))

    page = text(client, "visit")
    sheet = text(client, "visit_sheet", days="yes")

    assert "Put my scores over time behind it" in page
    assert "PHQ-9 over time" in sheet
    assert "The last four weeks" not in sheet


def test_with_nothing_to_draw_nothing_is_offered_and_no_side_is_added(client):
    a_signed_in(client)

    pdf = client.get(reverse("visit_pdf"), {"days": "yes"}).content

    assert 'name="days"' not in text(client, "visit")
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


def test_while_safety_comes_first_nothing_is_drawn_on_paper(client):
    who = with_record(a_signed_in(client))
    lived(who)
    says(who, "condition", condition="plan_or_means", present=True, on=day(0))

    sheet = text(client, "visit_sheet", days="yes")

    assert "on-paper" not in sheet.partition("<body>")[2]
    assert "The days in numbers" not in sheet


def test_the_plan_says_how_often_a_chosen_step_was_noted_and_blames_nobody(client):
    who = with_record(a_signed_in(client))
    step = next(
        one.intervention.id
        for one in picture_of(who.id, on=AT.date()).plan.steps
        if one.intervention.who.value == "you"
    )
    says(who, "chosen_step", intervention=step, size="tiny", started_on=day(27),
         judge_on=day(0))  # fmt: skip
    for back, after in ((1, "better"), (3, "same"), (10, "worse")):
        says(who, "practice", intervention=step, on=day(back), after=after)

    shown = text(client, "plan")

    said = "Noted on 3 of 28 days; after it: better 1, same 1, worse 1."
    assert said in shown
    assert "If it was hardly done, nothing failed" in shown
    assert said in text(client, "treatments")
