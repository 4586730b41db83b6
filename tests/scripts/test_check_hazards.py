"""The check of the hazard log sees a row without its test."""

from scripts import check_hazards

HEAD = "| id | hazard | cause | control | test | residual risk |\n|---|---|---|---|---|---|\n"


def problems_of(tmp_path, *rows):
    (tmp_path / "tests").mkdir(exist_ok=True)
    (tmp_path / "tests/test_it.py").write_text("def test_it_holds():\n    assert 1\n")
    (tmp_path / "SAFETY.md").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return list(check_hazards.problems(tmp_path))


def a_row(id_="H01", test="`tests/test_it.py::test_it_holds`", risk="low"):
    return f"| {id_} | harm | gap | gate | {test} | {risk} |"


def test_a_row_whose_test_exists_is_fine(tmp_path):
    assert problems_of(tmp_path, a_row()) == []


def test_a_row_whose_test_was_renamed_is_found(tmp_path):
    gone = a_row(test="`tests/test_it.py::test_it_held`")

    assert problems_of(tmp_path, gone) == [
        "H01: there is no tests/test_it.py::test_it_held"
    ]


def test_a_row_without_a_test_is_found(tmp_path):
    assert problems_of(tmp_path, a_row(test="to come")) == ["H01 names no test"]


def test_a_row_without_its_residual_risk_is_found(tmp_path):
    assert problems_of(tmp_path, a_row(risk="")) == ["H01 leaves a column empty"]


def test_an_id_used_twice_is_found(tmp_path):
    assert problems_of(tmp_path, a_row(), a_row()) == ["H01 stands in the log twice"]


def test_a_page_without_a_log_is_found(tmp_path):
    assert problems_of(tmp_path) == ["SAFETY.md has no hazard log"]
