"""One mistake at a time in a copy of the real knowledge: each is refused by name."""

import shutil
from pathlib import Path

import pytest

from heartsease.library import knowledge
from heartsease.library.errors import KnowledgeError


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "knowledge"
    shutil.copytree(Path(str(knowledge.root())), folder)
    return folder


@pytest.fixture
def edit(real):
    """Replaces a text in one file, and puts the file back afterwards."""
    before: dict[Path, str] = {}

    def change(path, old, new):
        file = real / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} no longer holds {old!r}"
        before.setdefault(file, text)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return real

    yield change
    for file, text in before.items():
        file.write_text(text, encoding="utf-8")


def first_line(real, path, beginning):
    """The first line of a file that begins so, to be replaced."""
    lines = (real / path).read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(beginning))


def test_the_copy_itself_is_in_order(real):
    loaded = knowledge.load(real)

    assert loaded.fingerprint == knowledge.fingerprint(real)
    assert loaded.interventions


IRON = "interventions/iron.toml"
VITAMIN_D = "findings/vitamin_d_low.toml"
FISH = "findings/fish_rarely.toml"


@pytest.mark.parametrize(
    ("path", "beginning", "new", "named"),
    [
        (IRON, "finding = ", 'finding = "iron_lowish"', "iron_lowish is not a finding"),
        (FISH, "left_out_by", 'left_out_by = "walking:S999"', "S999 is not a rule"),
        (FISH, "left_out_by", 'left_out_by = "nothing:S008"', "nothing:S008 is not"),
        (IRON, "source = ", 'source = "nobody-1999"', "nobody-1999 has no file"),
        (
            VITAMIN_D,
            "when = ",
            'when = { has = "vitamin_lack" }',
            "has:vitamin_lack is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { taking = "sunshine" }',
            "taking:sunshine is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { state = "vitamin_q", in = ["low"] }',
            "state:vitamin_q is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { score = "phq99", at_least = 3 }',
            "score:phq99 is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { item = "phq9.smile", at_least = 1 }',
            "item:phq9.smile is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { item = "phq99.mood", at_least = 1 }',
            "item:phq99.mood is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { fact = "luck" }',
            "fact:luck is not defined anywhere",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { mood = "low" }',
            "mood is not in the vocabulary",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { value = "vitamin_d", below = 30 }',
            "vitamin_d needs its unit",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { value = "vitamin_d", below = 30, unit = "mmol/mol" }',
            "vitamin_d in mmol/mol",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { value = "vitamin_q", below = 30, unit = "nmol/L" }',
            "vitamin_q in nmol/L",
        ),
        (
            VITAMIN_D,
            "when = ",
            'when = { score = "phq9" }',
            "phq9 needs a bound",
        ),
        (VITAMIN_D, "title = ", 'titel = "Vitamin D"', "titel: not a field"),
        (VITAMIN_D, "weight = ", 'weight = "heavy"', "'heavy' is not one of"),
        (VITAMIN_D, "id = ", 'id = "vitamin_e_low"', "vitamin_e_low"),
    ],
    ids=[
        "finding",
        "rule",
        "step of a rule",
        "source",
        "condition",
        "medicine",
        "measure",
        "questionnaire",
        "item",
        "questionnaire of an item",
        "fact",
        "word",
        "no unit",
        "wrong unit",
        "value of nothing",
        "no bound",
        "misspelt field",
        "misspelt word",
        "other id",
    ],
)
def test_a_mistake_in_a_file_is_refused_by_name(
    edit, real, path, beginning, new, named
):
    folder = edit(path, first_line(real, path, beginning), new)

    with pytest.raises(KnowledgeError) as problem:
        knowledge.load(folder)

    assert named in str(problem.value)
    assert path.rpartition("/")[2].removesuffix(".toml") in str(problem.value)


def test_a_judge_without_a_measure_is_refused(edit, real):
    line = first_line(real, IRON, "measure = ")

    folder = edit(IRON, line, 'measure = "gut_feeling"')

    with pytest.raises(KnowledgeError, match=r"interventions/iron: judge.measure gut"):
        knowledge.load(folder)


def test_a_source_that_only_a_finding_cites_is_checked_too(edit, real):
    path = "findings/anaemia.toml"

    folder = edit(path, first_line(real, path, "source = "), 'source = "nobody-1"')

    with pytest.raises(KnowledgeError, match="anaemia: source nobody-1 has no file"):
        knowledge.load(folder)


def test_a_source_of_a_global_rule_is_checked_too(edit, real):
    path = "safety/emergency.toml"

    folder = edit(path, first_line(real, path, "source = "), 'source = "nobody-2"')

    with pytest.raises(KnowledgeError, match="S001: source nobody-2 has no file"):
        knowledge.load(folder)


def test_one_rule_id_with_two_conditions_is_refused(edit):
    folder = edit("safety/everyone.toml", 'id = "S004"', 'id = "S053"')

    with pytest.raises(KnowledgeError, match="S053: stands with two different"):
        knowledge.load(folder)


def test_every_mistake_is_named_at_once(edit, real):
    edit(IRON, first_line(real, IRON, "finding = "), 'finding = "iron_lowish"')
    edit(VITAMIN_D, first_line(real, VITAMIN_D, "when = "), 'when = { has = "dark" }')

    with pytest.raises(KnowledgeError) as problem:
        knowledge.load(real)

    assert "iron_lowish" in str(problem.value)
    assert "has:dark" in str(problem.value)


def test_a_file_that_is_no_toml_is_refused(edit, real):
    folder = edit(VITAMIN_D, first_line(real, VITAMIN_D, "id = "), "id = = 3")

    with pytest.raises(KnowledgeError, match=r"vitamin_d_low.toml: not readable"):
        knowledge.load(folder)


def test_a_number_written_as_text_is_never_guessed(edit, real):
    path = "plan/ranking.toml"

    folder = edit(path, first_line(real, path, "high = "), 'high = "1.0"')

    with pytest.raises(KnowledgeError, match=r"ranking.toml"):
        knowledge.load(folder)
