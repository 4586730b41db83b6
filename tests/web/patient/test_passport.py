"""The treatment passport: trials judged as they stand, medicines and whole lists."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.web import AT, a_person, a_signed_in, sign_in, with_record

from heartsease.core.record.record import Certainty
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.medicines import ingredients_of, treatment_of
from heartsease.web.record import services
from heartsease.web.record.queries import entries_of, record_of

pytestmark = pytest.mark.django_db

A_FAIR_TRY = {
    "treatment": "Sertraline",
    "highest_dose": "150",
    "held_for": "10",
    "held_unit": "weeks",
    "started_on": "2026-01-05",
    "stopped_on": "2026-05-01",
    "taken_percent": "100",
    "percent_improvement": "25",
    "stopped_because": "too_little_effect",
    "this_episode": "yes",
}


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def add(client, **said):
    return client.post(reverse("trial_new"), {**A_FAIR_TRY, **said})


def test_a_full_trial_is_called_a_fair_try(client):
    who = a_signed_in(client)

    assert add(client).status_code == 302

    [trial] = record_of(who.id).trials
    assert trial.treatment == "sertraline"
    assert trial.days_at_or_above_minimum == 70
    assert trial.highest_dose.unit == "mg/d"
    [shown] = client.get(reverse("passport")).context["trials"]
    assert shown.adequate is True


@pytest.mark.parametrize("part", ["1", "part"])
def test_how_a_trial_counts_is_shown_before_anything_is_kept(client, part):
    who = a_signed_in(client)

    page = add(client, look=part)

    assert page.context["counted"].adequate is True
    assert "fair try" in page.content.decode()
    assert ("<form" in page.content.decode()) is (part == "1")
    assert record_of(who.id).trials == ()


@pytest.mark.parametrize(
    ("said", "adequate", "words"),
    [
        ({"highest_dose": "25"}, False, "the dose was below the usual least dose"),
        ({"held_for": "1"}, False, "the time was short"),
        ({"taken_percent": "25"}, False, "many doses were missed"),
        ({"highest_dose": ""}, None, "the dose is missing"),
        (
            {"treatment": "A tea of seven herbs"},
            None,
            "try: the name is not known to us<",
        ),
        (
            {"treatment": "Counselling", "sessions": "3"},
            None,
            "no least course is known",
        ),
        (
            {"treatment": "CBT", "sessions": "30", "trained_therapist": ""},
            None,
            "try: not known if it was with a trained therapist<",
        ),
        (
            {"treatment": "CBT", "sessions": "30", "trained_therapist": "no"},
            False,
            "it was not with a trained therapist",
        ),
        (
            {"treatment": "CBT", "sessions": "2", "trained_therapist": "yes"},
            False,
            "there were fewer sessions than a full course",
        ),
        ({"treatment": "CBT"}, None, "the number of sessions is missing"),
        ({"treatment": "ECT", "sessions": "7"}, None, "on one side or both"),
        (
            {"highest_dose": "", "held_for": ""},
            None,
            "the dose is missing; how long it was at a full dose is missing",
        ),
        (
            {"treatment": "Lithium", "added_to": "Sertraline", "held_for": ""},
            None,
            "there is no least dose to compare this dose with",
        ),
    ],
)
def test_it_says_what_speaks_against_a_fair_try_or_is_missing(
    client, said, adequate, words
):
    a_signed_in(client)

    page = add(client, look="part", **said)

    assert page.context["counted"].adequate is adequate
    assert words in page.content.decode()


def test_what_it_says_is_what_the_passport_says_once_it_is_kept(client):
    a_signed_in(client)
    before = add(client, look="part", highest_dose="25").context["counted"]

    add(client, highest_dose="25")

    [shown] = client.get(reverse("passport")).context["trials"]
    assert shown.row == before.row


def test_while_a_trial_is_corrected_the_new_words_count_and_not_the_old(client):
    who = a_signed_in(client)
    add(client)
    [old] = entries_of(who.id, "trial")

    page = client.post(
        reverse("trial_edit", args=[old.id]),
        {**A_FAIR_TRY, "highest_dose": "25", "look": "part"},
    )

    assert page.context["counted"].adequate is False
    assert entries_of(who.id, "trial") == (old,)


def test_with_something_to_mend_it_cannot_be_said_yet(client):
    a_signed_in(client)

    page = add(client, look="1", started_on="2030-01-01")

    assert page.context["counted"] is None
    assert "This day is still to come." in page.content.decode()


def test_brands_are_offered_while_a_name_is_typed_and_each_name_is_known(client):
    a_signed_in(client)
    first = client.get(reverse("passport_first")).context["names"]
    trial = client.get(reverse("trial_new")).context["names"]
    known = standard()

    assert {"Zoloft", "Sertraline"} <= {*first} & {*trial}
    assert [one for one in first if not known_by(one, known)] == []
    assert [one for one in trial if treatment_of(one, known) is None] == []


def known_by(name, known):
    return ingredients_of(name, known) or treatment_of(name, known)


def test_correcting_the_dose_changes_the_verdict_and_keeps_the_rest(client):
    who = a_signed_in(client)
    add(client)
    [old] = entries_of(who.id, "trial")
    address = reverse("trial_edit", args=[old.id])
    page = client.get(address).content.decode()
    assert 'value="Sertraline"' in page

    client.post(address, {**A_FAIR_TRY, "highest_dose": "25"})

    [new] = entries_of(who.id, "trial")
    assert new.payload["id"] == old.payload["id"]
    assert new.payload["highest_dose"]["value"] == 25
    [shown] = client.get(reverse("passport")).context["trials"]
    assert shown.adequate is False


def test_what_the_form_shows_and_sends_back_changes_nothing(client):
    who = with_record(a_signed_in(client))
    before = {one.id: one.payload for one in entries_of(who.id, "trial")}

    for entry in before:
        form = client.get(reverse("trial_edit", args=[entry])).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        sent = {
            name: one for name, one in shown.items() if one not in (None, "", False)
        }
        client.post(reverse("trial_edit", args=[entry]), sent)

    after = {one.payload["id"]: one.payload for one in entries_of(who.id, "trial")}
    for old in before.values():
        new = after[old["id"]]
        assert {name: one for name, one in new.items() if name != "ongoing"} == {
            name: one for name, one in old.items() if name != "ongoing"
        }
        assert bool(new.get("ongoing")) == bool(old.get("ongoing"))


def test_a_correction_can_be_corrected_back(client):
    who = a_signed_in(client)
    add(client)
    for dose in ("25", "150", "25"):
        [entry] = entries_of(who.id, "trial")
        said = {**A_FAIR_TRY, "highest_dose": dose}
        assert (
            client.post(reverse("trial_edit", args=[entry.id]), said).status_code == 302
        )

    [entry] = entries_of(who.id, "trial")
    assert entry.payload["highest_dose"]["value"] == 25


def test_a_treatment_we_do_not_know_is_kept_as_it_was_written(client):
    who = a_signed_in(client)

    add(client, treatment="Grandmother's tea")

    [trial] = record_of(who.id).trials
    assert (trial.treatment, trial.text) == (None, "Grandmother's tea")
    assert (
        "We kept the name as you wrote it"
        in client.get(reverse("passport")).content.decode()
    )


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("treatment", {"treatment": ""}),
        ("stopped_on", {"started_on": "2026-05-02"}),
        ("started_on", {"started_on": "2026-12-01", "stopped_on": ""}),
        ("ongoing", {"ongoing": "on"}),
        ("added_to", {"added_to": "Grandmother's tea"}),
        ("highest_dose", {"highest_dose": "-3"}),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_kept(
    client, field, said
):
    who = a_signed_in(client)

    shown = add(client, **said)

    assert field in shown.context["form"].errors
    assert f'href="#id_{field}"' in shown.content.decode()
    assert record_of(who.id).trials == ()


def test_nobody_can_open_correct_or_take_back_another_persons_trial(client):
    mara = with_record(a_person("mara"))
    theirs = entries_of(mara.id, "trial")[0]
    other = Client()
    sign_in(other, a_person("other"))
    address = reverse("trial_edit", args=[theirs.id])

    assert other.get(address).status_code == 404
    assert other.post(address, A_FAIR_TRY).status_code == 404
    assert other.post(address, {"take_back": "yes"}).status_code == 404
    medicine = entries_of(mara.id, "medicine")[0]
    stop = reverse("medicine_stop", args=[medicine.id])
    assert other.post(stop).status_code == 404
    assert theirs in entries_of(mara.id, "trial")


def test_a_trial_that_never_was_is_not_found(client):
    a_signed_in(client)

    assert client.get(reverse("trial_edit", args=[uuid4()])).status_code == 404


def test_a_trial_can_be_taken_out(client):
    who = a_signed_in(client)
    add(client)
    [entry] = entries_of(who.id, "trial")

    client.post(reverse("trial_edit", args=[entry.id]), {"take_back": "yes"})

    assert record_of(who.id).trials == ()


def test_a_brand_name_is_recognised_and_its_dose_kept(client):
    who = a_signed_in(client)

    client.post(reverse("medicine_new"), {"name": "Zoloft", "dose": "50"})

    [medicine] = record_of(who.id).medicines
    assert medicine.ingredients == ("sertraline",)
    assert medicine.daily_dose.value == 50


def test_an_unknown_medicine_is_kept_and_said(client):
    who = a_signed_in(client)

    client.post(reverse("medicine_new"), {"name": "Blue drops"})

    [medicine] = record_of(who.id).medicines
    assert (medicine.text, medicine.ingredients) == ("Blue drops", ())
    page = client.get(reverse("passport")).content.decode()
    assert "We kept “Blue drops”, but we do not know this name." in page


def test_a_medicine_that_is_no_longer_taken_leaves_the_list_but_not_the_record(client):
    who = with_record(a_signed_in(client))
    first = client.get(reverse("passport")).context["medicines"][0]

    client.post(reverse("medicine_stop", args=[first.entry]))

    listed = client.get(reverse("passport")).context["medicines"]
    assert first.text not in [one.text for one in listed]
    stopped = {one.text: one.stopped_on for one in record_of(who.id).medicines}
    assert stopped[first.text] == AT.date()


def a_stopped_one(client, text="Nardil", **facts):
    """Somebody whose record has a medicine of before, as a file can bring it."""
    who = a_signed_in(client)
    told = {"text": text, "provenance": {"source": "file.json"}, **facts}
    services.say(
        user_id=who.user_id, person=who.id, kind="medicine", payload=told, at=AT
    )
    [entry] = entries_of(who.id, "medicine")
    return who, reverse("medicine_stop", args=[entry.id])


PHENELZINE = {"ingredients": ["phenelzine"]}


def asked_for_a_day(client):
    shown = client.get(reverse("passport")).context
    assert shown["medicines"] == ()
    return [one.text for one in shown["without_a_day"]]


def test_a_medicine_that_was_stopped_on_no_known_day_is_asked_for_its_day(client):
    who, address = a_stopped_one(client, **PHENELZINE, ended=True)
    assert asked_for_a_day(client) == ["Nardil"]
    assert "On which day did you stop?" in client.get(reverse("passport")).text

    client.post(address, {"stopped_on": "2026-01-05"})

    assert asked_for_a_day(client) == []
    [medicine] = record_of(who.id).medicines
    assert (str(medicine.stopped_on), medicine.ended) == ("2026-01-05", False)


def test_a_rough_day_of_the_last_year_is_asked_for_and_a_named_one_is_sure(client):
    rough = {"source": "file.json", "certainty": "approximate"}
    stopped = {"started_on": "2025-01-01", "stopped_on": "2026-07-15"}
    who, address = a_stopped_one(client, **PHENELZINE, **stopped, provenance=rough)
    assert asked_for_a_day(client) == ["Nardil"]

    client.post(address, {"stopped_on": "2026-06-30"})

    assert asked_for_a_day(client) == []
    [medicine] = record_of(who.id).medicines
    assert medicine.provenance.certainty is Certainty.REPORTED


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"ingredients": ["lithium"], "ended": True}, []),
        ({"ended": True}, ["Nardil"]),  # a name that we do not know
        ({"stopped_on": "2020-01-01"}, []),
    ],
)
def test_only_a_day_that_matters_is_asked_for(client, facts, asked):
    a_stopped_one(client, **facts)

    assert asked_for_a_day(client) == asked


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2062-01-01", "still to come"),
        ("2024-12-31", "ends before it starts"),
        ("soon", "Please write a day"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_and_said(client, day, says):
    who, address = a_stopped_one(
        client, **PHENELZINE, ended=True, started_on="2025-01-01"
    )

    page = client.post(address, {"stopped_on": day}, follow=True)

    assert says in page.text
    assert record_of(who.id).medicines[0].ended


def test_stopping_a_medicine_that_stands_there_stopped_already_leaves_one(client):
    who = a_signed_in(client)
    for _ in range(2):
        client.post(reverse("medicine_new"), {"name": "Zoloft"})
        [running] = client.get(reverse("passport")).context["medicines"]
        client.post(reverse("medicine_stop", args=[running.entry]))

    [medicine] = record_of(who.id).medicines
    assert medicine.stopped_on == AT.date()


@pytest.mark.parametrize("which", ["trials", "medicines"])
def test_a_list_can_be_called_whole_as_of_today(client, which):
    who = a_signed_in(client)

    client.post(reverse("list_whole", args=[which]))
    client.post(reverse("list_whole", args=[which]))

    assert getattr(record_of(who.id), f"{which}_complete_on") == AT.date()
    assert (
        "You said on 23 November 2026"
        in client.get(reverse("passport")).content.decode()
    )


def test_the_day_the_low_time_began_is_kept_and_the_last_word_counts(client):
    who = a_signed_in(client)

    for day in ("2026-02-01", "2025-11-01"):
        client.post(reverse("episode"), {"began": day})
    later = client.post(reverse("episode"), {"began": "2027-01-01"})

    assert "still to come" in later.content.decode()
    assert record_of(who.id).episode_started_on.isoformat() == "2025-11-01"
    assert (
        "began around 1 November 2025"
        in client.get(reverse("passport")).content.decode()
    )


def test_no_other_list_can_be_called_whole(client):
    a_signed_in(client)

    assert client.post(reverse("list_whole", args=["results"])).status_code == 404
