"""Rows and resources per second of the importers, from file to record.

The floors in the same run: `json.loads` for FHIR, `csv.DictReader` for laboratory rows.
Both only parse; we also code, convert, check and keep where every fact came from.
FHIR files are the patient bundles in ../shared/data/fhir/synthea_bench, or the folder
named as the first argument; without any the sample of the tests is read.
"""

import csv
import json
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from timing import HEAD, per_second, ratio, timed

from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import Vocabulary, whole_vocabulary
from heartsease.library.knowledge import standard

HERE = Path(__file__).parent.parent
BUNDLES = HERE.parent / "shared" / "data" / "fhir" / "synthea_bench"
SAMPLE = HERE / "tests" / "importers" / "samples" / "fhir_bundle"
ON = date(2026, 11, 23)
RUNS = 5
ROWS = 5000
# Amounts that every laboratory could print; only their reading is timed.
_TESTS = (
    ("Ferritin", "ng/mL", "15-150"),
    ("TSH", "mIU/L", "0.45-4.5"),
    ("Vitamin D, 25-Hydroxy", "ng/mL", "30-100"),
    ("hs-CRP", "mg/L", "<3"),
)


def main() -> None:
    """Prints one table."""
    known = whole_vocabulary(standard())
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLES
    files = sorted((folder if folder.exists() else SAMPLE).glob("*.json"))
    print(HEAD)
    _fhir(files, known)
    with tempfile.TemporaryDirectory() as made:
        _laboratory(Path(made) / "results.csv", known)


def _fhir(files: list[Path], known: Vocabulary) -> None:
    contents = [file.read_bytes() for file in files]
    resources = sum(_resources(content) for content in contents)
    floor = timed(
        f"json.loads, {len(files)} bundles",
        lambda: [json.loads(content) for content in contents],
        runs=RUNS,
    )
    ours = timed(
        f"FHIR to record, {resources} resources",
        lambda: [read_files((file,), vocabulary=known, on=ON) for file in files],
        runs=RUNS,
    )
    print(per_second(floor, resources, "res"))
    print(per_second(ours, resources, "res"))
    print(ratio(ours, floor))


def _resources(content: bytes) -> int:
    found = json.loads(content)
    return len(found.get("entry", ())) if isinstance(found, dict) else len(found)


def _laboratory(file: Path, known: Vocabulary) -> None:
    _write_results(file)
    floor = timed("csv.DictReader", lambda: _rows(file), runs=RUNS)
    ours = timed(
        "laboratory CSV to record",
        lambda: read_files((file,), vocabulary=known, on=ON),
        runs=RUNS,
    )
    print(per_second(floor, ROWS, "rows"))
    print(per_second(ours, ROWS, "rows"))
    print(ratio(ours, floor))
    outcome = read_files((file,), vocabulary=known, on=ON).outcomes[0]
    print(f"  of {ROWS} rows {len(outcome.taken)} were taken")


def _rows(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines))


def _write_results(file: Path) -> None:
    lines = ["Date Collected,Test Name,Result,Units,Reference Range"]
    for n in range(ROWS):
        test, unit, printed = _TESTS[n % len(_TESTS)]
        day = date(2010, 1, 1) + timedelta(days=n // len(_TESTS))
        lines.append(f'{day},"{test}",{2 + n % 90 / 10:.1f},{unit},{printed}')
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
