"""Our words and LOINC codes against public FHIR questionnaires."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from heartsease.core.instruments.definition import choices_of
from heartsease.library import instruments

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "fhir"
ALL = instruments.load(files("heartsease.knowledge"))


def questionnaire(name: str) -> dict[str, Any]:
    file = DATA / name
    if not file.exists():
        pytest.skip(f"the public sample {name} is not beside this repository")
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def items_by_code(name: str) -> dict[str, dict[str, Any]]:
    return {
        item["code"][0]["code"]: item
        for item in questionnaire(name)["item"]
        if item.get("code")
    }


def letters(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", text.lower()).strip()


def test_the_phq9_has_the_words_and_codes_of_the_public_questionnaire() -> None:
    theirs = items_by_code("lforms/phq9.json")
    phq9 = ALL["phq9"]

    assert phq9.loinc_panel == questionnaire("lforms/phq9.json")["code"][0]["code"]
    assert {item.loinc for item in phq9.items} | {phq9.loinc_total} == set(theirs)
    for item in phq9.items:
        assert letters(item.text) == letters(theirs[item.loinc]["text"])


@pytest.mark.parametrize(
    ("name", "file", "item"),
    [
        ("phq9", "lforms/phq9.json", "interest"),
        ("phq9", "lforms/phq9.json", "self_harm"),
        ("phq9", "lforms/phq9.json", "difficulty"),
        ("audit_c", "uscore_examples/Questionnaire-AUDIT-C.json", "amount"),
        ("audit_c", "uscore_examples/Questionnaire-AUDIT-C.json", "six_or_more"),
    ],
)
def test_answers_have_the_codes_of_the_public_questionnaire(
    name: str, file: str, item: str
) -> None:
    one = next(each for each in ALL[name].items if each.id == item)
    theirs = [
        option["valueCoding"]["code"]
        for option in items_by_code(file)[one.loinc]["answerOption"]
    ]

    assert [choice.loinc for choice in choices_of(ALL[name], one)] == theirs


def test_the_audit_c_has_the_panel_and_total_of_us_core() -> None:
    theirs = questionnaire("uscore_examples/Questionnaire-AUDIT-C.json")

    assert ALL["audit_c"].loinc_panel == theirs["code"][0]["code"]
    assert ALL["audit_c"].loinc_total in items_by_code(
        "uscore_examples/Questionnaire-AUDIT-C.json"
    )
