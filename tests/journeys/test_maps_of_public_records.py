"""The whole command on every public FHIR file: an answer or a named refusal, always."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main

FOLDER = Path(__file__).parents[3] / "shared/data/fhir"
needs_files = pytest.mark.skipif(
    not FOLDER.exists(), reason="the public FHIR files are not here"
)
DAY = ["--on", "2024-06-01", "--json"]


def the_map_of(*files):
    return CliRunner().invoke(main, ["map", *map(str, files), *DAY])


@needs_files
@pytest.mark.parametrize(
    "folder", ["synthea_bench", "uscore_examples", "r4_official", "mii", "lforms"]
)
def test_every_public_file_gets_a_map_or_a_sentence(folder):
    files = sorted((FOLDER / folder).glob("*.json"))

    results = {file.name: the_map_of(file) for file in files}

    assert results
    for name, result in results.items():
        assert result.exit_code in (ExitCode.DONE, ExitCode.NOTHING_READ), name
        if result.exit_code == ExitCode.DONE:
            assert json.loads(result.stdout)["heartsease_map"] == 1, name
        else:
            assert "No fact could be read" in result.stderr, name


@needs_files
def test_a_synthetic_hospital_record_gives_its_results_and_asks_what_it_lacks():
    (file,) = (FOLDER / "synthea_bench").glob("Alda_*.json")

    result = CliRunner().invoke(
        main, ["map", str(file), "--on", "2020-06-01", "--json"]
    )

    found = json.loads(result.stdout)
    assert found["labs"]
    assert found["safety"]["mode"] == "ask"
    assert found["plan"]["steps"] == []
    assert found["questions"][0]["id"] == "instrument:phq9"


@needs_files
def test_the_phq_9_of_the_us_core_examples_is_found():
    folder = FOLDER / "uscore_examples"
    files = [file for file in folder.glob("*.json") if "phq" in file.name.lower()]

    result = the_map_of(*files)

    assert json.loads(result.stdout)["trajectories"]["phq9"]["last"]["total"] == 12
