"""Every questionnaire file loads, keeps its licence, and scores as its cases say."""

from collections.abc import Callable
from importlib.resources import files

import pytest
from tests.support.instrument_cases import check_digit, is_loinc, score_of, word_of

from heartsease.core.instruments.definition import (
    Case,
    Instrument,
    LicenceKind,
    Method,
    Wording,
)
from heartsease.core.sources.source import Citation
from heartsease.core.values.unknown import Unknown
from heartsease.library import instruments, sources

ROOT = files("heartsease.knowledge")
ALL = instruments.load(ROOT)
SOURCES = sources.load(ROOT)

AGREED = [
    "phq9",
    "phq2",
    "gad7",
    "who5",
    "pc_ptsd_5",
    "pcl5",
    "ace",
    "audit_c",
    "nida_qs",
    "asq",
    "scoff",
    "k6",
    "k10",
    "ons4",
    "ucla3",
    "medas",
    "ipaq_sf",
    "nosas",
    "pgi_c",
    "phq15",
    "cesd",
    "dass21",
    "peg",
    "itq",
    "adherence_1",
    "side_effects_own",
    "sleep_own",
    "bipolar_history_own",
    "mania_now_own",
    "function_own",
    "meaning_own",
    "arousal_own",
    "gut_own",
    "food_own",
    "trauma_preference_own",
    "joy_own",
    "qids_sr16",
    "isi",
    "promis_dep_8a",
    "promis_sd_8a",
    "promis_fat_8a",
    "dast10",
    "mdq",
    "rms",
    "hcl32",
    "asrm",
    "stop_bang",
    "epds",
    "whodas12",
    "mlq",
    "pil_sf",
    "brs",
    "dii",
    "gsrs",
    "rome_iv_ibs",
    "c_ssrs",
    "csd",
    "fibser",
    "meq",
    "shaps",
    "dars",
    "edip",
    "madrs",
    "hamd17",
    "bdi2",
]

CASES = [
    pytest.param(one, case, id=f"{one.id}: {case.says}")
    for one in ALL.values()
    for case in one.cases
]


def each(wanted: Callable[[Instrument], bool]) -> pytest.MarkDecorator:
    chosen = [one for one in ALL.values() if wanted(one)]
    return pytest.mark.parametrize("one", chosen, ids=lambda one: one.id)


EACH = each(lambda one: True)


def test_every_agreed_instrument_is_there() -> None:
    assert set(ALL) == set(AGREED)


@pytest.mark.parametrize(("one", "case"), CASES)
def test_a_case_scores_to_what_it_says(one: Instrument, case: Case) -> None:
    got = score_of(one, case)

    if case.total == "unknown":
        assert isinstance(got.total, Unknown)
    elif case.total is not None:
        assert got.total == pytest.approx(float(case.total))
    if case.band:
        assert not isinstance(got.band, Unknown)
        assert got.band.name == case.band
    if case.screen:
        assert word_of(got.screen) == case.screen
    for name, value in case.subscales.items():
        assert got.subscales[name] == pytest.approx(value)
    assert [problem.kind.value for problem in got.problems] == list(case.problems)


@pytest.mark.parametrize(("one", "case"), CASES)
def test_a_case_expects_something(one: Instrument, case: Case) -> None:
    assert (
        case.total is not None
        or case.band
        or case.screen
        or case.subscales
        or case.problems
    )


@each(lambda one: bool(one.items))
def test_an_instrument_with_items_has_a_case_with_a_missing_answer(
    one: Instrument,
) -> None:
    def misses_something(case: Case) -> bool:
        got = score_of(one, case)
        asked = [item.id for item in one.items if not item.optional]
        return any(name not in got.items for name in asked)

    assert any(misses_something(case) for case in one.cases)


@each(lambda one: one.screen is not None)
def test_the_cases_touch_the_edge_of_the_screen(one: Instrument) -> None:
    said = {case.screen for case in one.cases}

    assert {"yes", "no"} <= said


@EACH
def test_every_loinc_code_has_its_shape_and_check_digit(one: Instrument) -> None:
    codes = [one.loinc_panel, one.loinc_total, *(item.loinc for item in one.items)]
    codes += [c.loinc for answers in one.answer_sets for c in answers.answers]

    assert [code for code in codes if code and not is_loinc(code)] == []


def test_the_check_digit_of_a_known_code() -> None:
    assert check_digit("44249") == 1
    assert is_loinc("LA6568-5")
    assert not is_loinc("44249-2")
    assert not is_loinc("phq9")


@EACH
def test_every_citation_has_its_source(one: Instrument) -> None:
    cited = {citation.source for citation in _citations(one)}

    assert cited
    assert cited <= set(SOURCES)


@EACH
def test_words_are_here_only_where_the_licence_allows(one: Instrument) -> None:
    worded = any(item.text for item in one.items)

    assert worded == (one.wording is not Wording.ABSENT)
    if worded:
        assert one.licence.ships_wording
        assert one.licence.kind is not LicenceKind.PERMISSION_NEEDED
        assert one.licence.kind is not LicenceKind.UNKNOWN


@each(lambda one: one.wording is Wording.OWN)
def test_own_words_are_never_called_validated(one: Instrument) -> None:
    assert not one.validated


def test_the_words_that_matter_most_are_here() -> None:
    wanted = ("phq9", "gad7", "pc_ptsd_5", "pcl5", "audit_c", "asq", "ace", "scoff")

    assert [one for one in wanted if ALL[one].wording is not Wording.VERBATIM] == []


def test_every_part_of_life_has_a_measure_that_can_be_asked_freely() -> None:
    needed = (
        "sleep_own",
        "function_own",
        "meaning_own",
        "ucla3",
        "scoff",
        "mania_now_own",
    )

    assert [one for one in needed if ALL[one].wording is Wording.ABSENT] == []


@each(lambda one: bool(one.bands) and one.scoring.method is not Method.NONE)
def test_a_method_that_adds_up_has_bands_that_every_total_reaches(
    one: Instrument,
) -> None:
    assert one.bands[0].lowest == one.scoring.minimum
    assert one.bands[-1].highest == one.scoring.maximum


def _citations(value: object) -> list[Citation]:
    if isinstance(value, Citation):
        return [value]
    if isinstance(value, tuple):
        return [found for part in value for found in _citations(part)]
    slots = getattr(type(value), "__dataclass_fields__", {})
    return [found for name in slots for found in _citations(getattr(value, name))]
