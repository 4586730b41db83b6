"""Notes from end to end: set, fetched, resting, begun again, off; and nothing said."""

import re
import smtplib
from datetime import UTC, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from click.testing import CliRunner
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.support.web import AT, a_person, a_signed_in, with_record

from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main
from heartsease.library.knowledge import standard
from heartsease.web.audit.models import Event
from heartsease.web.common import clock
from heartsease.web.patient import discreet, mailing
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.reminders import services as reminders
from heartsease.web.reminders.models import Mailed, Wanted, Words
from heartsease.web.reminders.queries import reminders_of

pytestmark = pytest.mark.django_db

PAGE = reverse("reminders")
NINE = time(9)
FORM = {
    "save": "1", "first": "09:00", "second": "", "third": "", "quiet_from": "21:00",
    "quiet_until": "08:00", "words": "note", "in_app": "on",
}  # fmt: skip
# What a glance at a locked screen must not give away.
TELLING = re.compile(
    r"depress|mood|heartsease|health|mental|therap|medic|check.?in|practi|sleep|symptom|"
    r"anxi|clinic|doctor|suicid|energy|treat|journal|breath",
    re.IGNORECASE,
)


class Clock:
    moment = AT

    def now(self):
        return self.moment

    def on(self, day, hour=9, minute=30):
        self.moment = datetime(2026, 11, 23, hour, minute, tzinfo=UTC) + timedelta(day)


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    moment = Clock()
    monkeypatch.setattr(clock, "now", moment.now)
    return moment


@pytest.fixture
def site(settings):
    settings.OWN_COMPUTER = False
    settings.ADDRESS = "https://notes.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def says(who, **payload):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="check_in",
        payload={**payload, "provenance": {"source": "form"}},
        at=clock.now(),
    )


def text_of(answer):
    return " ".join(answer.content.decode().split())


def switched_on(client, **changed):
    return client.post(PAGE, FORM | changed)


def address_of(client):
    client.post(PAGE, {"address": "1"})
    return re.search(
        r'value="http://testserver(/note/[^"]+)"', text_of(client.get(PAGE))
    )[1]


def starts(feed):
    return re.findall(r"DTSTART:(\d{8})T\d{6}Z", feed.content.decode())


def test_nothing_is_on_before_somebody_says_so(client):
    who = a_signed_in(client)

    page = text_of(client.get(PAGE))

    assert "Switch notes on" in page
    assert "Switch everything off" not in page
    assert reminders_of(who.id) is None


def test_switched_on_fetched_and_silent_after_three_days_without_a_word(client, moment):
    a_signed_in(client)
    switched_on(client)
    address = address_of(client)
    calendar = Client()  # a calendar program has no account here

    first = calendar.get(address)
    moment.on(4)
    fourth = calendar.get(address)
    moment.on(5)
    fifth = calendar.get(address)

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert starts(first) == [f"202611{day}" for day in (23, 24, 25, 26, 27)]
    assert starts(fourth) == ["20261127"]
    assert str(discreet.LAST) in fourth.content.decode()
    assert starts(fifth) == []


def test_after_the_rest_the_first_page_asks_once_and_yes_begins_again(client, moment):
    who = with_record(a_signed_in(client))
    client.post(reverse("now"), {"energy": "okay"})
    client.post(reverse("now"), {"team": "skip"})
    switched_on(client)
    moment.on(6)
    says(who, on="2026-11-29", mood=5)

    asked = text_of(client.get(reverse("now")))
    answer = client.post(PAGE, {"again": "1", "from_now": "1"})

    assert "Your notes are resting" in asked
    assert answer.url == reverse("now")
    assert "Your notes are resting" not in text_of(client.get(reverse("now")))
    assert starts(client.get(address_of(client)))[0] == "20261130"


def test_the_first_page_has_one_line_when_the_time_has_come(client, moment):
    who = with_record(a_signed_in(client))
    client.post(reverse("now"), {"energy": "okay"})
    client.post(reverse("now"), {"team": "skip"})
    switched_on(client, first="10:00")
    moment.on(1, 9)
    before = text_of(client.get(reverse("now")))

    moment.on(1, 11)

    line = "This is the time you chose."
    assert line not in before
    assert line in text_of(client.get(reverse("now")))
    says(who, on="2026-11-24", mood=5)
    assert line not in text_of(client.get(reverse("now")))


def test_everything_off_is_one_tap_and_nothing_is_kept(client):
    who = a_signed_in(client)
    switched_on(client)
    address = address_of(client)

    client.post(PAGE, {"off": "1"})

    assert reminders_of(who.id) is None
    assert not Wanted.objects.exists()
    assert Client().get(address).status_code == 404


def test_a_new_address_empties_the_old_one_and_closing_empties_it_too(client):
    a_signed_in(client)
    switched_on(client)
    old, new = address_of(client), address_of(client)

    assert old != new
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    client.post(PAGE, {"close": "1"})
    assert Client().get(new).status_code == 404


def test_an_address_is_too_long_to_be_guessed(client):
    a_signed_in(client)
    switched_on(client)

    key = address_of(client).removeprefix("/note/").removesuffix(".ics")

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", key)


def test_the_feed_says_nothing_of_what_it_is_for_or_whose_it_is(client, moment):
    who = with_record(a_signed_in(client))
    people.settle_in(
        user_id=who.user_id, person=who.id, at=AT, time_zone="Europe/Berlin"
    )
    moment.on(1)
    for words in Words.values:
        switched_on(client, words=words)
        feed = Client().get(address_of(client))
        text = feed.content.decode()

        assert text.count("BEGIN:VEVENT") == 5
        assert not TELLING.search(text)
        assert "mara" not in text.lower()
        assert "Berlin" not in text
        assert str(who.id) not in text
        for step in standard().interventions.values():
            assert step.name.lower() not in text.lower()


def test_the_words_of_a_note_have_a_name_each():
    assert set(discreet.NOTES) == set(Words.values)
    mails = (discreet.MAIL, discreet.GENTLE_MAIL, discreet.LAST)
    for said in (*discreet.NOTES.values(), *mails):
        assert not TELLING.search(str(said))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"first": ""}, "Please choose a time"),
        ({"first": "22:00"}, "This lies in your quiet hours."),
        ({"quiet_until": ""}, "Quiet hours need both times."),
        ({"first": "soon"}, "Please write the time like 09:00."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(client, changed, sentence):
    who = a_signed_in(client)

    answer = switched_on(client, **changed)

    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert reminders_of(who.id) is None


def test_the_page_of_a_person_far_away_counts_their_own_days(client, moment):
    who = a_signed_in(client)
    people.settle_in(
        user_id=who.user_id, person=who.id, at=AT, time_zone="Pacific/Auckland"
    )
    switched_on(client)

    feed = Client().get(address_of(client)).content.decode()

    # 9:30 UTC on the 23rd is 22:30 there; the next 9:00 there is 20:00 UTC on the 23rd.
    assert "DTSTART:20261123T200000Z" in feed


def with_mail(name="mara"):
    who = a_person(name)
    EmailAddress.objects.create(
        user_id=who.user_id, email=f"{name}@example.org", verified=True, primary=True
    )
    reminders.settle(
        user_id=who.user_id, person=who.id, times=[NINE],
        quiet=None, words="tea", in_app=False, mail=True, on=AT.date(), at=AT,
    )  # fmt: skip
    return who


def test_a_mail_goes_out_once_and_says_nothing(site):
    with_mail()

    first = reminders.deliver(mailing.send, at=AT)
    second = reminders.deliver(mailing.send, at=AT + timedelta(minutes=10))

    assert (first.sent, second.sent) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["mara@example.org"]
    assert sent.subject == "Time for tea"
    assert not TELLING.search(sent.subject + sent.body)


def low_energy(who):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "energy", "value": "low"},
        at=AT,
    )


def test_on_a_low_day_a_mail_asks_for_nothing_and_tells_nothing(site):
    low_energy(with_mail())

    reminders.deliver(mailing.send, at=AT + timedelta(days=1))

    (sent,) = mail.outbox
    assert "nothing you have to do" in sent.body
    assert not TELLING.search(sent.subject + sent.body)


def test_low_energy_makes_the_notes_fewer_and_changes_nothing_that_was_wished(client):
    who = a_signed_in(client)
    switched_on(client, second="12:00", third="17:00")
    key = address_of(client)
    usual = Client().get(key).content.decode().count("BEGIN:VEVENT")
    before = reminders_of(who.id)

    low_energy(who)

    fewer = Client().get(key).content.decode().count("BEGIN:VEVENT")
    assert fewer < usual / 2
    assert reminders_of(who.id) == before


def test_the_mails_of_a_silent_person_end_with_one_kind_one(site):
    with_mail()

    for half in range(7 * 24 * 2):
        reminders.deliver(mailing.send, at=AT + timedelta(minutes=30 * half))

    subjects = [one.subject for one in mail.outbox]
    assert subjects == ["Time for tea"] * 4 + [str(discreet.LAST)]


def test_the_last_minutes_of_a_day_are_sent_after_midnight_too(site):
    who = with_mail()
    Wanted.objects.filter(person_id=who.id).update(times="23:55")

    done = reminders.deliver(mailing.send, at=datetime(2026, 11, 24, 0, 5, tzinfo=UTC))

    assert done.sent == 1


def test_a_mail_that_fails_is_tried_again_and_the_log_has_no_address(
    site, monkeypatch, caplog
):
    with_mail()
    works = mailing.EmailMessage.send

    def refused(self, fail_silently=False):
        raise smtplib.SMTPServerDisconnected("mara@example.org")

    monkeypatch.setattr(mailing.EmailMessage, "send", refused)
    first = reminders.deliver(mailing.send, at=AT)
    monkeypatch.setattr(mailing.EmailMessage, "send", works)
    second = reminders.deliver(mailing.send, at=AT + timedelta(minutes=5))

    assert (first.sent, first.failed, second.sent) == (0, 1, 1)
    assert "SMTPServerDisconnected" in caplog.text
    assert "mara" not in caplog.text


def way_off_in(sent):
    return re.search(r"https://notes\.example\.org(/note/off/\S+)", sent.body)[1]


@pytest.mark.parametrize("nights", [0, 4], ids=["a note", "the last note"])
def test_every_mail_says_how_to_end_them_in_its_text_and_in_its_headers(site, nights):
    with_mail()
    reminders.deliver(mailing.send, at=AT + timedelta(days=nights))

    (sent,) = mail.outbox
    whole = sent.message().as_bytes()

    way = f"https://notes.example.org{way_off_in(sent)}"
    assert sent.body.endswith(f"\nNo more of these mails: {way}\n")
    assert sent.message()["List-Unsubscribe"] == f"<{way}>"
    assert sent.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert max(map(len, whole.split(b"\n"))) < 998  # RFC 5322, 2.1.1


def test_one_click_from_a_mail_program_ends_the_mails_and_nothing_else(site):
    who = with_mail()
    Wanted.objects.update(in_app=True, feed_key="k")
    reminders.deliver(mailing.send, at=AT)
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(
        way_off_in(mail.outbox[0]), {"List-Unsubscribe": "One-Click"}
    )
    reminders.deliver(mailing.send, at=AT + timedelta(days=1))
    again = stranger.post(way_off_in(mail.outbox[0]))

    kept = reminders_of(who.id)
    assert (answer.status_code, again.status_code) == (200, 200)
    assert (kept.mail, kept.in_app, kept.feed_key) == (False, True, "k")
    assert len(mail.outbox) == 1
    lines = Event.objects.filter(person=who.id, action="reminder mails stopped")
    assert [one.actor_id for one in lines] == [None]


def test_looking_at_the_link_changes_nothing_and_shows_one_button(site):
    who = with_mail()
    reminders.deliver(mailing.send, at=AT)

    page = Client().get(way_off_in(mail.outbox[0]))

    assert reminders_of(who.id).mail
    assert "Switch these mails off" in text_of(page)
    assert "mara" not in text_of(page)


def test_a_word_that_was_changed_or_made_up_ends_nothing(site):
    who, other = with_mail(), with_mail("sam")
    reminders.deliver(mailing.send, at=AT)
    signature = way_off_in(mail.outbox[0]).rstrip("/").rpartition(":")[2]

    for word in (f"{other.id.hex}:{signature}", other.id.hex, "x", f"x:{signature}"):
        assert Client().post(reverse("note_off", args=[word])).status_code == 404

    assert reminders_of(who.id).mail
    assert reminders_of(other.id).mail


def test_an_old_link_of_somebody_who_wants_no_notes_at_all_is_no_error(site):
    who = with_mail()
    reminders.deliver(mailing.send, at=AT)
    reminders.switch_off(user_id=who.user_id, person=who.id, at=AT)

    page = Client().post(way_off_in(mail.outbox[0]))

    assert "The mails are off" in text_of(page)


def test_an_address_that_nobody_confirmed_gets_no_mail(site):
    who = with_mail()
    EmailAddress.objects.filter(user_id=who.user_id).update(verified=False)

    done = reminders.deliver(mailing.send, at=AT)

    assert (done.sent, mail.outbox) == (0, [])
    assert not Mailed.objects.exists()


def test_who_has_told_something_today_gets_no_mail(site):
    who = with_mail()
    says(who, on="2026-11-23", mood=5)

    reminders.deliver(mailing.send, at=AT)

    assert mail.outbox == []


def test_by_mail_is_offered_and_kept_only_on_a_site(client, settings):
    who = a_signed_in(client)

    switched_on(client, mail="on")
    own = text_of(client.get(PAGE))
    settings.OWN_COMPUTER = False
    there = text_of(client.get(PAGE))

    assert reminders_of(who.id).mail is False
    assert "by mail" not in own
    assert "by mail" in there


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path))


def test_the_command_sends_what_is_due_and_names_nobody(folder, site):
    with_mail()

    result = CliRunner().invoke(main, ["remind"])

    assert result.exit_code == 0, result.output
    assert result.output == "sent 1, not sent 0\n"
    assert len(mail.outbox) == 1


def test_the_command_says_that_ones_own_computer_sends_no_mail(folder):
    result = CliRunner().invoke(main, ["remind"])

    assert result.exit_code == ExitCode.NOT_SENT
    assert "HEARTSEASE_MODE" in result.output


def test_a_wipe_takes_the_notes_along(client):
    who = a_signed_in(client)
    switched_on(client)
    address = address_of(client)

    people.wipe(user_id=who.user_id, person=who.id, at=AT)

    assert not Wanted.objects.exists()
    assert Client().get(address).status_code == 404


def test_without_an_address_for_the_way_off_no_mail_goes_out(folder, site, settings):
    settings.ADDRESS = ""
    with_mail()

    result = CliRunner().invoke(main, ["remind"])

    assert result.exit_code == ExitCode.NOT_SENT
    assert "HEARTSEASE_ADDRESS" in result.output
    assert mail.outbox == []


def test_what_could_not_be_handed_over_has_an_exit_code_of_its_own(
    folder, site, monkeypatch
):
    with_mail()
    monkeypatch.setattr(mailing.EmailMessage, "send", lambda self: 0)

    result = CliRunner().invoke(main, ["remind"])

    assert result.exit_code == ExitCode.NOT_SENT == 6
    assert "the next run tries them again" in result.output
