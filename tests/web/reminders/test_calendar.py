"""The calendar of notes as RFC 5545 wants it, byte by byte."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.web.reminders.calendar import Said, calendar
from heartsease.web.reminders.moments import Moment

WHO = UUID(int=7)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NINE = Moment(at=datetime(2026, 11, 24, 9, tzinfo=UTC))
SAID = Said(note="A note for you", last="The last note", name="Notes")


def written(*found, said=SAID):
    return calendar(found, said=said, person=WHO, changed_at=AT)


def unfolded(text):
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_one_note_is_one_event_with_what_the_standard_asks_for():
    lines = unfolded(written(NINE))

    assert lines[:3] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//notes//notes 1//EN",
    ]
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "DTSTART:20261124T090000Z" in lines
    assert "DTSTAMP:20261123T093000Z" in lines
    assert "SUMMARY:A note for you" in lines
    alarm = lines[lines.index("BEGIN:VALARM") : lines.index("END:VALARM")]
    assert {one.partition(":")[0] for one in alarm[1:]} == {
        "ACTION", "DESCRIPTION", "TRIGGER",
    }  # fmt: skip


def test_a_calendar_that_rests_still_holds_a_component_and_no_event():
    lines = unfolded(written())

    assert "BEGIN:VEVENT" not in lines
    assert lines.count("BEGIN:VTIMEZONE") == lines.count("END:VTIMEZONE") == 1
    assert {"TZOFFSETFROM:+0000", "TZOFFSETTO:+0000"} <= set(lines)
    assert "BEGIN:VTIMEZONE" not in unfolded(written(NINE))


@pytest.mark.parametrize("found", [(), (NINE,)], ids=["none", "one"])
def test_every_line_is_a_name_its_parameters_and_a_value(found):
    for line in unfolded(written(*found)):
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^;:,]+)*:.+", line)


def test_the_same_moment_keeps_its_uid_and_another_has_its_own():
    later = Moment(at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    once, twice = written(NINE), written(NINE, later)
    uids = [line for line in unfolded(twice) if line.startswith("UID:")]

    assert uids[0] in unfolded(once)
    assert len(set(uids)) == 2
    assert str(WHO) not in twice


def test_the_last_note_has_words_of_its_own():
    last = Moment(at=NINE.at, is_last=True)

    assert "SUMMARY:The last note" in unfolded(written(last))


@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_words_come_back_and_no_line_is_longer_than_it_may_be(words):
    text = written(NINE, said=Said(note=words, last="x", name="n"))

    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    summary = next(one for one in unfolded(text) if one.startswith("SUMMARY:"))
    value = summary.removeprefix("SUMMARY:")
    assert re.sub(r"\\(.)", r"\1", value) == words


def test_signs_with_a_meaning_are_escaped():
    text = written(NINE, said=Said(note="tea; bread, jam\\\nnow", last="x", name="n"))

    assert "SUMMARY:tea\\; bread\\, jam\\\\\\nnow" in unfolded(text)
