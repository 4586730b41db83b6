"""A measure file that could mislead is refused, naming the file and the field."""

from importlib import resources
from pathlib import Path

import pytest

from heartsease.core.values.quantity import UnitError
from heartsease.library.errors import KnowledgeError
from heartsease.library.measures import load, loinc_check_digit, to_measure_unit

SOURCE = '{ source = "s-2026", checked = "unverified", checked_on = 2026-11-23 }'
GOOD = f"""
id = "marker"
name = "Marker"
short_name = "Marker"
kind = "lab"
unit = "nmol/L"
other_units = ["ng/mL"]
mol_per = {{ value = 400, unit = "g" }}
mol_per_citation = {SOURCE}
fresh_days = 180
evidence_in_trd = "None."
plausible = {{ low = 1, high = 1000 }}
measuring = {{ minutes = 30, cost = 1, needs_visit = true, ordered_by = "doctor" }}
says = [{{ band = "low", says = "Low." }}, {{ band = "usual", says = "Usual." }}]

[[loinc]]
code = "1989-3"
display = "A code"
property = "mass"
unit = "ng/mL"
citation = {SOURCE}

[[intervals]]
unit = "ng/mL"
bands = [{{ name = "low", end = 12 }}, {{ name = "usual", start = 12 }}]
citation = {SOURCE}
"""


def knowledge(folder: Path, text: str, *, name: str = "marker") -> Path:
    folder.joinpath("labs").mkdir(exist_ok=True)
    folder.joinpath("labs", f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    measures = load(knowledge(tmp_path, GOOD))

    assert list(measures) == ["marker"]
    assert to_measure_unit(measures)("marker", 12, "ng/mL") == pytest.approx(30.0)


def test_a_bound_in_a_wrong_unit_or_of_no_measure_raises(tmp_path: Path) -> None:
    convert = to_measure_unit(load(knowledge(tmp_path, GOOD)))

    with pytest.raises(UnitError):
        convert("marker", 1.0, "U/L")
    with pytest.raises(KeyError):
        convert("no_such_marker", 1.0, "ng/mL")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("start = 12 }", "start = 13 }", "low ends at 12"),
        ('"low", end = 12', '"low", start = 1, end = 12', "the first has no start"),
        (
            '{ name = "usual", start = 12 }',
            '{ name = "usual", start = 12, end = 9 }',
            "last has no end",
        ),
        ("end = 12", "end = 12000", "outside the plausible range"),
        ("1989-3", "1989-4", "check digit"),
        ("1989-3", "LP1989", "does not look like"),
        (
            'other_units = ["ng/mL"]',
            'other_units = ["mcg/L"]',
            "cannot be read as UCUM",
        ),
        (
            'other_units = ["ng/mL"]',
            'other_units = ["U/L"]',
            "and back is not the same",
        ),
        ('{ band = "low", says = "Low." }, ', "", "nothing is said about low"),
        ("fresh_days = 180", "fresh_days = 180\nfresh_day = 1", "fresh_day"),
        ('id = "marker"', 'id = "other"', "the id is other"),
        ("low = 1, high = 1000", "low = 10, high = 5", "low is not below high"),
        ("fresh_days = 180", "fresh_days = 180\ndo_not_order = true", "why_not_order"),
        (f"mol_per_citation = {SOURCE}\n", "", "needs its source"),
        ('kind = "lab"', 'kind = "blood"', "is not one of"),
        ('bands = [{ name = "low"', 'sex = "f"\nbands = [{ name = "low"', "sex"),
        (
            'bands = [{ name = "low"',
            'with_acute_phase = true\nbands = [{ name = "low"',
            "acute_phase",
        ),
    ],
)
def test_a_file_that_could_mislead_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD

    with pytest.raises(KnowledgeError, match=says):
        load(knowledge(tmp_path, GOOD.replace(old, new)))


def test_a_measure_without_limits_says_why(tmp_path: Path) -> None:
    without = GOOD[: GOOD.index("[[intervals]]")]

    with pytest.raises(KnowledgeError, match="why_no_bands"):
        load(knowledge(tmp_path, without))
    assert load(knowledge(tmp_path, f'why_no_bands = "No source."\n{without}'))


def test_a_line_needs_a_source_or_a_reason(tmp_path: Path) -> None:
    line = '\n[[lines]]\nfrom_unit = "meq/L"\nto_unit = "nmol/L"\nslope = 1.0\n'

    with pytest.raises(KnowledgeError, match="a source or a reason"):
        load(knowledge(tmp_path, GOOD + line))


def test_an_acute_phase_needs_a_measure_that_exists(tmp_path: Path) -> None:
    rule = f"""
[acute_phase]
measure = "crp"
above = 5
unit = "mg/L"
window_days = 7
says = "x"
says_when_missing = "y"
citation = {SOURCE}
"""
    with pytest.raises(KnowledgeError, match="there is no measure crp"):
        load(knowledge(tmp_path, GOOD + rule))


def test_two_measures_cannot_share_a_name_or_a_code(tmp_path: Path) -> None:
    knowledge(tmp_path, GOOD)
    second = GOOD.replace('id = "marker"', 'id = "second"')

    with pytest.raises(KnowledgeError, match="names"):
        load(knowledge(tmp_path, second, name="second"))
    renamed = second.replace('"Marker"', '"Second"')
    with pytest.raises(KnowledgeError, match="LOINC 1989-3"):
        load(knowledge(tmp_path, renamed, name="second"))


@pytest.mark.parametrize(
    "code", ["1988-5", "30522-7", "4548-4", "2132-9", "98979-8", "39156-5", "718-7"]
)
def test_the_check_digit_is_the_one_loinc_prints(code: str) -> None:
    assert loinc_check_digit(code) == int(code[-1])


def test_the_shipped_measures_load() -> None:
    assert load(resources.files("heartsease.knowledge"))
