"""The guide to measuring a recording goes as it is printed, and says what comes out."""

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.support.ecg import a_lead, a_rhythm

from heartsease.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "how-to"
GUIDE = (GUIDES / "measure-a-recording.md").read_text(encoding="utf-8")
SHELL = re.compile(r"^\.venv/bin/heartsease (hrv .*)$", re.MULTILINE)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A folder with the files that the guides name."""
    monkeypatch.chdir(tmp_path)
    chance = np.random.default_rng(1)
    rr = 850 + 40 * np.sin(np.arange(400) * 2 * np.pi / 5)
    rr = rr + 15 * chance.standard_normal(400)
    Path("intervals.txt").write_text("".join(f"{one:.0f}\n" for one in rr))
    Path("recordings").mkdir()
    Path("recordings/one.txt").write_text(Path("intervals.txt").read_text())
    lead = a_lead(a_rhythm(seconds=60), rate_hz=250, seconds=60)
    np.savetxt("samples.txt", lead, fmt="%.4f")


@pytest.mark.parametrize("words", SHELL.findall(GUIDE))
def test_every_command_of_the_guide_gives_an_answer(at_home, words):
    result = CliRunner().invoke(main, words.split())

    assert result.exit_code == 0, result.output
    assert result.stdout


def test_the_guide_of_a_folder_gives_its_table(at_home):
    words = SHELL.findall((GUIDES / "measure-many-recordings.md").read_text())

    result = CliRunner().invoke(main, [*words[0].split(), "--format", "csv"])

    assert result.exit_code == 0, result.output
    assert len(Path("results/results.csv").read_text().splitlines()) == 2


def test_the_python_of_the_guide_runs_and_prints_what_it_says(at_home):
    names = {}
    printed = io.StringIO()
    blocks = PYTHON.findall(GUIDE)

    with contextlib.redirect_stdout(printed):
        for block in blocks:
            exec(compile(block, "measure-a-recording.md", "exec"), names)

    said = [line[2:] for one in blocks for line in one.splitlines() if line[:2] == "# "]
    assert len(said) == 4
    assert printed.getvalue().splitlines() == said
    assert names["found"].usable_share > 0.9
    assert len(names["found"].beats.nn_ms) > 50
