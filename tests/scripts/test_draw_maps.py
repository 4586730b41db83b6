"""`make maps` draws every demo person, and says so when they are missing."""

import shutil
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "draw_maps.sh"


def run_in(project: Path) -> subprocess.CompletedProcess[str]:
    (project / "scripts").mkdir()
    shutil.copy(SCRIPT, project / "scripts")
    return subprocess.run(
        ["sh", str(project / "scripts" / SCRIPT.name)],
        capture_output=True,
        text=True,
        check=False,
    )


def a_heartsease(project: Path, text: str) -> None:
    program = project / ".venv" / "bin" / "heartsease"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)


def two_people(project: Path) -> None:
    people = project / "demo" / "people"
    people.mkdir(parents=True)
    for name in ("ada", "ben"):
        (people / f"{name}.json").write_text("{}")


def test_without_demo_people_it_says_so(tmp_path):
    result = run_in(tmp_path)

    assert result.returncode == 1
    assert "The demo people are missing" in result.stderr


def test_each_person_gets_a_map_and_a_page_as_of_one_day(tmp_path):
    a_heartsease(tmp_path, 'echo "ran: $*"')
    two_people(tmp_path)

    result = run_in(tmp_path)

    assert result.returncode == 0, result.stderr
    for name in ("ada", "ben"):
        assert f"ran: map demo/people/{name}.json --on " in result.stdout
        assert f"--html out/{name}.html --pdf out/{name}.pdf" in result.stdout
    assert "2 maps were drawn" in result.stdout


def test_a_map_that_fails_stops_the_run(tmp_path):
    a_heartsease(tmp_path, 'echo "no file could be read" >&2; exit 3')
    two_people(tmp_path)

    result = run_in(tmp_path)

    assert result.returncode == 3
    assert "no file could be read" in result.stderr
