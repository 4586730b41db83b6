"""The test command leaves nothing out in silence."""

import os
import subprocess
import sys
from pathlib import Path

from scripts import run_tests
from scripts.run_tests import Need, missing, what_to_do

ROOT = Path(__file__).resolve().parents[2]


def a_need(name, *found):
    """`found` are the answers, one after the other, whether it is there."""
    answers = iter(found)
    return Need(
        name=name,
        package=f"lib{name}",
        what_for="a test",
        found=lambda: next(answers),
    )


def nothing(packages):
    return False


def test_what_is_there_is_not_installed():
    def must_not(packages):
        raise AssertionError(packages)

    assert missing([a_need("browser", True)], without=set(), install=must_not) == []


def test_what_is_missing_is_installed_and_looked_for_again():
    asked = []

    def install(packages):
        asked.extend(packages)
        return True

    lacking = missing([a_need("browser", False, True)], without=set(), install=install)

    assert asked == ["libbrowser"]
    assert lacking == []


def test_what_could_not_be_installed_is_named_with_the_command():
    lacking = missing([a_need("browser", False)], without=set(), install=nothing)

    said = what_to_do(lacking)
    assert "browser was not found" in said
    assert "apt-get install libbrowser" in said
    assert "HEARTSEASE_TEST_WITHOUT=browser make test" in said


def test_what_one_goes_without_is_not_looked_for():
    assert missing([a_need("browser")], without={"browser"}, install=nothing) == []


def test_a_word_nobody_knows_is_refused_before_anything_runs():
    done = subprocess.run(
        [sys.executable, "scripts/run_tests.py"],
        cwd=ROOT,
        env={**os.environ, "HEARTSEASE_TEST_WITHOUT": "netscape"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "netscape" in done.stdout


def calls_of(codes, monkeypatch):
    made = []

    def pytest_ran(*arguments, **environment):
        made.append((arguments, environment))
        return codes[len(made) - 1]

    monkeypatch.setattr(run_tests, "_pytest", pytest_ran)
    return made


def test_what_failed_is_run_once_more_alone_and_may_fail_again(monkeypatch):
    made = calls_of([1, 1], monkeypatch)

    code = run_tests._twice("--cov=heartsease.core", "tests/web", DATABASE_URL="x")

    assert code == 1
    assert len(made) == 2
    assert "--last-failed" in made[1][0]
    assert "--cov=heartsease.core" not in made[1][0]
    assert made[1][1] == {"DATABASE_URL": "x"}


def test_what_passed_or_could_not_run_is_not_run_again(monkeypatch):
    for code in (0, 2, 5):
        made = calls_of([code], monkeypatch)

        assert run_tests._twice("tests") == code
        assert len(made) == 1
