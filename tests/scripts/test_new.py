"""`make new` starts files that the loaders can read, and never writes over one."""

import importlib.util
from datetime import date

import pytest
from scripts import new

from heartsease.core.instruments.definition import Instrument
from heartsease.core.interventions.definition import Intervention
from heartsease.core.labs.definition import Measure
from heartsease.importers.vocabulary import Vocabulary
from heartsease.library import interventions
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import read

TODAY = date(2026, 11, 23)
TABLES = ConditionTables(to_measure_unit=lambda measure, number, unit: number)

DEFINITIONS = {
    "questionnaire": Instrument,
    "lab": Measure,
    "intervention": Intervention,
}


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_a_started_file_has_the_shape_its_loader_wants(kind, tmp_path):
    (file,) = new.start(kind, "tai_chi", root=tmp_path, today=TODAY)

    definition = read(file, DEFINITIONS[kind], tables=TABLES)

    assert definition.id == "tai_chi"


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_a_field_that_the_loader_does_not_know_is_refused(kind, tmp_path):
    (file,) = new.start(kind, "tai_chi", root=tmp_path, today=TODAY)
    file.write_text("mispelt = 1\n" + file.read_text())

    with pytest.raises(KnowledgeError, match="mispelt"):
        read(file, DEFINITIONS[kind], tables=TABLES)


def test_the_gates_and_cases_of_a_started_intervention_hang_together(tmp_path):
    new.start("intervention", "tai_chi", root=tmp_path, today=TODAY)

    loaded = interventions.load(tmp_path / "src/heartsease/knowledge", TABLES)

    assert list(loaded) == ["tai_chi"]


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_a_started_file_says_what_is_to_be_filled_in_and_is_unverified(kind, tmp_path):
    (file,) = new.start(kind, "tai_chi", root=tmp_path, today=TODAY)

    text = file.read_text()

    assert "FILL IN" in text
    assert '"verified"' not in text
    assert "checked_on = 2026-11-23" in text
    assert "{{" not in text


def test_an_importer_comes_with_a_test_and_a_place_for_samples(tmp_path):
    files = new.start("importer", "my_app", root=tmp_path, today=TODAY)

    written = {file.relative_to(tmp_path).as_posix() for file in files}

    assert written == {
        "src/heartsease/importers/sources/my_app.py",
        "tests/importers/samples/my_app/PROVENANCE.md",
        "tests/importers/test_my_app_source.py",
    }


def test_a_started_importer_can_be_imported_and_refuses_each_row_by_name(tmp_path):
    module, *_ = new.start("importer", "my_app", root=tmp_path, today=TODAY)
    spec = importlib.util.spec_from_file_location("my_app_as_started", module)
    started = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(started)
    sample = tmp_path / "export.csv"
    sample.write_text("day,value\n2026-11-23,1\n")

    (event,) = started.SOURCE.read(sample, vocabulary=Vocabulary(), on=TODAY)

    assert started.SOURCE.id == "my_app"
    assert (event.row, event.file) == ("row 2", "export.csv")
    assert event.reason


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "Vitamin_D",
        "vitamin-d",
        "../labs/x",
        "vitamin__d",
        "_x",
        "a" * 41,
        "é",
        "a b",
    ],
)
def test_an_id_that_could_not_be_a_file_name_is_refused(bad, tmp_path):
    with pytest.raises(new.Refusal, match="is not an id"):
        new.start("lab", bad, root=tmp_path, today=TODAY)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("bad", ["3d_scan", "import"])
def test_an_importer_needs_a_name_that_python_can_import(bad, tmp_path):
    with pytest.raises(new.Refusal, match="Python module"):
        new.start("importer", bad, root=tmp_path, today=TODAY)


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(tmp_path):
    with pytest.raises(new.Refusal, match="questionnaire, lab, intervention, importer"):
        new.start("screen", "home", root=tmp_path, today=TODAY)


def test_a_file_that_exists_is_left_as_it_is(tmp_path):
    (file,) = new.start("lab", "selenium", root=tmp_path, today=TODAY)
    file.write_text("mine")

    with pytest.raises(new.Refusal, match="exists"):
        new.start("lab", "selenium", root=tmp_path, today=TODAY)

    assert file.read_text() == "mine"


def test_nothing_is_written_when_one_of_several_files_exists(tmp_path):
    taken = tmp_path / "tests/importers/test_my_app_source.py"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")

    with pytest.raises(new.Refusal, match="exists"):
        new.start("importer", "my_app", root=tmp_path, today=TODAY)

    assert not (tmp_path / "src").exists()


def test_the_command_says_what_to_do_when_it_refuses(capsys):
    code = new.main(["--kind", "lab", "--id", ""])

    assert code == 2
    assert "make new kind=lab id=selenium" in capsys.readouterr().err
