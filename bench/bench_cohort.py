"""People per second and peak memory of `heartsease cohort nhanes`.

Looks at the first people of the national survey's 2017-2018 tables; without the tables
at made people, and says so.
The floor in the same run: reading the same tables and looking at nobody.
"""

import argparse
import gzip
import resource
import sys
import tempfile
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from timing import HEAD, per_second, ratio, timed

from heartsease.cli.cohort.looking import see_all
from heartsease.importers.sources.nhanes_xpt import Participant, read_cycle

TABLES = Path(__file__).parents[2] / "shared" / "data" / "nhanes"
ON = date(2018, 12, 31)
CYCLE = "J"
RUNS = 3
MADE = 400
_KB_PER_MB = 1024 if sys.platform != "darwin" else 1024**2  # macOS counts bytes
_COLUMNS = "SEQN,RIAGENDR,RIDAGEYR,SDMVPSU,SDMVSTRA,W,LBXHSCRP,LBXVIDMS,SLEEP,BMXBMI"
_ITEMS = [f"DPQ0{n}0" for n in range(1, 10)]


def main() -> None:
    """Prints one table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=1000)
    asked.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = TABLES if TABLES.exists() else _made(Path(made))
        people = list(islice(read_cycle(folder, CYCLE, on=ON), options.people))
        print(f"{len(people)} adults, {'NHANES' if folder == TABLES else 'made up'}")
        print(HEAD)
        _measure(folder, people, options.workers)
    print(f"  peak memory of this process: {_peak(resource.RUSAGE_SELF):.0f} MB")
    print(f"  of its largest worker: {_peak(resource.RUSAGE_CHILDREN):.0f} MB")


def _measure(folder: Path, people: list[Participant], workers: list[int]) -> None:
    whole_cycle = sum(1 for _ in read_cycle(folder, CYCLE, on=ON))
    floor = timed(
        "reading the tables alone, whole cycle",
        lambda: sum(1 for _ in read_cycle(folder, CYCLE, on=ON)),
        runs=RUNS,
    )
    print(per_second(floor, whole_cycle, "people"))
    looks = [
        timed(
            f"looking, {number} process{'es, with their start' if number > 1 else ''}",
            partial(see_all, people, on=ON, workers=number, moved=_silent),
            runs=RUNS,
        )
        for number in workers
    ]
    for one in looks:
        print(per_second(one, len(people), "people"))
    for one in looks[1:]:
        print(ratio(one, looks[0]))


def _silent(_: int) -> None:
    """In place of the progress bar."""


def _peak(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / _KB_PER_MB


def _made(folder: Path) -> Path:
    lines = [",".join((_COLUMNS, *_ITEMS))]
    for n in range(MADE):
        answers = ",".join(str((n + place) % 4) for place in range(len(_ITEMS)))
        person = f"{n},{1 + n % 2},{18 + n % 60},{1 + n % 2},{n % 15},{1000 + n}"
        lines.append(
            f"{person},{n % 12},{20 + n % 90},{4 + n % 6},{18 + n % 20},{answers}"
        )
    with gzip.open(folder / f"joined_{CYCLE}.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return folder


if __name__ == "__main__":
    main()
