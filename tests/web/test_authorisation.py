"""Who may open what: one table over every address, and no address without a row."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.support.web import (
    AT,
    a_person,
    an_account,
    sign_in,
    the_share,
    with_ally,
    with_record,
)

from heartsease.web.common import clock
from heartsease.web.journal import services as journal
from heartsease.web.journal.queries import pages_of
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

pytestmark = pytest.mark.django_db

NOT_OURS = "account/"  # django-allauth has tests of its own
UNUSUAL = "wolpertinger drops"
PAGE, SIGN_IN, HIDDEN = 200, "sign in", 404


@dataclass(frozen=True)
class Row:
    """What each gets; `entry` is a kind of fact of the owner that the address names."""

    nobody: int | str = SIGN_IN
    owner: int | str = PAGE
    other: int | str = PAGE
    staff: int | str = PAGE
    method: str = "get"
    entry: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sent: tuple[tuple[str, str], ...] = ()


OPEN = Row(nobody=PAGE)
# Staff run the program: they see their own pages and no record of anybody else.
JOURNAL = "journal"  # a page of the journal is no fact of the record
SHARE = "share"  # nor is what is shared with an ally
OF_THE_OWNER = {"other": HIDDEN, "staff": HIDDEN}

TABLE: dict[str, Row] = {
    "welcome": Row(nobody=PAGE, owner=302, other=302, staff=302),
    "help": OPEN,
    "leave": OPEN,
    "gallery": Row(),
    "consent": Row(),
    "now": Row(),
    "back": Row(owner=302, other=302, staff=302),  # nothing was kept for them
    "ask": Row(values=(("instrument", "phq9"),)),
    "card": Row(values=(("card", "heart"),)),
    "safety": Row(),
    "safety_plan": Row(),
    "safety_plan_write": Row(),
    "safety_plan_part": Row(values=(("part", "signs"),)),
    "minute": Row(),
    "minute_one": Row(values=(("practice", "slow_breathing"),)),
    "minute_done": Row(
        method="post",
        values=(("practice", "slow_breathing"),),
        sent=(("after", "same"),),
        owner=302,
        other=302,
        staff=302,
    ),
    "practices": Row(),
    "practice": Row(values=(("practice", "slow_breathing"),)),
    "practice_play": Row(values=(("practice", "back_to_the_room"),)),
    "practice_done": Row(
        method="post",
        values=(("practice", "slow_breathing"),),
        sent=(("after", "same"), ("size", "tiny")),
        owner=302,
        other=302,
        staff=302,
    ),
    "light": Row(),
    "helpers": Row(),
    "helpers_sheet": Row(),
    "map": Row(),
    "finding": Row(values=(("finding", "vitamin_d_low"),)),
    "plan": Row(),
    "wish": Row(
        method="post",
        values=(("intervention", "walking"),),
        sent=(("wish", "want"),),
        owner=302,
        other=302,
        staff=302,
    ),
    "choose": Row(
        method="post",
        values=(("intervention", "walking"),),
        sent=(("size", "tiny"),),
        owner=302,
        other=302,
        staff=302,
    ),
    "look_again": Row(
        method="post",
        values=(("intervention", "walking"),),
        sent=(("verdict", "stop"),),
        owner=302,
        other=302,
        staff=302,
    ),
    "worse": Row(),
    "worse_new": Row(
        method="post",
        values=(("intervention", "walking"),),
        owner=302,
        other=302,
        staff=302,
    ),
    "worse_more": Row(entry="adverse_report", **OF_THE_OWNER),
    "worse_settle": Row(
        method="post",
        entry="adverse_report",
        sent=(("over", "1"),),
        owner=302,
        **OF_THE_OWNER,
    ),
    "library": Row(),
    "library_item": Row(values=(("id", "walking"),)),
    "passport": Row(),
    "passport_first": Row(),
    "trial_new": Row(),
    "trial_edit": Row(entry="trial", **OF_THE_OWNER),
    "episode": Row(),
    "medicine_new": Row(),
    "medicine_stop": Row(method="post", entry="medicine", owner=302, **OF_THE_OWNER),
    "list_whole": Row(
        method="post",
        values=(("which", "trials"),),
        owner=302,
        other=302,
        staff=302,
    ),
    "labs": Row(),
    "lab_new": Row(),
    "lab_take_back": Row(method="post", entry="observation", owner=302, **OF_THE_OWNER),
    "bring": Row(),
    "visit": Row(),
    "visit_sheet": Row(),
    "visit_pdf": Row(),
    "progress": Row(),
    "food": Row(),
    "meal": Row(values=(("day", "2026-11-22"), ("moment", "lunch"))),
    "sleep": Row(),
    "sleep_path": Row(),
    "night": Row(values=(("day", "2026-11-22"),)),
    "journal": Row(),
    "journal_new": Row(),
    "journal_values": Row(),
    "journal_went": Row(
        method="post", sent=(("how", "done"),), owner=302, other=302, staff=302
    ),
    "journal_one": Row(entry=JOURNAL, **OF_THE_OWNER),
    "program": Row(),
    "lesson": Row(values=(("lesson", "not_you"),)),
    "today": Row(),
    "today_of": Row(values=(("day", "2026-11-22"),)),
    "reminders": Row(),
    # The address is the key; without it there is nothing for anybody.
    "note_feed": Row(
        values=(("key", "no-such-key"),),
        nobody=HIDDEN,
        owner=HIDDEN,
        other=HIDDEN,
        staff=HIDDEN,
    ),
    # So is the word in a mail; only one that we signed opens anything.
    "note_off": Row(
        values=(("word", "no-such-word"),),
        nobody=HIDDEN,
        owner=HIDDEN,
        other=HIDDEN,
        staff=HIDDEN,
    ),
    "device": Row(),
    "offline": OPEN,
    "offline_pack": Row(),
    "worker": OPEN,
    "sync": Row(method="post", owner=400, other=400, staff=400),  # a form is not JSON
    "fortnight": Row(),
    "treatments": Row(),
    "sharing": Row(),
    "share_new": Row(),
    "hard_day": Row(method="post", owner=302, other=302, staff=302),
    "share_confirm": Row(method="post", entry=SHARE, owner=302, **OF_THE_OWNER),
    "share_end": Row(method="post", entry=SHARE, owner=302, **OF_THE_OWNER),
    "share_section": Row(
        method="post",
        entry=SHARE,
        values=(("section", "steps"),),
        sent=(("give", "0"),),
        owner=302,
        **OF_THE_OWNER,
    ),
    "ally": Row(),
    "ally_code": Row(),
    # For whoever is not the ally it is as if there was nothing: no sign is given.
    "ally_one": Row(entry=SHARE, owner=302, other=302, staff=302),
    "ally_leave": Row(method="post", entry=SHARE, owner=302, other=302, staff=302),
    "data": Row(),
    "data_export": Row(),
    "data_import": Row(),
    "data_wipe": Row(),
}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def owner():
    who = with_record(a_person("mara"))
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="medicine",
        payload={"text": UNUSUAL, "provenance": {"source": "typed"}},
        at=AT,
    )
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="adverse_report",
        payload={
            "intervention": "yoga",
            "on": "2026-11-20",
            "note": UNUSUAL,
            "provenance": {"source": "typed"},
        },
        at=AT,
    )
    journal.write(user_id=who.user_id, person=who.id, text=UNUSUAL, on=AT.date(), at=AT)
    with_ally(who, called=UNUSUAL)
    return who


def everything(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, str | None]]:
    """Every address the program answers to, with its name."""
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from everything(one.url_patterns, here)
        else:
            yield here, one.name


def address(name, row, owner):
    values = dict(row.values)
    if row.entry == JOURNAL:
        values["entry"] = str(pages_of(owner.user_id, owner.id)[0].id)
    elif row.entry == SHARE:
        values["share"] = str(the_share(owner))
    elif row.entry:
        values["entry"] = str(entries_of(owner.id, row.entry)[0].id)
    return reverse(name, kwargs=values)


def got(answer):
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return SIGN_IN
    return answer.status_code


def the_client_of(role, owner):
    client = Client()
    if role == "owner":
        sign_in(client, owner)
    elif role == "other":
        sign_in(client, a_person("sam"))
    elif role == "staff":
        sign_in(client, a_person("root", staff=True))
    return client


def test_every_address_has_a_row_and_every_row_an_address():
    ours = {
        name if name is not None else path
        for path, name in everything(get_resolver().url_patterns)
        if not path.startswith(NOT_OURS)
    }

    assert ours == set(TABLE)


@pytest.mark.parametrize("role", ["nobody", "owner", "other", "staff"])
@pytest.mark.parametrize("name", TABLE)
def test_each_gets_what_the_table_says(name, role, owner):
    row = TABLE[name]
    before = record_of(owner.id)

    visit = getattr(the_client_of(role, owner), row.method)
    answer = visit(address(name, row, owner), dict(row.sent))

    assert got(answer) == getattr(row, role)
    if role != "owner":
        assert UNUSUAL.encode() not in answer.content
        assert record_of(owner.id) == before


@pytest.mark.parametrize(
    "name", [name for name, row in TABLE.items() if row.nobody == SIGN_IN]
)
def test_an_account_that_agreed_to_nothing_sees_no_clinical_page(name, owner):
    row = TABLE[name]
    client = Client()
    sign_in(client, a_person("new", consent=False))

    answer = getattr(client, row.method)(address(name, row, owner))

    if name in {
        "gallery",
        "consent",
        "data",
        "data_export",
        "data_wipe",
        "ally",
        "ally_code",
    }:
        assert answer.status_code == PAGE
    elif name in {"ally_one", "ally_leave"}:
        assert (answer.status_code, answer.url) == (302, reverse("ally"))
    else:
        assert (answer.status_code, answer.url) == (302, reverse("consent"))


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.entry])
def test_an_id_that_does_not_exist_is_hidden_like_one_of_somebody_else(name, owner):
    row = TABLE[name]
    named = "share" if row.entry == SHARE else "entry"
    values = {**dict(row.values), named: "00000000-0000-4000-8000-000000000000"}
    client = the_client_of("owner", owner)

    answer = getattr(client, row.method)(reverse(name, kwargs=values))

    assert answer.status_code == row.other


@pytest.mark.parametrize(
    "name", [name for name, row in TABLE.items() if row.method == "post"]
)
def test_what_changes_something_is_not_done_by_a_link(name, owner):
    client = the_client_of("owner", owner)

    assert client.get(address(name, TABLE[name], owner)).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["wish", "choose", "look_again", "worse_new", "worse_settle", "minute_done", "practice_done", "medicine_stop", "list_whole", "lab_take_back", "data_import", "data_wipe",
     "consent", "now", "safety", "reminders", "share_new", "share_confirm", "share_end", "share_section", "hard_day", "ally_code", "ally_leave"],
)  # fmt: skip
def test_a_form_from_another_site_is_refused(name, owner):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, owner)
    before = record_of(owner.id)

    answer = client.post(address(name, TABLE[name], owner), {"word": "DELETE"})

    assert answer.status_code == 403
    assert record_of(owner.id) == before


def test_signing_up_gives_no_rights_beyond_ones_own_record():
    user = an_account("plain")

    assert not user.is_staff
    assert not user.is_superuser
    assert user.get_all_permissions() == set()


def test_the_help_page_opens_with_the_lines_of_the_own_country(owner):
    page = the_client_of("owner", owner).get(reverse("help")).content.decode()

    assert "116 123" in page
