"""Runs every test, as `make test` does: all on SQLite, then the web tests on PostgreSQL.

What core/ and knowledge/ promise goes first, and reaches every line of core/. Only there
are lines counted, because counting makes what runs twice as slow.

What a test needs beside Python (Chromium, PostgreSQL) is installed when that can be
done, else it is named and nothing runs: a test that is left out looks like one that
passed. HEARTSEASE_TEST_WITHOUT=chromium,postgresql goes without, and says so.
HEARTSEASE_TEST_WORKERS sets how many run side by side; the default is one per core.
What failed is run once more, alone: a browser on a busy machine may be late. What passes
then is named, so that somebody mends it; what fails again fails.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402 - the path has to be there first

WITHOUT = "HEARTSEASE_TEST_WITHOUT"
WORKERS = "HEARTSEASE_TEST_WORKERS"
OF_CORE = ("tests/core", "tests/golden", "tests/knowledge", "tests/library")
SOME_FAILED = 1  # pytest's exit code when tests ran and some failed
# Every test that reads or writes the database runs on both.
ON_BOTH = ("-m", "django_db", "tests/web", "tests/journeys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A program the tests start; `package` is its name for apt."""

    name: str
    package: str
    what_for: str
    found: Callable[[], bool]


NEEDS = (
    Need(
        name="chromium",
        package="chromium",
        what_for="the journeys in a real browser",
        found=lambda: shutil.which("chromium") is not None,
    ),
    Need(
        name="postgresql",
        package="postgresql",
        what_for="the same web tests on PostgreSQL",
        found=lambda: postgres.programs() is not None,
    ),
)


def missing(
    needs: Iterable[Need], *, without: set[str], install: Callable[[list[str]], bool]
) -> list[Need]:
    """What is not there and could not be installed, apart from what is left out."""
    wanted = [one for one in needs if one.name not in without and not one.found()]
    if wanted and install([one.package for one in wanted]):
        wanted = [one for one in wanted if not one.found()]
    return wanted


def install(packages: list[str]) -> bool:
    """With apt, when we may; False when nothing was tried."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {' and '.join(packages)} for the tests (once).", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
    return True


def what_to_do(lacking: list[Need]) -> str:
    """The sentences for somebody whose machine lacks something."""
    packages = " ".join(one.package for one in lacking)
    names = ",".join(one.name for one in lacking)
    lines = [f"{one.name} was not found; it is for {one.what_for}." for one in lacking]
    return "\n".join(
        (
            *lines,
            "No test was run, because those would have been left out.",
            f"On Debian and Ubuntu: sudo apt-get install {packages}",
            f"To go without: {WITHOUT}={names} make test",
        )
    )


def main() -> int:
    """Every test; the number of the first command that failed, 0 when all is well."""
    without = {one.strip() for one in os.environ.get(WITHOUT, "").split(",")} - {""}
    if unknown := without - {one.name for one in NEEDS}:
        print(f"{WITHOUT} knows chromium and postgresql, not: {', '.join(unknown)}")
        return 2
    lacking = missing(NEEDS, without=without, install=install)
    if lacking:
        print(what_to_do(lacking), file=sys.stderr)
        return 1
    started = time.monotonic()
    (ROOT / "out").mkdir(exist_ok=True)
    counted = ("--cov=heartsease.core", "--cov-report=")
    code = _twice(*counted, "--cov-report=json:out/coverage.json", *OF_CORE)
    if not code:
        print("\nThe others:", flush=True)
        code = _twice(*(f"--ignore={folder}" for folder in OF_CORE))
    if not code and "postgresql" not in without:
        with postgres.cluster() as address:
            print("\nThe web tests once more, on PostgreSQL:", flush=True)
            code = _twice(*ON_BOTH, DATABASE_URL=address)
    if not code:
        check = [sys.executable, "scripts/check_core_coverage.py"]
        code = subprocess.run(check, cwd=ROOT, check=False).returncode
    for name in sorted(without):
        print(f"Left out, because {WITHOUT} says so: what needs {name}.")
    print(f"{time.monotonic() - started:.0f} seconds in all.")
    return code


def _twice(*arguments: str, **environment: str) -> int:
    """The tests, and once more alone those that failed; coverage is of the first run."""
    code = _pytest(*arguments, **environment)
    if code != SOME_FAILED:
        return code
    print("\nWhat failed, once more and alone:", flush=True)
    again = ("-n", "0", "--last-failed", "-v")
    chosen = [one for one in arguments if not one.startswith("--cov")]
    return _pytest(*again, *chosen, **environment)


def _pytest(*arguments: str, **environment: str) -> int:
    workers = os.environ.get(WORKERS, "auto")
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers]
    return subprocess.run(
        [*command, "--dist", "worksteal", *arguments],
        cwd=ROOT,
        env={**_bytecode_kept(), **environment},
        check=False,
    ).returncode


def _bytecode_kept() -> dict[str, str]:
    """Our environment, but the hundreds of programs that tests start compile nothing twice."""
    kept = dict(os.environ)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


if __name__ == "__main__":
    sys.exit(main())
