"""The check of every two weeks: offered on its day, in parts, each of which can wait."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.support.web import a_signed_in

from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
PHQ9 = [item.id for item in standard().instruments["phq9"].items]
GAD7 = [item.id for item in standard().instruments["gad7"].items]


@pytest.fixture
def days(monkeypatch):
    """Moves the clock to so many days after the first answers."""

    def move(number):
        at = FIRST + timedelta(days=number)
        monkeypatch.setattr(clock, "now", lambda: at)

    move(0)
    return move


@pytest.fixture
def mara(client, days):
    who = a_signed_in(client)
    client.post(reverse("now"), {"energy": "okay"})
    client.post(reverse("now"), {"team": "solo"})
    answer(client, "phq9", PHQ9, 2)
    return who


def answer(client, instrument, items, value, **more):
    sent = {f"answer-{item}": str(value) for item in items}
    sent |= {f"answer-{item}": str(one) for item, one in more.items()}
    if instrument == "phq9":
        sent["answer-self_harm"] = "0"
    return client.post(reverse("ask", args=[instrument]), sent)


def start(client, part):
    return client.post(reverse("fortnight"), {"start": part})


def part_of(client):
    page = client.get(reverse("fortnight"))
    return page.context["part"].id if "part" in page.context else None


def offered_on_now(client):
    return client.get(reverse("now")).context["now"].check


def test_before_the_first_answers_there_is_no_check(client, days):
    a_signed_in(client)

    page = client.get(reverse("fortnight")).content.decode()

    assert "The first time comes first" in page


def test_it_is_offered_on_the_fourteenth_day_and_not_before(client, mara, days):
    days(13)
    before = offered_on_now(client)
    days(14)
    after = offered_on_now(client)

    assert before is None
    assert after.url == reverse("fortnight")


@pytest.mark.parametrize("late", [15, 20, 45])
def test_days_later_it_is_still_offered_though_the_safety_answer_is_old(
    client, mara, days, late
):
    days(late)

    assert offered_on_now(client) is not None


def test_when_its_main_part_was_skipped_the_safety_question_comes_first(
    client, mara, days
):
    days(15)
    client.post(reverse("fortnight"), {"skip": "phq9"})

    shown = client.get(reverse("now")).context["now"]

    assert shown.check is None
    assert shown.first.id == "instrument:phq9"


def test_it_is_one_card_and_the_other_questions_stay_behind_it(client, mara, days):
    days(14)

    page = client.get(reverse("now"))

    assert page.context["now"].first is None
    assert page.content.decode().count("How were the last two weeks?") == 2  # one card
    ids = {one.id for one in page.context["now"].rest}
    assert "instrument:phq9" not in ids


def test_put_aside_it_makes_room_and_can_be_brought_back(client, mara, days):
    days(14)
    client.post(reverse("now"), {"later": "fortnight"})
    gone = client.get(reverse("now")).context["now"]
    client.post(reverse("now"), {"bring_back": "1"})

    assert gone.check is None
    assert gone.put_aside
    assert offered_on_now(client) is not None


def test_the_parts_come_one_after_the_other_and_end_in_three_sentences(
    client, mara, days
):
    days(14)

    assert part_of(client) == "phq9"
    assert start(client, "phq9").url.startswith(reverse("ask", args=["phq9"]))
    assert answer(client, "phq9", PHQ9, 1).url == reverse("fortnight")
    assert part_of(client) == "gad7"
    start(client, "gad7")
    answer(client, "gad7", GAD7, 1)
    turn = part_of(client)
    assert turn == standard().rotation.turns[0].instrument
    client.post(reverse("fortnight"), {"skip": turn})
    page = client.get(reverse("fortnight"))

    said = page.context["result"].sentences
    assert (
        said.changed == "Your PHQ-9 score is 8: 8 points better since 5 October 2026."
    )
    assert "6 points or more is more than chance" in said.sure
    assert "Three true sentences" in page.content.decode()
    assert len(re.findall(r"<li><p>", page.content.decode())) == 3
    assert page.context["result"].course.drawing.startswith("<svg")
    assert page.context["result"].course.rows[0] == ("19 October 2026", "8")
    assert offered_on_now(client) is None


def test_it_goes_on_where_it_was_left_also_on_another_day(client, mara, days):
    days(14)
    start(client, "phq9")
    answer(client, "phq9", PHQ9, 1)
    days(16)

    assert offered_on_now(client) is not None
    assert part_of(client) == "gad7"


def test_what_was_left_open_is_not_asked_for_weeks(client, mara, days):
    days(14)
    start(client, "phq9")
    answer(client, "phq9", PHQ9, 1)
    days(20)

    assert offered_on_now(client) is None
    assert part_of(client) is None


def test_every_part_can_be_skipped_and_nothing_is_kept_of_it(client, mara, days):
    days(14)
    before = len(entries_of(mara.id, "response"))

    client.post(reverse("fortnight"), {"skip_all": "1"})
    page = client.get(reverse("fortnight"))

    assert page.context["nothing"]
    assert page.context["result"].sentences.next.endswith("on 2 November 2026.")
    assert len(entries_of(mara.id, "response")) == before
    client.post(reverse("fortnight"), {"bring_back": "1"})
    assert part_of(client) == "phq9"


def test_one_that_was_skipped_whole_is_offered_again_two_weeks_later(
    client, mara, days
):
    days(14)
    client.post(reverse("fortnight"), {"skip_all": "1"})
    days(27)
    quiet = offered_on_now(client)
    days(28)

    assert quiet is None
    assert offered_on_now(client) is not None


def test_a_skip_counts_for_this_round_only(client, mara, days):
    days(14)
    client.post(reverse("fortnight"), {"skip": "gad7"})
    start(client, "phq9")
    answer(client, "phq9", PHQ9, 1)
    assert part_of(client) != "gad7"
    days(28)
    start(client, "phq9")
    answer(client, "phq9", PHQ9, 1)

    assert part_of(client) == "gad7"


def test_on_a_low_day_the_phq9_is_all_there_is_one_question_at_a_time(
    client, mara, days
):
    days(14)
    client.post(reverse("now"), {"energy": "low"})

    page = client.get(reverse("fortnight"))
    opened = start(client, "phq9")

    assert page.context["part"].count == 1
    assert "one=1" in opened.url
    answer(client, "phq9", PHQ9, 1)
    assert part_of(client) is None


def test_answers_left_half_way_are_still_there(client, mara, days):
    days(14)
    client.post(reverse("now"), {"energy": "low"})
    first = client.get(start(client, "phq9").url)
    here = first.context["here_url"]
    client.post(here, {f"answer-{PHQ9[0]}": "1"})

    again = client.get(start(client, "phq9").url)

    assert again.context["question"].number == 2


def test_the_turn_goes_to_the_measure_that_waited_longest(client, mara, days):
    turns = [one.instrument for one in standard().rotation.turns]
    met = []
    for number in range(1, len(turns) + 2):
        days(14 * number)
        start(client, "phq9")
        answer(client, "phq9", PHQ9, 1)
        client.post(reverse("fortnight"), {"skip": "gad7"})
        turn = part_of(client)
        met.append(turn)
        items = standard().instruments[turn].items
        answer(client, turn, [items[0].id], 1)

    assert met == [*turns, turns[0]]


def test_the_last_question_of_the_phq9_still_opens_the_safety_page(client, mara, days):
    days(14)
    start(client, "phq9")

    sent = {f"answer-{item}": "1" for item in PHQ9}
    answered = client.post(reverse("ask", args=["phq9"]), sent)

    assert answered.url == reverse("safety")
    assert client.get(reverse("fortnight")).url == reverse("safety")


def test_a_part_that_is_none_changes_nothing(client, mara, days):
    days(14)

    client.post(reverse("fortnight"), {"start": "asq", "skip": "madrs"})

    assert part_of(client) == "phq9"


def test_an_answer_from_elsewhere_counts_for_the_check(client, mara, days):
    days(14)
    record.say(
        user_id=mara.user_id,
        person=mara.id,
        kind="response",
        payload={
            "instrument": "phq9",
            "on": "2026-10-19",
            "total": 12,
            "provenance": {"source": "letter"},
        },
        at=clock.now(),
    )

    assert part_of(client) == "gad7"
    assert len(record_of(mara.id).responses) == 2
