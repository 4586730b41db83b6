"""The same web tests once more on PostgreSQL, in a cluster that lives for a minute."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHOSEN = (
    "tests/web/test_audit.py",
    "tests/web/data",
    "tests/web/patient/test_first_hour.py",
    "tests/web/patient/test_results_and_files.py",
)
QUICK = "-c fsync=off -c full_page_writes=off -c listen_addresses=''"


def newest_programs():
    """The folder with `pg_ctl`; Debian keeps one for each version, off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda path: int(path.parent.parent.name),
    )
    if found:
        return found[-1].parent
    anywhere = shutil.which("pg_ctl")
    return Path(anywhere).parent if anywhere else None


def unprivileged():
    """PostgreSQL does not run as root; Debian's package brings a user for it."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        pytest.skip("as root the user postgres is needed: apt install postgresql")


@pytest.fixture
def cluster():
    programs = newest_programs()
    if programs is None:
        pytest.skip("pg_ctl was not found: apt install postgresql")
    user = unprivileged()
    # Not under pytest's own folder: only its owner may enter that.
    with tempfile.TemporaryDirectory(
        prefix="heartsease-pg-", ignore_cleanup_errors=True
    ) as place:
        folder = Path(place)
        if user is not None:
            os.chown(folder, user, -1)

        def run(name, *arguments):
            subprocess.run(
                [str(programs / name), *arguments],
                check=True,
                user=user,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=90,
            )

        data = str(folder / "data")
        run("initdb", "-D", data, "-A", "trust", "-U", "heartsease", "-E", "UTF8",
            "--locale=C")  # fmt: skip
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"),
            "-o", f"{QUICK} -k {folder}", "start")  # fmt: skip
        try:
            run("createdb", "-h", place, "-U", "heartsease", "heartsease")
            yield f"postgres://heartsease@{quote(place, safe='')}/heartsease"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def test_record_people_and_audit_hold_on_postgresql_as_well(cluster, tmp_path):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HEARTSEASE", "COV", "PYTEST"))
    }

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHOSEN],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": cluster, "HEARTSEASE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=400,
    )

    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
    # Only what looks into the file of SQLite is left out.
    assert "1 skipped" in done.stdout
