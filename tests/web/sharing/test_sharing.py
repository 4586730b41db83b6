"""Inviting, saying yes to a name, looking, and taking back without a sign."""

import html
import io
import logging
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.support.web import (
    AT,
    a_person,
    a_signed_in,
    an_account,
    sign_in,
    the_share,
    with_ally,
    with_record,
)

from heartsease.web.audit.queries import about
from heartsease.web.common import clock
from heartsease.web.patient import alarm, choices, safety_plan
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import picture_of
from heartsease.web.sharing import services as sharing
from heartsease.web.sharing.errors import (
    CodeOpensNothing,
    NoSuchShare,
    NothingShared,
)
from heartsease.web.sharing.models import Grant, HardDay, Share
from heartsease.web.sharing.queries import SECTIONS, given_by, shared_with

pytestmark = pytest.mark.django_db

PLAN = "wolpertinger under the stairs"
HOUR = timedelta(hours=1)
NOTHING = "Nothing is shared with you now."


class Clock:
    """The one clock of the program, to be moved on by a test."""

    at = AT

    def on(self, **more):
        self.at += timedelta(**more)


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    one = Clock()
    monkeypatch.setattr(clock, "now", lambda: one.at)
    return one


@pytest.fixture
def mara():
    who = a_person("mara")
    safety_plan.keep(
        user_id=who.user_id,
        person=who.id,
        part="people",
        text=PLAN,
        on=AT.date(),
        at=AT,
    )
    return who


def of(who, **more):
    return {"user_id": who.user_id, "person": who.id, "at": AT, **more}


def signed_in(who):
    client = Client()
    sign_in(client, who)
    return client


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def main_of(answer):
    """What a page says, without the token of its form."""
    found = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", found[0])


def seen_by(ally, share):
    return text_of(signed_in(ally).get(reverse("ally_one", args=[share]), follow=True))


def invite(client, **more):
    sent = {"sections": ["safety_plan"], "called": "Mara K.", **more}
    answer = client.post(reverse("share_new"), sent)
    found = re.search(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}", answer.content.decode())
    return answer, found and found[0]


def open_code(client, code):
    return client.post(reverse("ally_code"), {"code": code, "read": "on"}, follow=True)


# Inviting


def test_from_the_code_over_the_name_to_what_is_shown(mara):
    owner = signed_in(mara)
    ally = a_person("wren", consent=False)
    other_side = signed_in(ally)
    _, code = invite(owner)

    opened = text_of(open_code(other_side, code.lower().replace("-", " ")))
    share = the_share(mara)
    before = seen_by(ally, share)
    asked = text_of(owner.get(reverse("sharing")))
    owner.post(reverse("share_confirm", args=[share]))
    after = seen_by(ally, share)

    assert "has to say yes to the name of your account" in opened
    assert NOTHING in opened
    assert NOTHING in before
    assert "Do you know wren?" in asked
    assert PLAN in after
    assert "From Mara K." in after


def test_a_stolen_code_shows_nothing_not_even_whose_it_is(mara):
    with_record(mara)
    _, code = invite(signed_in(mara))
    thief = a_person("thief", consent=False)

    pages = [
        text_of(open_code(signed_in(thief), code)),
        seen_by(thief, the_share(mara)),
    ]
    signed_in(mara).post(reverse("share_end", args=[the_share(mara)]))
    pages.append(text_of(signed_in(thief).get(reverse("ally"))))

    for page in pages:
        assert NOTHING in page
        for told in ("mara", "Mara K.", PLAN, "safety plan", "116 123"):
            assert told not in page
    assert len(shared_with(thief.user_id, at=AT)) == 0


def test_a_code_opens_once(mara):
    code = sharing.invite(**of(mara), sections=["steps"], opens_for=HOUR)
    first, second = an_account("wren"), an_account("late")
    sharing.accept(user_id=first.pk, code=code, at=AT)

    with pytest.raises(CodeOpensNothing):
        sharing.accept(user_id=second.pk, code=code, at=AT)

    assert given_by(mara.user_id, mara.id, at=AT)[0].ally == "wren"


@pytest.mark.parametrize("wrong", ["unknown", "run out", "ended", "replaced", "own"])
def test_every_code_that_opens_nothing_gets_the_very_same_answer(mara, wrong, moment):
    owner = signed_in(mara)
    _, code = invite(owner)
    client = signed_in(a_person("wren", consent=False))
    match wrong:
        case "unknown":
            code = "00000-00000-00000-00000"
        case "run out":
            moment.on(hours=24)
        case "ended":
            owner.post(reverse("share_end", args=[the_share(mara)]))
        case "replaced":
            invite(owner)
        case "own":
            client = owner

    answer = open_code(client, code)

    assert answer.status_code == 400
    assert "This code opens nothing. Ask for a new one." in text_of(answer)
    assert not Share.objects.filter(ally__isnull=False).exists()


def test_a_code_opens_until_its_last_moment(mara):
    code = sharing.invite(**of(mara), sections=["steps"], opens_for=HOUR)
    last = AT + HOUR - timedelta(microseconds=1)

    sharing.accept(user_id=an_account("wren").pk, code=code, at=last)

    assert given_by(mara.user_id, mara.id, at=last)[0].ally == "wren"


def test_the_hours_a_code_opens_are_those_of_the_site(mara, settings, moment):
    settings.INVITE_HOURS = 2
    answer, code = invite(signed_in(mara))
    moment.on(hours=2)

    late = open_code(signed_in(a_person("wren", consent=False)), code)

    assert "within 2 hours" in text_of(answer)
    assert late.status_code == 400


def test_guessing_is_slowed_down(mara):
    client = signed_in(a_person("thief", consent=False))
    statuses = [open_code(client, "0" * 20).status_code for _ in range(6)]
    _, code = invite(signed_in(mara))

    with_the_right_one = open_code(client, code)

    assert statuses == [400] * 5 + [429]
    assert with_the_right_one.status_code == 429
    assert not Share.objects.filter(ally__isnull=False).exists()


def test_many_accounts_of_one_address_are_slowed_down_together():
    statuses = [
        open_code(signed_in(a_person(f"thief{n}")), "0" * 20).status_code
        for n in range(21)
    ]

    assert statuses == [400] * 20 + [429]


def test_the_code_stands_on_its_page_once_and_nowhere_else(mara, caplog):
    caplog.set_level(logging.DEBUG)
    owner = signed_in(mara)
    answer, code = invite(owner)
    bare = code.replace("-", "")
    open_code(signed_in(a_person("wren", consent=False)), code)

    again = [
        owner.get(reverse(name)).content.decode()
        for name in ("sharing", "share_new", "data", "now")
    ]

    assert answer["Cache-Control"] == "no-store"
    assert not any(code in page or bare in page for page in again)
    for line in caplog.records:
        assert code not in line.getMessage() + str(line.__dict__)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = str(cursor.fetchall())
        assert code not in held, table
        assert bare not in held, table


def test_a_code_typed_after_the_screen_locked_is_not_kept(mara):
    _, code = invite(signed_in(mara))
    client = signed_in(a_person("wren", consent=False))
    Session.objects.filter(session_key=client.session.session_key).update(
        expire_date=AT - HOUR
    )

    answer = client.post(reverse("ally_code"), {"code": code, "read": "on"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert all(code not in str(one.get_decoded()) for one in Session.objects.all())


def test_nothing_is_ticked_beforehand_and_a_part_has_to_be_picked(mara):
    owner = signed_in(mara)

    page = owner.get(reverse("share_new")).content.decode()
    answer, code = invite(owner, sections=[])

    assert "checked" not in page
    assert answer.status_code == 400
    assert code is None
    assert not Share.objects.exists()


@pytest.mark.parametrize("sent", [["scores"], ["journal"], ["safety_plan", "labs"]])
def test_no_other_part_can_be_shared(mara, sent):
    answer, code = invite(signed_in(mara), sections=sent)

    assert (answer.status_code, code) == (400, None)
    with pytest.raises(ValueError, match="is not a valid Section"):
        sharing.invite(**of(mara), sections=sent, opens_for=HOUR)
    assert set(SECTIONS) == {"safety_plan", "hard_day", "steps"}


def test_the_database_holds_no_part_beyond_the_list(mara):
    with_ally(mara)

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(share_id=the_share(mara), section="journal", since=AT)


def test_an_ally_has_to_have_read_that_they_are_not_on_watch(mara):
    _, code = invite(signed_in(mara))
    client = signed_in(a_person("wren", consent=False))

    answer = client.post(reverse("ally_code"), {"code": code})

    assert answer.status_code == 400
    assert "You are not on watch" in text_of(answer)
    assert not Share.objects.filter(ally__isnull=False).exists()


def test_a_name_that_nobody_has_yet_cannot_be_said_yes_to(mara):
    invite(signed_in(mara))

    with pytest.raises(NoSuchShare):
        sharing.confirm(**of(mara), share=the_share(mara))


# Looking


def test_only_the_parts_that_were_given_are_shown(mara):
    ally = with_ally(mara, sections=("hard_day",))
    sharing.say_hard_day(**of(mara), on=AT.date())

    page = seen_by(ally, the_share(mara))

    assert "They say that today is hard." in page
    assert PLAN not in page
    assert "Steps" not in page
    assert "Safety plan" not in page


def test_a_step_is_shown_by_its_name_and_only_when_it_was_chosen_and_is_offered(mara):
    with_record(mara, "sam")
    ally = with_ally(mara, sections=("steps",))
    picture = picture_of(mara.id, on=AT.date())
    chosen, not_chosen = (one.intervention for one in picture.plan.steps[:2])
    choices.choose(
        **of(mara),
        intervention=chosen.id,
        size="tiny",
        on=AT.date(),
        judge_on=date(2027, 1, 1),
        knowledge="x",
    )

    page = seen_by(ally, the_share(mara))
    alarm.keep_words_of_self_harm(mara, today=AT.date(), at=AT)
    while_safety_comes_first = seen_by(ally, the_share(mara))

    assert chosen.name in page
    assert not_chosen.name not in page
    assert chosen.name not in while_safety_comes_first
    assert "No step to show now." in while_safety_comes_first


def test_the_page_says_that_nobody_is_on_call_and_what_to_do(mara):
    ally = with_ally(with_record(mara))

    page = seen_by(ally, the_share(mara))

    assert "No one is on call here." in page
    assert "You are not on watch." in page
    for what in ("Call them.", "Go and be with them", "call the emergency number"):
        assert what in page
    assert "116 123" in page  # the lines of the owner's country
    assert "999" in page


def test_nothing_said_about_today_is_not_said_to_be_an_easy_day(mara):
    ally = with_ally(mara)

    page = seen_by(ally, the_share(mara))

    assert "Nothing was said about today." in page
    assert "That does not mean that the day is easy." in page


def test_each_look_is_a_line_that_names_who_looked(mara):
    ally = with_ally(mara)
    seen_by(ally, the_share(mara))
    seen_by(ally, the_share(mara))

    looks = [one for one in about(mara.id) if one.action == "shared parts looked at"]
    page = text_of(signed_in(mara).get(reverse("data")))

    assert [(one.actor_id, one.count) for one in looks] == [(ally.user_id, 3)] * 2
    assert page.count("<td>wren</td><td>What you share was looked at</td>") == 2


def test_the_owner_sees_the_same_beforehand_and_that_is_no_look(mara):
    with_ally(mara)

    page = text_of(signed_in(mara).get(reverse("sharing")))

    assert PLAN in page
    assert "shared parts looked at" not in {one.action for one in about(mara.id)}


def test_a_hard_day_is_gone_when_the_day_is_over_where_the_person_lives(mara, moment):
    people.settle_in(**of(mara), time_zone="Pacific/Auckland")  # 22:30 on the same day
    ally = with_ally(mara)
    owner = signed_in(mara)
    owner.post(reverse("hard_day"), {"say": "1"})
    said = seen_by(ally, the_share(mara))
    moment.on(hours=1)
    still = seen_by(ally, the_share(mara))
    moment.on(minutes=31)

    over = seen_by(ally, the_share(mara))

    assert "They say that today is hard." in said
    assert "They say that today is hard." in still
    assert "They say that today is hard." not in over


def test_a_hard_day_is_one_tap_on_the_first_page_and_says_that_nobody_is_told(mara):
    with_record(mara, "sam")
    record.say(**of(mara), kind="statement", payload={"name": "energy", "value": "low"})
    people.settle_in(**of(mara), solo=True)
    owner = signed_in(mara)
    without = text_of(owner.get(reverse("now"), follow=True))
    with_ally(mara)

    page = text_of(owner.get(reverse("now"), follow=True))
    answer = owner.post(reverse("hard_day"), {"say": "1", "from": "now"})
    after = text_of(owner.get(reverse("now"), follow=True))

    assert "Today is hard" not in without
    assert "Today is hard" in page
    assert "No message is sent" in page
    assert "Shared with 1 person" in page
    assert answer.url == reverse("now")
    assert "You said that today is hard. It is gone tomorrow." in after


def test_only_the_latest_hard_day_is_kept_and_it_can_be_taken_back(mara):
    owner = signed_in(mara)
    sharing.say_hard_day(**of(mara), on=date(2026, 11, 20))
    owner.post(reverse("hard_day"), {"say": "1"})
    kept = list(HardDay.objects.values_list("on", flat=True))
    owner.post(reverse("hard_day"), {"back": "1"})

    assert kept == [AT.date()]
    assert not HardDay.objects.exists()


# Taking back


@pytest.mark.parametrize("way", ["everything", "each part", "the last day is over"])
def test_after_taking_back_the_page_says_what_it_says_to_a_stranger(mara, way, moment):
    stranger = signed_in(a_person("stranger", consent=False))
    ally = with_ally(mara, until=AT.date())
    share = the_share(mara)
    owner, client = signed_in(mara), signed_in(ally)
    shown = text_of(client.get(reverse("ally_one", args=[share])))
    match way:
        case "everything":
            owner.post(reverse("share_end", args=[share]))
        case "each part":
            for part in SECTIONS:
                owner.post(reverse("share_section", args=[share, part]), {"give": "0"})
        case "the last day is over":
            moment.on(days=1)

    page = client.get(reverse("ally_one", args=[share]), follow=True)
    theirs = stranger.get(reverse("ally_one", args=[share]), follow=True)
    made_up = client.get(reverse("ally_one", args=[ally.id]), follow=True)

    assert PLAN in shown
    assert NOTHING in text_of(page)
    assert main_of(page) == main_of(theirs) == main_of(made_up)
    assert page.redirect_chain == theirs.redirect_chain == made_up.redirect_chain
    with pytest.raises(NothingShared):
        sharing.look(user_id=ally.user_id, share=share, at=moment.at)


def test_one_part_is_taken_back_and_given_again_and_the_history_stays(mara, moment):
    ally = with_ally(mara)
    owner, share = signed_in(mara), the_share(mara)
    address = reverse("share_section", args=[share, "safety_plan"])
    owner.post(address, {"give": "0"})
    without = seen_by(ally, share)
    moment.on(minutes=5)
    owner.post(address, {"give": "1"})
    owner.post(address, {"give": "1"})

    again = seen_by(ally, share)
    rows = Grant.objects.filter(share=share, section="safety_plan")

    assert PLAN not in without
    assert "No step to show now." in without
    assert PLAN in again
    assert [(one.since, one.ended_at) for one in rows] == [
        (AT, AT),
        (AT + timedelta(minutes=5), None),
    ]


def test_the_owner_can_end_it_while_safety_comes_first(mara):
    ally = with_ally(mara)
    record.say(
        **of(mara),
        kind="response",
        payload={
            "instrument": "phq9",
            "on": "2026-11-23",
            "answers": {"self_harm": 3},
            "provenance": {"source": "form"},
        },
    )
    owner, share = signed_in(mara), the_share(mara)

    page = owner.get(reverse("sharing"))
    owner.post(reverse("share_end", args=[share]))

    assert page.status_code == 200
    assert NOTHING in seen_by(ally, share)


def test_an_ended_share_does_not_come_back_with_a_part_or_a_yes(mara):
    ally = with_ally(mara)
    share = the_share(mara)
    sharing.end(**of(mara), share=share)

    for again in (sharing.confirm, sharing.end):
        with pytest.raises(NoSuchShare):
            again(**of(mara), share=share)
    with pytest.raises(NoSuchShare):
        sharing.give(**of(mara), share=share, section="steps")

    assert NOTHING in seen_by(ally, share)


def test_a_new_code_to_the_same_person_takes_the_place_of_the_first(mara):
    ally = with_ally(mara)
    first = the_share(mara)
    code = sharing.invite(**of(mara), sections=["steps"], opens_for=HOUR)
    sharing.accept(user_id=ally.user_id, code=code, at=AT)
    before_the_yes = shared_with(ally.user_id, at=AT)
    sharing.confirm(**of(mara), share=the_share(mara))

    page = seen_by(ally, the_share(mara))

    assert before_the_yes == ()
    assert the_share(mara) != first
    assert "No step to show now." in page
    assert PLAN not in page


def test_taking_back_from_one_leaves_another_as_it_was(mara):
    with_ally(mara, "wren")
    first = the_share(mara)
    jay = with_ally(mara, "jay")
    second = shared_with(jay.user_id, at=AT)[0].id

    sharing.end(**of(mara), share=first)

    assert first != second
    assert PLAN in seen_by(jay, second)


def test_an_ally_can_stop_seeing_it(mara):
    ally = with_ally(mara)
    client, share = signed_in(ally), the_share(mara)

    page = text_of(client.post(reverse("ally_leave", args=[share]), follow=True))

    assert "You no longer see it. That is fine." in page
    assert NOTHING in page
    assert given_by(mara.user_id, mara.id, at=AT) == ()


# Coercion, wiping, carrying


def test_the_page_has_words_for_somebody_who_is_pressed_and_a_way_out(mara):
    ally = with_ally(mara)
    share = the_share(mara)
    pages = [
        signed_in(mara).get(reverse(name)) for name in ("sharing", "share_new")
    ] + [
        signed_in(ally).get(reverse("ally")),
        signed_in(ally).get(reverse("ally_code")),
        signed_in(ally).get(reverse("ally_one", args=[share])),
    ]

    assert "You do not have to. You owe no one a reason." in text_of(pages[0])
    assert "they may notice that it is gone" in text_of(pages[0])
    for page in pages:
        assert "data-leave" in page.content.decode()
        assert reverse("help") in page.content.decode()


def test_sharing_that_somebody_else_began_cannot_be_overlooked(client):
    who = with_record(a_signed_in(client), "sam")
    record.say(**of(who), kind="statement", payload={"name": "energy", "value": "low"})
    people.settle_in(**of(who), solo=True)
    with_ally(who, sections=("safety_plan",), confirmed=False)

    waiting = text_of(client.get(reverse("now"), follow=True))
    lines = text_of(client.get(reverse("data")))

    assert "Shared with 1 person" in waiting
    assert "You made a code for someone close to you" in lines
    assert "<td>wren</td><td>Your code was opened; nothing was shown yet</td>" in lines


def test_an_ally_without_a_record_is_led_to_no_place_of_one(mara):
    ally = with_ally(mara)

    page = signed_in(ally).get(reverse("ally_one", args=[the_share(mara)]))

    assert 'class="places"' not in page.content.decode()


def test_wiping_the_record_ends_the_sharing_for_the_ally_as_well(mara):
    ally = with_ally(mara)
    share = the_share(mara)
    sharing.say_hard_day(**of(mara), on=AT.date())

    people.wipe(**of(mara))

    assert NOTHING in seen_by(ally, share)
    assert not Share.objects.exists()
    assert not Grant.objects.exists()
    assert not HardDay.objects.exists()


def test_an_ally_who_wipes_their_account_is_gone_and_the_looks_stay_as_lines(mara):
    ally = with_ally(mara)
    seen_by(ally, the_share(mara))

    people.wipe(user_id=ally.user_id, person=ally.id, at=AT)
    page = text_of(signed_in(mara).get(reverse("data")))

    assert given_by(mara.user_id, mara.id, at=AT) == ()
    assert "<td>An account that is gone</td><td>What you share was looked at" in page
    assert "wren" not in page


def test_what_is_shared_is_not_carried_out_and_does_not_come_back(mara):
    with_ally(mara, called="Mara K.")
    sharing.say_hard_day(**of(mara), on=AT.date())
    owner = signed_in(mara)

    content = owner.get(reverse("data_export")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
        readme = archive.read("README.txt").decode()
    people.wipe(**of(mara))
    back = a_person("mara")
    file = io.BytesIO(content)
    file.name = "mine.zip"
    signed_in(back).post(reverse("data_import"), {"file": file})

    assert "nothing is shared" in readme
    assert not any("Mara K." in text or "wren" in text for text in texts)
    assert safety_plan.plan_of(back.id).written
    assert given_by(back.user_id, back.id, at=AT) == ()
    assert not HardDay.objects.exists()


def test_at_a_site_the_name_is_the_checked_mail_address(mara):
    ally = with_ally(mara, confirmed=False)
    get_user_model().objects.filter(pk=ally.user_id).update(email="wren@example.org")

    page = text_of(signed_in(mara).get(reverse("sharing")))

    assert "Do you know wren@example.org?" in page
