"""The web pages under fifty people on this computer, on SQLite and on PostgreSQL.

Starts `heartsease serve` itself, with invented people who each have a whole record, and
lets locust walk over loopback. First one device alone sends a hundred answers at a time;
then fifty people gather and sign in, two each second; then all of them read and write
for half a minute, each thinking two seconds between two pages, while one more device
sends a hundred answers every second. Times are from asking to the last byte, without
the network of a real site. Nothing else should run meanwhile: server, database and load
share the cores.
"""

import contextlib
import csv
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402 - the path has to be there first

WEB = ROOT / "bench" / "web"
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "50"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "30"))
PER_SECOND = 2  # people who come in each second
ALONE_S = 8
WORKERS = int(os.environ.get("BENCH_WORKERS", str(os.cpu_count() or 1)))
RECORD = ROOT / "demo" / "people" / "mara.json"
PASSPHRASE = "nine quiet green hills"
WIDTHS = (12, 10, 18, 7, 8, 9, 9, 9, 8)
HEAD = ("", "", "", "count", "failed", "p50 ms", "p95 ms", "max ms", "kB")
Row = tuple[str, ...]


def main() -> int:
    """Prints one table; 1 when any request failed."""
    if importlib.util.find_spec("locust") is None:
        print("locust is not installed: make bench installs it")
        return 0
    print(
        f"{PEOPLE} people, {SECONDS} s, {os.cpu_count()} cores, {WORKERS} workers, "
        f"two seconds of thinking between two pages"
    )
    _print(HEAD)
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
        _run([sys.executable, str(WEB / "people.py"), str(PEOPLE + 1), PASSPHRASE,
              str(RECORD)], environment)  # fmt: skip
        with _served(environment) as address:
            alone = _load(environment, address, "Device", people=1, seconds=ALONE_S)
            environment["BENCH_GATHERING"] = f"{folder}/gathering.json"
            crowd = _load(
                environment,
                address,
                "Somebody",
                "Device",
                people=PEOPLE + 1,
                seconds=SECONDS + (PEOPLE + 1) // PER_SECOND,
            )
        gathering = json.loads(Path(environment["BENCH_GATHERING"]).read_text())
    signed = [
        (one["name"], one["count"], one["failed"], one["p50"], one["p95"],
         one["max"], one["bytes"])
        for one in gathering
    ]  # fmt: skip
    alone = [row for row in alone if row[0].startswith("sync")]
    # The last one to come signs in when the counting has begun already.
    crowd = [row for row in crowd if not row[0].startswith("sign")]
    for when, rows in (("alone", alone), ("gathering", signed), ("crowd", crowd)):
        for title, count, failures, *times, size in sorted(rows):
            shown = (f"{float(one):.0f}" for one in times)
            _print(
                (name, when, title, count, failures, *shown, f"{float(size) / 1e3:.1f}")
            )
    if not crowd:
        raise RuntimeError("the load asked for nothing")
    return any(int(row[2]) for row in (*alone, *signed, *crowd))


def _print(row: Sequence[object]) -> None:
    first, rest = row[:3], row[3:]
    print(
        "".join(
            [
                *(f"{one:<{width}}" for one, width in zip(first, WIDTHS, strict=False)),
                *(
                    f"{one:>{width}}"
                    for one, width in zip(rest, WIDTHS[3:], strict=True)
                ),
            ]
        )
    )


def _load(
    environment: dict[str, str], address: str, *who: str, people: int, seconds: int
) -> list[tuple[str, ...]]:
    """Name, count, failures, p50, p95, longest and bytes of what was asked for."""
    load = Path(environment["HEARTSEASE_DATA"]) / "load"
    _run([sys.executable, "-m", "locust", "-f", str(WEB / "locustfile.py"), *who,
          "--headless", "-u", str(people), "-r", str(PER_SECOND), "-t", f"{seconds}s",
          "-H", address, "--only-summary", "--csv", str(load),
          "--exit-code-on-error", "0"], environment)  # fmt: skip
    with open(f"{load}_stats.csv", encoding="utf-8", newline="") as file:
        return [
            (row["Name"], row["Request Count"], row["Failure Count"], row["50%"],
             row["95%"], row["Max Response Time"], row["Average Content Size"])
            for row in csv.DictReader(file)
            if row["Name"] != "Aggregated"
        ]  # fmt: skip


@contextlib.contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    """The address of the program, running until the block ends."""
    command = [sys.executable, "-m", "heartsease", "serve", "--port", "0"]
    command += ["--workers", str(WORKERS)] if WORKERS > 1 else []
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
            for _ in range(8 * WORKERS):  # each process reads it for itself
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
