"""Files that cannot be read at all get one clear sentence and one piece of advice."""

import gzip
import json
import time

import pytest

from heartsease.importers import files, read
from heartsease.importers.read import read_files

BUNDLE = {"resourceType": "Bundle", "entry": []}
CSV = "Date,Test,Result,Units\n2026-01-10,Ferritin,20,ug/L\n"


def only_refusal(result):
    (outcome,) = result.outcomes
    (event,) = outcome.events
    assert event.kind == "file"
    return event


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.json", "empty"),
        (b"  \n\t ", "a.json", "empty"),
        (b"\xef\xbb\xbf", "a.csv", "empty"),
        (b"PK\x03\x04rest", "a.zip", "zip file or an Excel workbook"),
        (b"PK\x03\x04rest", "a.csv", "zip file or an Excel workbook"),
        (gzip.compress(b"{}", mtime=0), "a.json", "packed (gzip)"),
        (b"%PDF-1.7 ...", "a.json", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", "old Excel"),
        (b"MSH|^~\\&|LAB|", "a.hl7", "HL7 version 2"),
        (b"{\\rtf1 hello}", "a.rtf", "rich-text"),
        (b'<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>', "a.xml", "XML"),
        (b"<ClinicalDocument/>", "a.xml", "CDA"),
        (b"<!DOCTYPE html><html></html>", "a.json", "web page"),
        (b"<a/>", "a.xml", "This is XML"),
        (bytes(range(256)) * 4, "a.bin", "not a text file"),
        (json.dumps(BUNDLE).encode("utf-16"), "a.json", "UTF-16"),
        (json.dumps(BUNDLE).encode("utf-16-le"), "a.json", "UTF-16"),
        (json.dumps(BUNDLE).encode("utf-32"), "a.json", "UTF-32"),
        (CSV.encode("utf-16"), "a.csv", "UTF-16"),
        ('{"resourceType": "Pati\xebnt"}'.encode("latin-1"), "a.json", "line 1, byte 23"),
        (CSV.replace("Ferritin", "Ferritin \xb5g").encode("latin-1"), "a.csv",
         "Latin-1 or Windows-1252"),
        (b'{"resourceType": "Bundle", "entry": [{"res', "a.json", "stops before its end"),
        (b'{"resourceType": "Bundle",\n "entry": [}', "a.json", "byte 39, line 2"),
        (b'{"resourceType": "Observation", "x": NaN}', "a.json", "NaN"),
        (b'{"resourceType": "X", "x": ' + b"9" * 5000 + b"}", "a.json", "number"),
        (b'{"resourceType": "X", "x": ' + b"[" * 200_000, "a.json", "nested too deeply"),
        (b'{"a": 1}', "a.json", "neither FHIR nor a Heartsease record"),
        (b"[]", "a.json", "no resources"),
        (b"hello there\nhow are you\n", "a.txt", "not known here"),
        (b"a;b\n1;2\n", "a.csv", "needs columns"),
        (b'Date,Test,Result\n2026-01-01,"a' + b"x" * 200_000, "a.csv", "row 2 on"),
        (b'{"resourceType": "Patient"}\n{"resourceType": \n', "a.ndjson", "Line 2"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_ours_is_named(import_, content, name, says):
    refused = only_refusal(import_(content, name=name))

    assert says in refused.reason
    assert refused.advice


def test_an_archive_hidden_under_another_name_is_named_too(import_):
    refused = only_refusal(import_(b"PK\x03\x04", name="record.json"))

    assert "Unpack" in refused.advice


def test_a_missing_file_and_a_folder_are_named(vocabulary, today, tmp_path):
    result = read_files(
        [tmp_path / "nothing.json", tmp_path], vocabulary=vocabulary, on=today
    )

    assert [one.reason for one in result.refused] == [
        "There is no such file.",
        "This is a folder, not a file.",
    ]


def test_a_gigabyte_is_refused_at_once_without_being_read(vocabulary, today, tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'{"resourceType": "Bundle",'.ljust(files.HEAD_BYTES))
        file.truncate(1024**3)  # sparse: takes no room on the disk
    start = time.perf_counter()

    refused = only_refusal(read_files([path], vocabulary=vocabulary, on=today))

    assert time.perf_counter() - start < 1.0
    assert "1,024 MB" in refused.reason
    assert str(files.LARGEST_RECORD_BYTES // 1024**2) in refused.reason


def test_a_table_that_would_not_fit_into_memory_is_refused_by_its_own_limit(
    vocabulary, today, tmp_path
):
    path = tmp_path / "labs.csv"
    with path.open("wb") as file:
        file.write(b"date,test,result,units\n".ljust(files.HEAD_BYTES))
        file.truncate(files.LARGEST_TABLE_BYTES + 1)

    refused = only_refusal(read_files([path], vocabulary=vocabulary, on=today))

    assert "read up to 24 MB" in refused.reason


@pytest.mark.parametrize("size", [2000, 1024**3])
def test_an_export_of_apple_health_is_named_and_told_where_its_beats_are_read(
    vocabulary, today, tmp_path, size
):
    path = tmp_path / "export.xml"
    head = b'<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n<!-- HealthKit Export '
    with path.open("wb") as file:
        file.write(head.ljust(files.HEAD_BYTES))
        file.truncate(max(size, files.HEAD_BYTES))

    refused = only_refusal(read_files([path], vocabulary=vocabulary, on=today))

    assert refused.reason == "This is an export of Apple Health."
    assert "heartsease hrv" in refused.advice


def test_a_long_file_says_how_far_it_is(vocabulary, today, tmp_path, monkeypatch):
    monkeypatch.setattr(read, "ROWS_A_WORD", 2)
    rows = (f"2026-01-0{day},Ferritin,50,ug/L" for day in range(1, 6))
    path = tmp_path / "labs.csv"
    path.write_text("\n".join(("date,test,result,units", *rows)))
    said = []

    read_files(
        [path],
        vocabulary=vocabulary,
        on=today,
        progress=lambda file, rows: said.append((file, rows)),
    )

    assert said == [("labs.csv", 2), ("labs.csv", 4)]


def test_a_file_that_may_not_be_opened_is_answered(
    vocabulary, today, tmp_path, monkeypatch
):
    path = tmp_path / "locked.json"
    path.write_text("{}", encoding="utf-8")

    def denied(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", denied)

    refused = only_refusal(read_files([path], vocabulary=vocabulary, on=today))

    assert "Permission denied" in refused.reason


def test_many_small_repetitions_do_not_grow(import_):
    # JSON has no entities: what is read is never larger than what was sent.
    twice = {"resourceType": "Bundle", "entry": [{"resource": BUNDLE}] * 2000}

    result = import_(twice)

    assert result.outcomes[0].counts["not_used"]["Bundle (empty)"] == 2000


def test_bundles_inside_bundles_have_a_floor(import_):
    inner = {"resourceType": "Patient", "id": "a"}
    for _ in range(20):
        inner = {"resourceType": "Bundle", "entry": [{"resource": inner}]}

    (refused,) = import_(inner).refused

    assert "too deep" in refused.reason


def test_a_survey_table_is_no_ones_record(import_):
    magic = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + b"\x00" * 80

    refused = only_refusal(import_(magic, name="DEMO_J.XPT"))

    assert "survey" in refused.reason


def test_one_bad_file_takes_nothing_from_the_good_ones(import_, today):
    good = {"resourceType": "Patient", "id": "a", "birthDate": "1980-02-03"}

    result = import_(b"PK\x03\x04", good, b"%PDF")

    assert [bool(outcome.taken) for outcome in result.outcomes] == [False, True, False]
    assert str(result.record.person.born_on) == "1980-02-03"


def test_no_address_is_ever_opened(import_, monkeypatch):
    import socket

    def no_network(*_args, **_more):
        raise AssertionError("an importer opened a connection")

    monkeypatch.setattr(socket, "socket", no_network)
    observation = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationReference": {"reference": "https://example.org/Medication/1"},
    }

    (refused,) = import_(observation).refused

    assert "outside this file" in refused.reason


def test_that_a_number_is_none_is_said_once_and_with_its_advice(
    vocabulary, today, tmp_path
):
    path = tmp_path / "a.json"
    path.write_text('{"resourceType": "Observation", "x": NaN}')

    refused = only_refusal(read_files([path], vocabulary=vocabulary, on=today))

    assert refused.reason == "The file holds NaN, which is not a number in JSON."
    assert "leave missing values out" in refused.advice
