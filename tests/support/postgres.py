"""A PostgreSQL that lives as long as a test run: its own folder, no network port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# Nothing of it has to survive a fall of the machine.
QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off "
    "-c listen_addresses=''"
)


def programs():
    """The folder with `pg_ctl`, or None; Debian keeps one for each version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda path: int(path.parent.parent.name),
    )
    if found:
        return found[-1].parent
    anywhere = shutil.which("pg_ctl")
    return Path(anywhere).parent if anywhere else None


def who_runs_it():
    """The user to run it as: PostgreSQL refuses root, Debian brings a user for it."""
    return pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None


@contextmanager
def cluster():
    """The DATABASE_URL of an empty database; gone when the block ends."""
    folder = programs()
    if folder is None:
        raise RuntimeError("pg_ctl was not found: apt install postgresql")
    user = who_runs_it()
    # Not under a folder of pytest: only its owner may enter that.
    with tempfile.TemporaryDirectory(
        prefix="heartsease-pg-", ignore_cleanup_errors=True
    ) as place:
        if user is not None:
            os.chown(place, user, -1)

        def run(name, *arguments):
            subprocess.run(
                [str(folder / name), *arguments],
                check=True,
                user=user,
                cwd=place,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=90,
            )

        data = f"{place}/data"
        run("initdb", "-D", data, "-A", "trust", "-U", "heartsease", "-E", "UTF8",
            "--locale=C")  # fmt: skip
        run("pg_ctl", "-D", data, "-w", "-l", f"{place}/log",
            "-o", f"{QUICK} -k {place}", "start")  # fmt: skip
        try:
            run("createdb", "-h", place, "-U", "heartsease", "heartsease")
            yield f"postgres://heartsease@{quote(place, safe='')}/heartsease"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
