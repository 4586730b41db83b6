"""One person's map, and how long the knowledge takes to load.

The floors in the same run: an interpreter that does nothing, and the TOML parsers alone
on the same files (tomli is the one we use, tomllib the one that comes with Python).
"""

import statistics
import tomllib
from datetime import date
from functools import partial
from pathlib import Path

import tomli
from timing import HEAD, Timed, fresh, in_ms, ratio, timed

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.look import look
from heartsease.core.record.record import Person, Record
from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import whole_vocabulary
from heartsease.library.knowledge import root, standard

PEOPLE = Path(__file__).parent.parent / "demo" / "people"
ON = date(2026, 11, 23)
LOADS = 7
LOOKS = 40
P95 = 94  # of the 99 cut points that statistics.quantiles gives
LOAD = """
import time
from heartsease.library.knowledge import load, root
start = time.perf_counter()
load(root())
print(time.perf_counter() - start)
"""


def main() -> None:
    """Prints both tables."""
    _loading()
    print()
    _looking(standard())


def _loading() -> None:
    nothing, _ = fresh("interpreter alone", "pass", runs=LOADS)
    whole, inside = fresh("interpreter, imports and load", LOAD, runs=LOADS)
    load = Timed(name="load alone", seconds=tuple(map(float, inside)))
    texts = [
        file.read_text(encoding="utf-8") for file in Path(str(root())).rglob("*.toml")
    ]
    plain = timed(
        f"tomllib alone, {len(texts)} files",
        lambda: [tomllib.loads(text) for text in texts],
        runs=LOADS,
    )
    parser = timed(
        f"tomli alone, {len(texts)} files",
        lambda: [tomli.loads(text) for text in texts],
        runs=LOADS,
    )
    print("Knowledge, in a fresh process")
    print(HEAD)
    for one in (nothing, whole, load, parser, plain):
        print(in_ms(one))
    print(ratio(load, parser))


def _looking(knowledge: Knowledge) -> None:
    known = whole_vocabulary(knowledge)
    records = {"empty record": Record(person=Person(id="nobody"))}
    for file in sorted(PEOPLE.glob("*.json")):
        records[file.stem] = read_files((file,), vocabulary=known, on=ON).record
    print("One look, knowledge already loaded")
    print(f"{HEAD.rstrip()}{'p95':>13}{'without questions':>20}")
    for name, record in records.items():
        whole = timed(name, partial(look, record, knowledge, on=ON), runs=LOOKS)
        short = timed(
            name,
            partial(look, record, knowledge, on=ON, with_questions=False),
            runs=LOOKS,
        )
        p95 = statistics.quantiles(whole.seconds, n=100)[P95]
        print(
            f"{in_ms(whole)}{1e3 * p95:>11,.1f}{1e3 * short.median:>11,.1f}"
            f" ({short.median / whole.median:.0%})"
        )


if __name__ == "__main__":
    main()
