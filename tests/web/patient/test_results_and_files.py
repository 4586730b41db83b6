"""Results typed in and files brought in: what is taken, and why the rest is not."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.support.web import AT, DEMO, a_person, a_signed_in, sign_in, with_record

from heartsease.web.audit.queries import about
from heartsease.web.common import clock
from heartsease.web.imports import services as imports
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

pytestmark = pytest.mark.django_db

RESULTS = """date,test,result,unit,reference range
2026-10-02,Ferritin,61,ug/L,15-150
2026-10-02,Vitamin D,28,nmol/L,50-125
2026-10-02,TSH,2.1,elephants,0.4-4.0
"""


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def send(client, *files, **said):
    sent = [SimpleUploadedFile(name, text.encode()) for name, text in files]
    return client.post(reverse("bring"), {"files": sent, **said})


def typed(client, measure="ferritin", **said):
    settled = {"value": "12", "unit": "ug/L", "on": "2026-11-20", "measure": measure}
    return client.post(reverse("lab_new"), {**settled, **said})


def test_a_result_typed_in_is_read_and_drawn(client):
    who = a_signed_in(client)

    said = {"value": "28", "unit": "nmol/L", "low": "50", "high": "125"}
    assert typed(client, "vitamin_d", **said).status_code == 302

    [observed] = record_of(who.id).observations
    assert (observed.measure, observed.quantity.value) == ("vitamin_d", 28)
    assert observed.reference_low.value == 50
    [group] = client.get(reverse("labs")).context["groups"]
    [shown] = group.results
    assert shown.outside
    assert shown.bar.startswith("<svg")
    assert shown.age == "3 days old"


def test_a_result_below_what_can_be_measured_keeps_its_sign(client):
    who = a_signed_in(client)

    typed(client, "hs_crp", value="<0.3", unit="mg/L")

    [observed] = record_of(who.id).observations
    assert (observed.comparator, observed.quantity.value) == ("<", 0.3)


@pytest.mark.parametrize(
    ("field", "said", "sentence"),
    [
        ("unit", {"unit": "mmHg"}, "Ferritin is not measured in mmHg."),
        ("value", {"value": "999999"}, "outside what is possible"),
        ("value", {"value": "a lot"}, "Write one number"),
        ("on", {"on": "2026-12-24"}, "still to come"),
        ("low", {"low": "9", "high": "3"}, "above the highest"),
        ("low", {"low": "few"}, "Write one number"),
    ],
)
def test_a_wrong_result_gets_a_clear_sentence_and_is_not_kept(
    client, field, said, sentence
):
    who = a_signed_in(client)

    shown = typed(client, **said)

    assert sentence in " ".join(shown.context["form"].errors[field])
    assert record_of(who.id).observations == ()


def test_without_a_measure_one_is_chosen_first(client):
    a_signed_in(client)

    page = client.get(reverse("lab_new")).content.decode()

    assert '<option value="ferritin">' in page
    assert (
        "µg/L"
        in client.get(reverse("lab_new"), {"measure": "ferritin"}).content.decode()
    )


def test_a_result_that_was_a_mistake_can_be_taken_out_by_its_owner_only(client):
    mara = with_record(a_person("mara"))
    entry = entries_of(mara.id, "observation")[0]
    address = reverse("lab_take_back", args=[entry.id])
    other = Client()
    sign_in(other, a_person("other"))

    assert other.post(address).status_code == 404
    sign_in(client, mara)
    assert client.post(address).status_code == 302
    assert entry.id not in {one.id for one in entries_of(mara.id, "observation")}


def test_a_file_is_taken_row_by_row_and_the_wrong_row_is_shown_with_its_reason(client):
    who = a_signed_in(client)

    shown = send(client, ("october.csv", RESULTS))

    [file] = shown.context["report"].files
    assert (file.name, file.taken, file.known_before) == ("october.csv", 2, 0)
    page = shown.content.decode()
    [refused] = file.refused
    assert refused.row == "row 4"
    assert "the unit &#x27;elephants&#x27; cannot be read" in page
    assert refused.advice in page
    measures = {one.measure for one in record_of(who.id).observations}
    assert measures == {"ferritin", "vitamin_d"}


def test_bringing_the_same_files_twice_changes_nothing(client):
    who = a_signed_in(client)
    mara = (DEMO / "mara.json").read_text(encoding="utf-8")
    files = (("october.csv", RESULTS), ("mara.json", mara))

    send(client, *files)
    once = record_of(who.id)
    again = send(client, *reversed(files))

    assert record_of(who.id) == once
    assert again.context["report"].taken == 0


def test_a_file_adds_to_what_was_told_before_without_saying_it_again(client):
    who = with_record(a_signed_in(client))
    before = record_of(who.id)

    send(client, ("new.csv", "date,test,result,unit\n2026-11-01,Zinc,12,umol/L\n"))

    after = record_of(who.id)
    assert len(after.observations) == len(before.observations) + 1
    assert after.trials == before.trials
    assert after.responses == before.responses


def test_answers_that_a_file_completes_stand_once(client):
    who = a_signed_in(client)
    response = {
        "instrument": "phq9",
        "on": "2026-11-20",
        "provenance": {"source": "told"},
    }
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="response",
        payload={**response, "answers": {"interest": 1, "mood": 2}},
        at=AT,
    )
    fuller = {**response, "answers": {"interest": 1, "mood": 2, "sleep": 3}}
    whole = {
        "heartsease_record": 1,
        "person": {"id": "me"},
        "responses": [fuller],
    }

    send(client, ("more.json", json.dumps(whole)))

    [stands] = record_of(who.id).responses
    assert dict(stands.answers) == {"interest": 1, "mood": 2, "sleep": 3}


def test_a_file_about_somebody_else_is_refused_whole(client):
    who = with_record(a_signed_in(client))
    before = record_of(who.id)
    other = {"heartsease_record": 1, "person": {"id": "x", "born_on": "1950-01-01"}}

    shown = send(client, ("other.json", json.dumps(other)))

    [file] = shown.context["report"].files
    assert file.taken == 0
    assert "somebody else" in file.refused[0].reason
    assert record_of(who.id) == before


def test_two_files_of_one_name_and_a_name_with_a_path_are_read(client):
    a_signed_in(client)

    shown = send(
        client,
        ("labs.csv", RESULTS),
        ("labs.csv", "date,test,result,unit\n2026-11-01,Zinc,12,umol/L\n"),
    )

    assert [one.taken for one in shown.context["report"].files] == [2, 1]
    assert imports._safe_name("../../etc/passwd") == "passwd"
    assert imports._safe_name("C:\\my\\labs.csv") == "labs.csv"
    assert imports._safe_name("..") == "file"


def test_a_day_that_can_be_read_two_ways_is_settled_by_the_person(client):
    who = a_signed_in(client)
    table = "date,test,result,unit\n03/04/2026,Ferritin,61,ug/L\n"

    first = send(client, ("labs.csv", table))
    assert first.context["report"].files[0].refused[0].field == "date"
    send(client, ("labs.csv", table), dates="dmy")

    [observed] = record_of(who.id).observations
    assert observed.on.isoformat() == "2026-04-03"


def test_a_picture_is_refused_as_a_whole_with_advice(client):
    a_signed_in(client)

    shown = send(client, ("scan.pdf", "%PDF-1.7 and so on"))

    [refused] = shown.context["report"].files[0].refused
    assert refused.reason == "This is a PDF."


def test_too_much_at_once_is_refused_before_anything_is_read(client, monkeypatch):
    who = a_signed_in(client)
    monkeypatch.setattr(imports, "MOST_FILES", 1)
    many = send(client, ("a.csv", RESULTS), ("b.csv", RESULTS))
    monkeypatch.setattr(imports, "LARGEST_MEGABYTES", 0)
    large = send(client, ("a.csv", RESULTS))

    assert "at most 1 at once" in many.content.decode()
    assert "at most 0 MB" in large.content.decode()
    assert record_of(who.id).observations == ()


def test_without_a_file_one_is_asked_for(client):
    a_signed_in(client)

    assert "Please choose a file first." in send(client).content.decode()


def test_what_was_brought_is_noted_as_a_count_and_never_by_name(client):
    who = a_signed_in(client)

    send(client, ("my-secret-labs.csv", RESULTS))

    lines = {one.action: one.count for one in about(who.id)}
    assert lines["files brought"] == 2
    assert not any("secret" in action for action in lines)


def test_what_has_no_use_here_is_listed_by_its_kind(client):
    a_signed_in(client)
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "Encounter"}} for _ in range(3)]
        + [{"resource": {"resourceType": "Immunization"}}],
    }

    page = send(client, ("all.json", json.dumps(bundle))).content.decode()

    assert "<li>Encounter: 3</li>" in page
    assert "<li>Immunization: 1</li>" in page


def test_an_import_that_breaks_off_in_the_middle_leaves_nothing(client, monkeypatch):
    who = a_signed_in(client)
    note = imports.audit.note

    def breaks(action, **more):
        if action == "files brought":
            raise SystemExit  # as when the program is ended
        note(action, **more)

    monkeypatch.setattr(imports.audit, "note", breaks)
    rows = "Date,Test,Result,Units\n" + "".join(
        f"2026-01-{n:02},Ferritin,{n + 20},ug/L\n" for n in range(1, 20)
    )

    with pytest.raises(SystemExit):
        send(client, ("labs.csv", rows))

    assert record_of(who.id).observations == ()
