"""Steps are chosen, looked at and refused; what made somebody worse is kept and kind."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.support.builders import TODAY, everything_clear
from tests.support.web import AT, a_person, a_signed_in, sign_in

from heartsease.core.plan.safety import Mode
from heartsease.core.record.record import HowBad, Size
from heartsease.library.knowledge import standard
from heartsease.web.audit.models import Event
from heartsease.web.common import clock
from heartsease.web.patient import harm
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, history_of, picture_of, record_of

pytestmark = pytest.mark.django_db

PLAN = reverse("plan")
WORSE = reverse("worse")
NOTE = "quokkaberry rash since Tuesday"


class Clock:
    moment = AT

    def now(self):
        return self.moment


@pytest.fixture(autouse=True)
def time(monkeypatch):
    time = Clock()
    monkeypatch.setattr(clock, "now", time.now)
    return time


@pytest.fixture
def who(client):
    """Somebody for whom every gate is clear."""
    who = a_signed_in(client)
    record.add(user_id=who.user_id, person=who.id, record=everything_clear(), at=AT)
    return who


def to(name, *args):
    return reverse(name, args=args)


def text(answer):
    return answer.content.decode()


def steps(client):
    return [one.id for one in client.get(PLAN).context["steps"]]


def report(client, intervention):
    return client.post(to("worse_new", intervention)).url


# --- choosing -------------------------------------------------------------------------


def test_every_step_says_why_how_sure_where_tested_three_sizes_and_when_to_look(
    client, who
):
    page = text(client.get(PLAN))
    shown = client.get(PLAN).context["steps"]

    assert 1 <= len(shown) <= 3
    for step in shown:
        assert step.card.why
        assert "How sure" in step.card.how_sure
        assert "Tested in hard-to-treat depression" in step.card.how_sure
        assert len(step.card.sizes) == 3
        assert "Look again on" in step.card.judge
    assert page.count("Begin with the low-day size") == len(shown)


def test_a_chosen_step_keeps_the_day_the_size_and_the_day_to_look(client, who):
    first = steps(client)[0]

    answer = client.post(to("choose", first), {"size": "tiny"}, follow=True)

    (kept,) = record_of(who.id).chosen_steps
    weeks = standard().interventions[first].judge.weeks
    assert (kept.intervention, kept.size) == (first, Size.TINY)
    assert kept.started_on == TODAY
    assert kept.judge_on == TODAY + timedelta(weeks=weeks)
    assert kept.knowledge == standard().fingerprint
    assert "you chose this" in text(answer)
    assert answer.context["steps"][0].chosen.size == "tiny"


def test_another_size_keeps_the_day_and_what_was_chosen_before(client, who, time):
    first = steps(client)[0]
    client.post(to("choose", first), {"size": "tiny"})
    time.moment += timedelta(days=5)
    client.post(to("choose", first), {"size": "full"})

    (kept,) = record_of(who.id).chosen_steps
    assert (kept.size, kept.started_on) == (Size.FULL, TODAY)
    (before,) = history_of(who.id, "chosen_step", subject=first)
    assert before.payload["size"] == "tiny"


def test_what_is_not_a_step_today_cannot_be_begun(client, who):
    answer = client.post(to("choose", "cold_exposure"), {"size": "tiny"}, follow=True)

    assert record_of(who.id).chosen_steps == ()
    assert "was not begun" in text(answer)


@pytest.mark.parametrize(
    ("name", "sent"),
    [("choose", {"size": "huge"}), ("choose", {}), ("look_again", {"verdict": "x"})],
)
def test_a_choice_nobody_offered_is_not_kept(client, who, name, sent):
    assert client.post(to(name, "walking"), sent).status_code == 404
    assert client.post(to(name, "leeches"), {"size": "tiny"}).status_code == 404
    assert record_of(who.id).chosen_steps == ()


def test_a_refused_step_ends_another_comes_and_it_can_be_brought_back(client, who):
    first = steps(client)[0]
    client.post(to("choose", first), {"size": "usual"})

    answer = client.post(to("wish", first), {"wish": "no"}, follow=True)

    shown = [one.id for one in answer.context["steps"]]
    assert first not in shown
    assert len(shown) == 3
    assert record_of(who.id).chosen_steps[0].ended_on == TODAY
    assert "Bring it back" in text(answer)
    client.post(to("wish", first), {"wish": "open"})
    assert first in steps(client)
    client.post(to("choose", first), {"size": "tiny"})
    (again,) = record_of(who.id).chosen_steps
    assert (again.ended_on, again.size) == (None, Size.TINY)


def test_on_its_day_a_step_is_looked_at_and_kept_or_stopped(client, who, time):
    first = steps(client)[0]
    client.post(to("choose", first), {"size": "usual"})
    weeks = standard().interventions[first].judge.weeks
    assert "Time to look at it" not in text(client.get(PLAN))
    time.moment += timedelta(weeks=weeks)
    # Answers run out with the weeks; what is asked again is said again.
    fresh = everything_clear(on=time.moment.date())
    record.add(user_id=who.user_id, person=who.id, record=fresh, at=time.moment)
    page = client.get(PLAN)
    assert "Time to look at it" in text(page)

    client.post(to("look_again", first), {"verdict": "keep"})
    (kept,) = record_of(who.id).chosen_steps
    assert kept.judge_on == time.moment.date() + timedelta(weeks=weeks)
    assert kept.started_on == TODAY
    client.post(to("look_again", first), {"verdict": "stop"})
    assert record_of(who.id).chosen_steps[0].ended_on == time.moment.date()


def test_a_chosen_step_that_a_new_fact_speaks_against_is_shown_as_on_hold(client, who):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="chosen_step",
        payload={
            "intervention": "structured_exercise",
            "size": "usual",
            "started_on": TODAY.isoformat(),
            "judge_on": TODAY.isoformat(),
            "provenance": {"source": "form"},
        },
        at=AT,
    )
    client.post(to("card", "heart"), {"has-chest_pain_or_fainting": "yes"})

    answer = client.get(PLAN)

    assert [one.id for one in answer.context["on_hold"]] == ["structured_exercise"]
    assert "Please pause it" in text(answer)


def test_why_not_leads_to_the_library_and_names_every_other(client, who):
    answer = client.get(PLAN)

    named = {one.id for one in answer.context["left_out"]} | set(steps(client))
    assert named == set(standard().interventions)
    assert f'action="{reverse("library")}"' in text(answer)


# --- what made somebody worse ---------------------------------------------------------


def test_one_tap_keeps_the_report_and_takes_the_step_away(client, who):
    first = steps(client)[0]
    client.post(to("choose", first), {"size": "usual"})

    answer = client.get(report(client, first))

    (told,) = record_of(who.id).adverse_reports
    assert (told.intervention, told.on, told.how_bad) == (first, TODAY, None)
    assert first not in steps(client)
    assert record_of(who.id).chosen_steps[0].ended_on == TODAY
    page = text(answer)
    assert "not about you" in page
    assert "emergency number" in page
    assert "call the person who prescribed it" in page
    why = {one.id: one.why for one in client.get(PLAN).context["left_out"]}
    assert why[first] == "You told us that this made you worse."


def test_a_second_tap_of_the_same_day_is_the_same_report(client, who):
    assert report(client, "yoga") == report(client, "yoga")
    assert len(record_of(who.id).adverse_reports) == 1


def test_more_can_be_told_and_nothing_has_to_be(client, who):
    more = report(client, "yoga")
    client.post(more, {"how_bad": "", "ongoing": "", "note": "", "noticed_on": ""})
    (told,) = record_of(who.id).adverse_reports
    assert (told.how_bad, told.ongoing, told.note) == (None, None, "")

    more = to("worse_more", harm.reports(who.id)[0].id)
    answer = client.post(
        more,
        {
            "noticed_on": "2026-11-20",
            "how_bad": "much",
            "ongoing": "yes",
            "note": NOTE,
        },
    )

    (told,) = record_of(who.id).adverse_reports
    assert answer.url == WORSE
    assert (told.how_bad, told.ongoing, told.note) == (HowBad.MUCH, True, NOTE)
    assert told.noticed_on.isoformat() == "2026-11-20"
    page = text(client.get(WORSE))
    assert NOTE in page
    assert "20 November 2026" in page
    assert "It got in the way of my day".casefold() in page.casefold()


def test_a_day_still_to_come_is_asked_again_and_nothing_is_lost(client, who):
    more = report(client, "yoga")

    answer = client.post(more, {"noticed_on": "2031-01-01", "note": NOTE})

    assert answer.status_code == 400
    assert NOTE in text(answer)
    assert record_of(who.id).adverse_reports[0].note == ""


def test_it_is_on_the_visit_page_and_on_progress_but_the_own_words_are_not(client, who):
    more = report(client, "yoga")
    client.post(more, {"how_bad": "very", "ongoing": "yes", "note": NOTE})

    name_of = standard().interventions["yoga"].name

    for name in ("visit", "visit_sheet", "progress"):
        page = text(client.get(reverse(name)))
        told = "noticed on 23 November 2026; very bad; still going on"
        assert f"{name_of}: {told}" in page
        assert NOTE not in page
    assert client.get(reverse("visit_pdf")).status_code == 200


def test_words_of_self_harm_in_the_note_open_the_safety_steps(client, who):
    more = report(client, "yoga")

    answer = client.post(more, {"note": "It made me want to kill   myself."})

    assert answer.url == reverse("safety")
    assert picture_of(who.id, on=TODAY).safety.mode is Mode.FLOW
    assert record_of(who.id).adverse_reports[0].note.startswith("It made me")
    standing = entries_of(who.id, "condition", subject="self_harm_words")
    said = next(one for one in standing if one.payload["present"])
    assert "kill" not in str(said.payload)


def test_words_of_self_harm_count_again_after_the_steps_were_done_today(client, who):
    more = report(client, "yoga")
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "safety_flow_done_on", "value": TODAY.isoformat()},
        at=AT,
    )

    client.post(more, {"note": "I think about suicide"})

    assert picture_of(who.id, on=TODAY).safety.mode is Mode.FLOW


def test_it_comes_back_only_when_they_say_so(client, who):
    first = steps(client)[0]
    more = report(client, first)
    client.post(to("wish", first), {"wish": "want"})
    assert first not in steps(client)
    entry = harm.reports(who.id)[0].id

    client.post(to("worse_settle", entry), {"again": "1"})

    assert first in steps(client)
    assert len(record_of(who.id).adverse_reports) == 1
    assert (
        client.get(more).status_code == 404
    )  # it was changed; the old one stays behind


def test_it_can_be_over_and_a_slip_can_be_taken_out(client, who):
    report(client, "yoga")
    client.post(to("worse_settle", harm.reports(who.id)[0].id), {"over": "1"})
    assert record_of(who.id).adverse_reports[0].ongoing is False
    entry = harm.reports(who.id)[0].id
    assert client.post(to("worse_settle", entry), {}).status_code == 404

    client.post(to("worse_settle", entry), {"slip": "1"})

    assert record_of(who.id).adverse_reports == ()
    assert "Nothing is here" in text(client.get(WORSE))


def test_no_note_reaches_the_log_or_the_audit(client, who, caplog):
    caplog.set_level("DEBUG")
    client.post(report(client, "yoga"), {"note": NOTE})

    assert "quokka" not in str(list(Event.objects.values()))
    assert all("quokka" not in str(one.__dict__) for one in caplog.records)


def test_nobody_else_sees_a_report(client, who):
    client.post(report(client, "yoga"), {"note": NOTE})
    entry = harm.reports(who.id)[0].id
    sign_in(client, a_person("other"))

    assert client.get(to("worse_more", entry)).status_code == 404
    assert NOTE not in text(client.get(WORSE))


# --- the safety plan on the visit page ------------------------------------------------


def test_the_safety_plan_goes_along_only_when_it_is_ticked(client, who):
    sheet, pdf = reverse("visit_sheet"), reverse("visit_pdf")
    assert "Put my safety plan behind it" not in text(client.get(reverse("visit")))
    client.post(to("safety_plan_part", "signs"), {"text": "Quokkaberry moods"})
    assert "Put my safety plan behind it" in text(client.get(reverse("visit")))

    assert "Quokkaberry" not in text(client.get(sheet))
    assert "Quokkaberry" in text(client.get(sheet, {"safety_plan": "yes"}))
    plain = client.get(pdf).content
    more = client.get(pdf, {"safety_plan": "yes"}).content
    assert plain.count(b"/Type /Page\n") == 1
    assert more.count(b"/Type /Page\n") == 2
