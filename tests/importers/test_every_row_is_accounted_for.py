"""Every row of every file is taken, known, refused by name or listed; none vanishes."""

import csv
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartsease.exchange.plain import record_dumps
from heartsease.importers.outcome import Refused, Taken
from heartsease.importers.read import read_files
from heartsease.library import record_json

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).parents[3] / "shared/data"
FHIR_SHARED = sorted((SHARED / "fhir").glob("*/*.json"))
WHOLE = sorted(
    path
    for folder in ("fhir_bundle", "labs_csv", "heartsease_json")
    for path in (SAMPLES / folder).iterdir()
)
ONE_PERSON = SAMPLES / "fhir_bundle/one_person.json"


def rows_of(path):
    """The rows a file has, found without the importers."""
    if path.suffix in (".csv", ".tsv"):
        text = path.read_text(encoding="utf-8-sig")
        lines = text.splitlines()
        start = next(n for n, line in enumerate(lines, 1) if line[:4].lower() == "date")
        rows = list(csv.reader(lines[start:]))
        return {f"row {start + 1 + n}" for n, cells in enumerate(rows) if any(cells)}
    if path.suffix == ".ndjson":
        return {
            f"line {n}" for n, _ in enumerate(path.read_text("utf-8").splitlines(), 1)
        }
    data = json.loads(path.read_text(encoding="utf-8"))
    if "heartsease_record" in data:
        lists = {k: v for k, v in data.items() if isinstance(v, list)}
        return {
            f"{name}[{n}]" for name, rows in lists.items() for n in range(len(rows))
        }
    return set(fhir_rows(data))


def fhir_rows(data):
    if isinstance(data, list):
        return [f"[{n}]" for n in range(len(data))]
    if data.get("resourceType") != "Bundle":
        return [""]
    return [
        f"entry[{n}].resource" if "resource" in entry else f"entry[{n}]"
        for n, entry in enumerate(data.get("entry", []))
    ]


def rows_in(outcome):
    return {
        part
        for event in outcome.events
        for row in event.rows
        for part in row.split(", ")
    }


def check_accounts(outcome, path):
    for refused in outcome.refused:
        assert refused.reason.endswith((".", "!")), refused
        assert refused.advice, refused
        assert refused.file == path.name
    if any(refused.kind == "file" for refused in outcome.refused):
        assert len(outcome.events) == 1
        assert not outcome.taken
    else:
        assert rows_of(path) <= rows_in(outcome)


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_every_row_of_a_sample_is_accounted_for(path, vocabulary, today):
    result = read_files([path], vocabulary=vocabulary, on=today)

    check_accounts(result.outcomes[0], path)


@pytest.mark.skipif(not FHIR_SHARED, reason="the shared FHIR files are not here")
def test_every_resource_of_the_shared_fhir_files_is_accounted_for(vocabulary, today):
    for path in FHIR_SHARED:
        if path.parent.name in ("r4_definitions", "uscore_profiles"):
            continue

        result = read_files([path], vocabulary=vocabulary, on=today)

        check_accounts(result.outcomes[0], path)


@pytest.mark.skipif(not FHIR_SHARED, reason="the shared FHIR files are not here")
def test_definitions_that_hold_no_person_are_listed_and_not_used(vocabulary, today):
    for path in FHIR_SHARED:
        if path.parent.name in ("r4_definitions", "uscore_profiles"):
            result = read_files([path], vocabulary=vocabulary, on=today)

            assert not result.outcomes[0].taken
            assert result.outcomes[0].events


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_reading_a_file_twice_changes_nothing(path, vocabulary, today):
    once = read_files([path], vocabulary=vocabulary, on=today)
    both = read_files([path, path], vocabulary=vocabulary, on=today)
    again = read_files([path], vocabulary=vocabulary, on=today, base=once.record)

    assert both.record == once.record
    assert again.record == once.record
    assert not again.outcomes[0].taken


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_the_record_holds_exactly_the_facts_said_to_be_taken(path, vocabulary, today):
    result = read_files([path], vocabulary=vocabulary, on=today)
    record = result.record
    counted = Counter(event.kind for event in result.outcomes[0].taken)

    assert len(record.observations) == counted["observation"]
    assert len(record.medicines) == counted["medicine"]
    assert len(record.conditions) == counted["condition"]
    assert len(record.responses) == counted["response"]


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "2026-02-30",
            "9999-12-31",
            "0000",
            "#x",
            "1e400",
            "<",
            "-1",
            "a\0b",
            "half \ud83d",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["coding", "value", "code", "item", "extension", "x"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=5,
)


def places(value, found=None):
    """Every container of a JSON value with each of its keys."""
    found = [] if found is None else found
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], dict | list):
            places(value[key], found)
    return found


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_broken_resource_never_breaks_the_reading(data, vocabulary, today, tmp_path):
    bundle = json.loads(ONE_PERSON.read_text(encoding="utf-8"))
    entry = data.draw(st.sampled_from(range(len(bundle["entry"]) - 1)))
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(places(bundle["entry"][entry])))
        holder[key] = data.draw(junk)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")

    result = read_files([path], vocabulary=vocabulary, on=today)
    outcome = result.outcomes[0]

    written = record_dumps(record_json.write(result.record))
    assert record_json.read(json.loads(written.encode())) == result.record
    if not any(refused.kind == "file" for refused in outcome.refused):
        assert set(fhir_rows(bundle)) <= rows_in(outcome)


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_a_file_cut_anywhere_or_with_wrong_bytes_is_answered(
    path, vocabulary, today, tmp_path
):
    chance = random.Random(path.name)  # the same damage in every run
    whole = path.read_bytes()
    broken = tmp_path / path.name
    for _ in range(60):
        cut = bytearray(whole[: chance.randrange(1, len(whole))])
        if chance.random() < 0.5:
            cut[chance.randrange(len(cut))] = chance.randrange(256)
        broken.write_bytes(cut)

        outcome = read_files([broken], vocabulary=vocabulary, on=today).outcomes[0]

        assert outcome.events
        assert all(event.reason for event in outcome.refused)


def test_counts_add_up_to_the_events(vocabulary, today):
    outcome = read_files([ONE_PERSON], vocabulary=vocabulary, on=today).outcomes[0]

    counts = outcome.counts
    assert sum(sum(kinds.values()) for kinds in counts.values()) == len(outcome.events)
    assert counts["taken"] == Counter(
        e.kind for e in outcome.events if isinstance(e, Taken)
    )
    assert counts["refused"] == Counter(
        e.kind for e in outcome.events if isinstance(e, Refused)
    )
