"""Medicine and staging files are read strictly, with errors that name the trouble."""

import shutil

import pytest
from tests.support.trials import KNOWLEDGE

from heartsease.library import medicines, staging
from heartsease.library.errors import KnowledgeError


@pytest.fixture
def root(tmp_path):
    for folder in ("medicines", "staging"):
        shutil.copytree(KNOWLEDGE / folder, tmp_path / folder)
    return tmp_path


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "sertraline"', 'id = "citalopram"', "citalopram stands there twice"),
        ('"Zoloft"', '"Celexa"', "celexa names both"),
        ('classes = ["ssri"]', 'classes = ["sssri"]', "sssri is not a medicine class"),
        ("minimum_daily_dose", "minimal_daily_dose", "minimal_daily_dose"),
        ("# Selective", "extra = 1  # Selective", "extra does not belong here"),
    ],
)
def test_a_wrong_medicine_file_is_refused(root, old, new, says):
    change(root / "medicines" / "ssri.toml", old, new)

    with pytest.raises(KnowledgeError, match=says):
        medicines.load(root)


def test_a_product_of_an_unknown_ingredient_is_refused(root):
    file = root / "medicines" / "combinations.toml"
    change(file, '"olanzapine", "fluoxetine"', '"olanzapine", "unobtainium"')

    with pytest.raises(KnowledgeError, match="unobtainium"):
        medicines.load(root)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("ema", '"mgh_atrq"', '"other"', "other is not a rule set"),
        ("ema", 'id = "ema"', 'id = "emea"', "they must be equal"),
        ("mgh_s", 'ect_treatment = "ect"', 'ect_treatment = "etc"', "etc: not in"),
        ("maudsley", "only_clinician", "clinician_only", "clinician_only"),
        ("athf_sf", '"better"', '"bettered"', "bettered"),
        ("treatments", '"TMS"', '"ECT"', "ect names two treatments"),
        ("treatments", 'id = "rtms"', 'id = "ect"', "ect"),
        ("treatments", "# Treat", "extra = 1  # Treat", "extra does not belong here"),
    ],
)
def test_a_wrong_staging_file_is_refused(root, name, old, new, says):
    change(root / "staging" / f"{name}.toml", old, new)

    with pytest.raises(KnowledgeError, match=says):
        staging.load(root)
