"""Every finding decides its own worked cases; a fact that is not given is unknown."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from heartsease.core.plan.finding import FindingCase, FindingDefinition, Weight
from heartsease.core.safety import condition
from heartsease.core.safety.condition import Condition
from heartsease.core.safety.facts import KINDS, Fact, Facts
from heartsease.core.values.unknown import Unknown
from heartsease.library import conditions, findings
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError

KNOWLEDGE = files("heartsease.knowledge")
TABLES = ConditionTables(lambda measure, number, unit: number)
FINDINGS = findings.load(KNOWLEDGE, TABLES)
DOMAINS = {
    *("treatment", "inflammation", "nutrients", "sleep_movement"),
    *("gut", "trauma", "nervous_system", "purpose"),
}
BANDS = {"very_low", "low", "borderline", "usual", "high", "very_high"}
LONGEST_SENTENCE_WORDS = 28
BANNED = re.compile(
    r"\b(cure[sd]?|reset|root cause|heals?|healing|detox|you failed|your failure|"
    r"non-?complian\w+|stored in the body)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("finding", "case"),
    [
        pytest.param(finding, case, id=f"{finding.id}: {case.says}")
        for finding in FINDINGS.values()
        for case in finding.cases
    ],
)
def test_a_case_is_decided_as_written(
    finding: FindingDefinition, case: FindingCase
) -> None:
    given = {key: Fact(value=value) for key, value in case.given.items()}
    answer = condition.ask(finding.when, Facts(given))

    if case.expect == "unknown":
        assert isinstance(answer, Unknown), answer
    else:
        assert answer is (case.expect == "yes")


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda one: one.id)
def test_a_finding_shows_a_yes_a_no_and_a_not_known(finding: FindingDefinition) -> None:
    assert {case.expect for case in finding.cases} == {"yes", "no", "unknown"}


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda one: one.id)
def test_nothing_known_is_never_a_finding_and_never_its_absence(
    finding: FindingDefinition,
) -> None:
    assert isinstance(condition.ask(finding.when, Facts({})), Unknown)


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda one: one.id)
def test_a_finding_stands_in_a_domain_and_names_sources_that_are_kept(
    finding: FindingDefinition,
) -> None:
    assert finding.domain in DOMAINS
    assert finding.citations
    for source in (
        *(citation.source for citation in finding.citations),
        *(row.source for row in finding.evidence),
    ):
        assert (KNOWLEDGE / "sources" / f"{source}.toml").is_file(), source


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda one: one.id)
def test_what_a_person_reads_is_kind_and_short(finding: FindingDefinition) -> None:
    for text in (finding.title, finding.says, finding.matters_sentence):
        assert not BANNED.search(text), text
    for sentence in re.split(r"(?<=[.?!]) ", finding.says):
        assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS, sentence


def test_every_key_a_finding_asks_for_is_in_the_vocabulary() -> None:
    terms = conditions.terms(conditions.load(KNOWLEDGE))
    for finding in FINDINGS.values():
        for key in condition.keys_of(finding.when):
            kind, _, name = key.partition(":")
            assert key in ("age", "sex") or kind in KINDS, (finding.id, key)
            assert kind != "has" or name in terms, (finding.id, key)
            assert kind != "item" or name.count(".") == 1, (finding.id, key)


def test_every_case_speaks_of_keys_the_finding_can_use() -> None:
    for finding in FINDINGS.values():
        for case in finding.cases:
            unused = set(case.given) - condition.keys_of(finding.when)
            assert not unused, (finding.id, case.says, unused)


def test_a_band_a_finding_names_is_one_of_the_six() -> None:
    for finding in FINDINGS.values():
        for key, names in bands_of(finding.when):
            assert key == "sex" or names <= BANDS, (finding.id, key, names)


def test_an_evidence_row_of_a_finding_claims_no_benefit() -> None:
    for finding in FINDINGS.values():
        for row in finding.evidence:
            assert row.benefit_smd is None, row.id


def test_the_inflammation_rows_are_all_told_with_the_mildly_raised_crp() -> None:
    rows = [row.id for row in FINDINGS["crp_low_grade"].evidence]

    assert rows == [f"E00{n}" for n in range(1, 10)]


def test_only_findings_that_are_known_to_matter_are_likely_contributing() -> None:
    likely = {one.id for one in FINDINGS.values() if one.weight is Weight.LIKELY}

    assert likely == {
        *("insomnia", "ptsd_screen_positive", "anaemia"),
        *("alcohol_high", "dose_or_time_short"),
    }


def bands_of(when: Condition) -> list[tuple[str, frozenset[str]]]:
    match when:
        case condition.OneOf(key, names):
            return [(key, names)]
        case condition.All(parts) | condition.Any(parts):
            return [found for part in parts for found in bands_of(part)]
        case condition.Not(part) | condition.IfKnown(part):
            return bands_of(part)
        case _:
            return []


def a_changed_finding(root: Path, old: str, new: str, *, name: str = "lonely") -> None:
    text = (KNOWLEDGE / "findings" / "lonely.toml").read_text(encoding="utf-8")
    assert old in text
    (root / "findings").mkdir()
    file = root / "findings" / f"{name}.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_file_named_for_another_finding_is_refused(tmp_path: Path) -> None:
    a_changed_finding(tmp_path, "lonely", "lonely", name="alone")

    with pytest.raises(KnowledgeError, match="holds the finding lonely"):
        findings.load(tmp_path, TABLES)


def test_a_word_outside_the_closed_lists_is_refused(tmp_path: Path) -> None:
    a_changed_finding(tmp_path, 'ordered_by = "you"', 'ordered_by = "friend"')

    with pytest.raises(KnowledgeError, match="'friend' is not one of you"):
        findings.load(tmp_path, TABLES)


def test_a_word_outside_the_condition_vocabulary_is_refused(tmp_path: Path) -> None:
    a_changed_finding(tmp_path, "{ screen = ", "{ seems = ")

    with pytest.raises(KnowledgeError, match="seems is not in the vocabulary"):
        findings.load(tmp_path, TABLES)
