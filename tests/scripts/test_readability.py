"""The reading grade follows its formula, and hard texts are found."""

import pytest
from scripts import readability

SPOKEN = {
    1: (
        "the take walked hours breathe more loved makes your you are were have "
        "feel blood eyes tried used whole called smile while rules files knee "
        "free treat great don't 30"
    ),
    2: (
        "people table tables little wanted needed doctor science create "
        "breathing sometimes something questions being doing quiet before "
        "careful safety minutes changes dishes because feeling someone alone "
        "trouble rested tablets sleepy social special million titles settled "
        "handled agree diet trial trials trying buying beyond cautious patient "
        "low-dose"
    ),
    3: (
        "area medicine depression idea usual radio period serious video "
        "exercise lithium vitamin clinician hospital suicide actual annual "
        "various mania quality"
    ),
    4: "anxiety inflammation noticeable magnesium emergency reality experience",
    5: "psychotherapy antidepressant individual",
}


@pytest.mark.parametrize("count", SPOKEN)
def test_syllables_are_counted_as_they_are_spoken(count):
    counted = {word: readability.syllables(word) for word in SPOKEN[count].split()}

    assert counted == dict.fromkeys(counted, count)


def test_the_grade_is_the_published_formula():
    text = "The cat sat on the mat. It was happy and warm inside."

    words, sentences, spoken = 12, 2, 14  # hap-py and in-side have two
    expected = 0.39 * words / sentences + 11.8 * spoken / words - 15.59
    assert readability.grade(text) == pytest.approx(expected)


def test_long_words_in_long_sentences_are_harder():
    plain = "Ask your doctor for a blood test. It shows your iron."
    learned = (
        "Serological determination of ferritin concentration facilitates "
        "identification of insufficiency necessitating supplementation."
    )

    assert readability.grade(plain) < 4
    assert readability.grade(learned) > 15


def test_a_label_of_a_few_words_has_no_grade():
    assert readability.grade("Psychotherapy, additionally") is None


def test_a_place_that_is_filled_in_later_counts_as_one_short_word():
    assert readability.grade("Call {emergency_number} now or ask for help.") == (
        pytest.approx(readability.grade("Call it now or ask for help."))
    )


def a_knowledge_folder(tmp_path, text, *, folder="findings", extra=""):
    (tmp_path / folder).mkdir()
    file = tmp_path / folder / "one.toml"
    file.write_text(f'{extra}\nsays = "{text}"\nreason = "{HARD}"\n')
    return ["--knowledge", str(tmp_path), "--limit", "7"]


EASY = "This is one small thing you can do today."
HARD = (
    "Pharmacological considerations necessitate individualised multidisciplinary care."
)


def test_a_hard_text_is_listed_with_its_file_and_field(tmp_path, capsys):
    code = readability.main(a_knowledge_folder(tmp_path, HARD))

    shown = capsys.readouterr().out
    assert code == 1
    assert "findings/one.toml" in shown
    assert "says" in shown


def test_words_for_clinicians_are_not_measured(tmp_path, capsys):
    code = readability.main(a_knowledge_folder(tmp_path, EASY))

    assert code == 0
    assert "1 texts measured" in capsys.readouterr().out


def test_a_text_inside_a_list_is_found(tmp_path):
    (tmp_path / "interventions").mkdir()
    file = tmp_path / "interventions" / "one.toml"
    file.write_text(f'[[stop_if]]\nsays = "{HARD}"\n[[cases]]\nsays = "{HARD}"\n')

    found = list(readability.texts(tmp_path))

    assert [text.field for text in found] == ["stop_if[0].says"]


def test_a_published_wording_is_listed_and_does_not_fail(tmp_path, capsys):
    (tmp_path / "instruments").mkdir()
    file = tmp_path / "instruments" / "one.toml"
    file.write_text(f'wording = "verbatim"\n[[items]]\ntext = "{HARD}"\n')

    code = readability.main(["--knowledge", str(tmp_path)])

    assert code == 0
    assert "published wording" in capsys.readouterr().out


def test_an_empty_library_is_said_to_be_empty(tmp_path, capsys):
    assert readability.main(["--knowledge", str(tmp_path)]) == 0
    assert "no text to measure" in capsys.readouterr().out


def test_every_text_for_people_reads_at_grade_seven_or_says_why_not():
    reasons = readability.staying()
    measured = [*readability.texts(readability.KNOWLEDGE), *readability.screens()]

    hard = {text.words for _, text in readability.above(measured, limit=7) if text.ours}

    assert len(measured) > 2500
    assert hard - set(reasons) == set(), (
        "write it plainer, or list it with its reason in scripts/readability.toml"
    )
    assert set(reasons) - hard == set(), "these are easy enough: take them off the list"
    assert all(reason.strip() for reason in reasons.values())


def test_the_words_of_the_web_pages_are_measured_with_their_place():
    found = {text.words: text.file for text in readability.screens()}

    assert found["Help now"].startswith("web/")
    assert "it of it codes are left. Each one opens the door once." in found
