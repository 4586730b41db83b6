"""The web pages under fifty people on this computer, on SQLite and on PostgreSQL.

Starts `heartsease serve` itself, with fifty invented people who each have a whole
record, and lets locust walk over loopback for half a minute. Times are from asking to
the last byte, without the network of a real site. Nothing else should run meanwhile:
server, database and load share the cores.
"""

import contextlib
import csv
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402 - the path has to be there first

WEB = ROOT / "bench" / "web"
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "50"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "30"))
PER_SECOND = 10  # people who come in each second
RECORD = ROOT / "demo" / "people" / "mara.json"
PASSPHRASE = "nine quiet green hills"
ROW = (
    f"{'':<12}{'':<18}{'count':>7}{'failed':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"
)


def main() -> int:
    """Prints one table; 1 when any request failed."""
    if importlib.util.find_spec("locust") is None:
        print("locust is not installed: make bench installs it")
        return 0
    print(f"{PEOPLE} people, {SECONDS} s, {os.cpu_count()} cores\n{ROW}")
    failed = _measured("SQLite", "")
    if postgres.programs() is None:
        print("PostgreSQL is not installed: apt install postgresql")
        return int(failed)
    with postgres.cluster() as address:
        failed = _measured("PostgreSQL", address) or failed
    return int(failed)


def _measured(name: str, database: str) -> bool:
    """Runs the load on one database; whether any request failed."""
    with tempfile.TemporaryDirectory(prefix="heartsease-bench-") as folder:
        environment = {
            **os.environ,
            "HEARTSEASE_DATA": folder,
            "HEARTSEASE_SECRET_KEY": "for the benchmark only",
            "DJANGO_SETTINGS_MODULE": "bench_settings",
            "PYTHONPATH": os.pathsep.join((str(WEB), str(ROOT / "src"))),
            "PYTHONUNBUFFERED": "1",
            "BENCH_PASSPHRASE": PASSPHRASE,
            "NO_PROXY": "*",  # nothing of this leaves the computer
        }
        environment.pop("DATABASE_URL", None)
        if database:
            environment["DATABASE_URL"] = database
        _run([sys.executable, str(WEB / "people.py"), str(PEOPLE), PASSPHRASE,
              str(RECORD)], environment)  # fmt: skip
        with _served(environment) as address:
            _run([sys.executable, "-m", "locust", "-f", str(WEB / "locustfile.py"),
                  "--headless", "-u", str(PEOPLE), "-r", str(PER_SECOND),
                  "-t", f"{SECONDS}s", "-H", address, "--only-summary",
                  "--csv", f"{folder}/load", "--exit-code-on-error", "0"],
                 environment)  # fmt: skip
        with open(f"{folder}/load_stats.csv", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["Name"] != "Aggregated"]
    for row in sorted(rows, key=lambda one: one["Name"]):
        print(
            f"{name:<12}{row['Name']:<18}{row['Request Count']:>7}"
            f"{row['Failure Count']:>8}{row['50%']:>9}{row['95%']:>9}{row['100%']:>9}"
        )
    if not rows:
        raise RuntimeError("the load asked for nothing")
    return any(row["Failure Count"] != "0" for row in rows)


@contextlib.contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    """The address of the program, running until the block ends."""
    command = [sys.executable, "-m", "heartsease", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://\S+:\d+", line):
                    break
            else:
                raise RuntimeError("the program did not start")
            # The knowledge is read at the first page, once; that is not measured.
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            direct.open(f"{found[0]}/help/", timeout=120).read()
            yield found[0]
        finally:
            process.terminate()


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] or done.stdout[-2000:])


if __name__ == "__main__":
    sys.exit(main())
