"""What whoever runs a site sees of harm: numbers by step, and nobody's words or name."""

from datetime import date

import pytest
from click.testing import CliRunner
from tests.support.web import AT, a_person

from heartsease.cli import hazards
from heartsease.cli.main import main
from heartsease.web.record import services as record
from heartsease.web.record.queries import OTHER, entries_of, harm_counts

pytestmark = pytest.mark.django_db

OWN_WORDS = "wolpertinger-drops"
ON = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path))
    monkeypatch.setattr(hazards, "today", lambda: ON)


def report(who, intervention="yoga", on="2026-11-20", **more):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="adverse_report",
        payload={"intervention": intervention, "on": on, **more,
                 "provenance": {"source": "form"}},
        at=AT,
    )  # fmt: skip


def practised(who, at, after):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="practice",
        payload={"intervention": "walking", "on": "2026-11-20", "at": at, "after": after,
                 "provenance": {"source": "form"}},
        at=AT,
    )  # fmt: skip


def run():
    result = CliRunner().invoke(main, ["hazards"])
    assert result.exit_code == 0, result.output
    return result.output


def test_reports_of_everybody_are_counted_by_step():
    mara, sam = a_person("mara"), a_person("sam")
    report(mara, how_bad="very")
    report(mara, on="2026-05-01")
    report(sam, on="2026-11-21", how_bad="little")
    practised(sam, "09:00", "worse")
    practised(sam, "10:00", "better")

    yoga, walking = harm_counts(on=ON)

    assert (yoga.intervention, yoga.reports, yoga.lately, yoga.very_bad) == (
        "yoga", 3, 2, 1,
    )  # fmt: skip
    assert (walking.intervention, walking.reports, walking.after_worse) == (
        "walking", 0, 1,
    )  # fmt: skip


def test_what_was_taken_back_or_corrected_counts_once_or_not_at_all():
    who = a_person()
    report(who)
    (one,) = entries_of(who.id, "adverse_report")
    payload = {**one.payload, "how_bad": "very"}
    entry = record.correct(
        user_id=who.user_id, person=who.id, entry=one.id, payload=payload, at=AT
    )
    (counted,) = harm_counts(on=ON)
    assert (counted.reports, counted.very_bad) == (1, 1)

    record.take_back(user_id=who.user_id, person=who.id, entry=entry, at=AT)

    assert harm_counts(on=ON) == ()


def test_nothing_personal_is_in_it_not_even_a_name_of_a_step_we_do_not_know():
    who = a_person("mara")
    report(who, note=OWN_WORDS, how_bad="much")
    report(who, intervention=OWN_WORDS)

    said = run()

    assert OWN_WORDS not in said
    assert "mara" not in said
    assert str(who.id) not in said
    assert str(who.id)[:8] not in said
    assert "2026" not in said
    assert [line.split("\t")[0] for line in said.splitlines()[1:]] == sorted(
        [OTHER, "yoga"]
    )


def test_small_numbers_are_not_counted_out():
    for number in range(5):
        report(a_person(f"p{number}"), how_bad="very" if number else "little")

    (line,) = run().splitlines()[1:]

    assert line.split("\t") == ["yoga", "5", "5", "under 5", "0"]


def test_no_report_is_a_sentence_and_no_table():
    assert run() == "No step was told to have made anybody worse.\n"
