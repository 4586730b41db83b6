"""Setting up says what is missing, in sentences, and never guesses a Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "environment.sh"

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="make and its scripts are for POSIX systems"
)


def a_machine(tmp_path: Path, **programs: str) -> dict[str, str]:
    """An environment whose PATH holds `dirname` and these programs only."""
    path = tmp_path / "bin"
    path.mkdir()
    (path / "dirname").symlink_to(shutil.which("dirname") or "")
    for name, text in programs.items():
        program = path / name.replace("_", ".")
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    return {"PATH": str(path), "HOME": str(tmp_path)}


def set_up(tmp_path: Path, machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    project = tmp_path / "project"
    (project / "scripts").mkdir(parents=True)
    shutil.copy(SCRIPT, project / "scripts")
    return subprocess.run(
        ["/bin/sh", str(project / "scripts" / SCRIPT.name)],
        env=machine,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_without_any_python_it_says_which_one_is_needed(tmp_path):
    result = set_up(tmp_path, a_machine(tmp_path))

    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr


def test_a_python_that_is_too_old_is_passed_over(tmp_path):
    result = set_up(tmp_path, a_machine(tmp_path, python3="exit 1"))

    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr


def test_the_uv_that_is_there_is_used_with_the_lock_file(tmp_path):
    machine = a_machine(
        tmp_path,
        python3=f'exec "{sys.executable}" "$@"',
        uv='if [ "$1" = --version ]; then echo "uv 99.1.0"; else echo "ran uv $*"; fi',
    )

    result = set_up(tmp_path, machine)

    assert result.returncode == 0, result.stderr
    assert "ran uv sync --quiet --locked --all-extras" in result.stdout
    assert not (tmp_path / "project" / ".uv").exists()


def test_a_failing_uv_is_explained(tmp_path):
    machine = a_machine(
        tmp_path,
        python3=f'exec "{sys.executable}" "$@"',
        uv='if [ "$1" = --version ]; then echo "uv 99.1.0"; else exit 2; fi',
    )

    result = set_up(tmp_path, machine)

    assert result.returncode == 1
    assert "could not be set up" in result.stderr


def test_without_a_network_it_says_that_one_is_needed_once(tmp_path):
    machine = a_machine(
        tmp_path,
        python3=f'exec "{sys.executable}" "$@"',
        uv='echo "uv 0.1.0"',  # too old, so that one has to be fetched
    )
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}

    result = set_up(tmp_path, {**machine, **offline})

    assert result.returncode == 1
    assert "needs the network once" in result.stderr
