"""What the program writes to its log: never an answer, a name or free text."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.support.first_hour import BORN, ITEMS, MEDICINE, NAME, walk
from tests.support.web import PASSPHRASE, a_signed_in

from heartsease.web.common.lines import Line
from heartsease.web.patient.screens.reminders import view as reminders
from heartsease.web.record import services as record

KEY = "k" * 43
PRIVATE = (NAME, MEDICINE, PASSPHRASE, BORN, "self_harm", "phq9", *ITEMS[:2])
QUIET = logging.INFO
SENT_ON = ("sign up", "consent", "energy", "team", "phq9", "medicine")


@pytest.mark.django_db(transaction=True)
def test_a_whole_first_hour_leaves_no_word_of_the_person_in_the_log(client, caplog):
    caplog.set_level(QUIET)

    statuses = {name: answer.status_code for name, answer in walk(client)}

    assert {statuses[name] for name in SENT_ON} == {302}
    assert statuses["not found"] == 404
    assert statuses["map"] == statuses["data_export"] == 200
    said = [record.getMessage() + str(record.__dict__) for record in caplog.records]
    assert any("nothing-of-the-kind" in line for line in said)  # the log is read at all
    for line in said:
        for word in PRIVATE:
            assert word not in line


@pytest.mark.django_db
def test_a_mistake_of_ours_is_logged_without_what_was_typed(caplog, monkeypatch):
    client = Client(raise_request_exception=False)
    a_signed_in(client, NAME)

    def fails(**_):
        raise RuntimeError("no disk")

    monkeypatch.setattr(record, "say", fails)

    answer = client.post(reverse("medicine_new"), {"name": MEDICINE})

    assert answer.status_code == 500
    assert MEDICINE not in answer.content.decode()
    assert "no disk" not in answer.content.decode()
    said = [logging.Formatter().format(line) for line in caplog.records]
    assert any("Internal Server Error: /passport/medicines/new/" in one for one in said)
    for line in said:
        assert MEDICINE not in line
        assert NAME not in line


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [False, True])
def test_the_key_of_a_calendar_feed_stands_in_no_line(caplog, monkeypatch, broken):
    def fails(*_, **__):
        raise RuntimeError("no disk")

    if broken:
        monkeypatch.setattr(reminders, "behind", fails)
    client = Client(raise_request_exception=False)

    answer = client.get(reverse("note_feed", args=[KEY]))

    assert answer.status_code == (500 if broken else 404)
    config = settings.LOGGING["formatters"]["line"]
    shown = Line(config["fmt"], style=config["style"])
    lines = [shown.format(record) for record in caplog.records]
    assert any("/note/....ics" in line for line in lines)
    assert not any(KEY in line for line in lines)


@pytest.mark.django_db
def test_the_words_of_a_mistake_stay_out_of_the_log(caplog, monkeypatch):
    """A database says which row it could not store, and the row holds the answer."""
    client = Client(raise_request_exception=False)
    a_signed_in(client, NAME)

    def fails(**_):
        try:
            raise ValueError(f"Failing row contains ({MEDICINE})")
        except ValueError as problem:
            raise RuntimeError(f"{MEDICINE} was not stored") from problem

    monkeypatch.setattr(record, "say", fails)

    client.post(reverse("medicine_new"), {"name": MEDICINE})

    config = settings.LOGGING["formatters"]["line"]
    shown = Line(config["fmt"], style=config["style"])
    lines = "\n".join(shown.format(one) for one in caplog.records)
    assert MEDICINE not in lines
    assert "builtins.RuntimeError" in lines
    assert "builtins.ValueError" in lines
    assert 'passport/view.py", line ' in lines


def test_a_name_we_do_not_answer_to_is_one_line_that_says_which_setting_it_is(caplog):
    Client(headers={"host": "wrong.example"}).get("/")

    config = settings.LOGGING["formatters"]["line"]
    shown = Line(config["fmt"], style=config["style"])
    (line,) = [shown.format(one) for one in caplog.records if one.exc_info]
    assert "HEARTSEASE_HOSTS" in line
    assert "wrong.example" not in line
    assert "\n" not in line


def test_the_settings_send_the_log_to_the_screen_and_mail_nobody():
    assert set(settings.LOGGING["handlers"]) == {"error"}
    assert settings.ADMINS == []
