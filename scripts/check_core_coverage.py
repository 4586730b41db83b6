"""Fails when a line of core/ is not reached by a test and does not say why.

A line that cannot be reached carries its reason: `# uncovered: <reason>`.
Reads the JSON report that `make test` writes.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "out" / "coverage.json"
PACKAGE = "src/heartsease/"
CORE = PACKAGE + "core/"
FEW = 10  # places shown where the check does not decide
REASON = re.compile(r"#\s*uncovered:\s*(?P<reason>\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One line, or one way out of a line, that no test takes."""

    file: str
    line: int
    to: int | None = None  # where the branch that is never taken leads
    reason: str = ""

    def __str__(self) -> str:
        way = "" if self.to is None else f" (never goes on to {_place(self.to)})"
        return f"{self.file}:{self.line}{way}"


def gaps(report: Mapping[str, Any], *, root: Path, under: str) -> Iterator[Gap]:
    """Every gap of the files whose path begins with `under`, in order."""
    for file, measured in sorted(report["files"].items()):
        if not file.startswith(under):
            continue
        lines = (root / file).read_text(encoding="utf-8").splitlines()
        for line in measured["missing_lines"]:
            yield Gap(file=file, line=line, reason=_reason(lines, line))
        missing = set(measured["missing_lines"])
        for line, to in measured.get("missing_branches", []):
            if line in missing or to in missing:
                continue  # the line is listed already
            # An exit is written as a negative number; its reason is on the line it leaves.
            reason = _reason(lines, line) or _reason(lines, to)
            yield Gap(file=file, line=line, to=to, reason=reason)


def folder_table(report: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Folder, reached and total of lines and branches, one row per folder."""
    reached: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for file, measured in report["files"].items():
        summary = measured["summary"]
        folder = str(Path(file).parent.as_posix())
        reached[folder] += summary["covered_lines"] + summary.get("covered_branches", 0)
        total[folder] += summary["num_statements"] + summary.get("num_branches", 0)
    return [(folder, reached[folder], total[folder]) for folder in sorted(total)]


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 1 when core/ has a gap without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--only-show", action="store_true", help="never fail")
    options = parser.parse_args(arguments)
    if not options.report.exists():
        print(f"There is no {options.report.name}; `make test` writes it.")
        return 1
    report = json.loads(options.report.read_text(encoding="utf-8"))

    _print_table(folder_table(report))
    found = list(gaps(report, root=options.root, under=CORE))
    without_reason = [gap for gap in found if not gap.reason]
    _print_gaps(found, without_reason, at_most=FEW if options.only_show else None)
    return 1 if without_reason and not options.only_show else 0


def _print_table(rows: list[tuple[str, int, int]]) -> None:
    print("\nReached by tests (lines and branches):")
    for folder, reached, total in rows:
        if total:
            share = reached / total
            print(f"  {share:7.1%}  {reached:5}/{total:<5}  {folder}")


def _print_gaps(
    found: list[Gap], without_reason: list[Gap], *, at_most: int | None
) -> None:
    for gap in found:
        if gap.reason:
            print(f"  not reached, because {gap.reason}: {gap}")
    if without_reason:
        print(f"\n{len(without_reason)} places of core/ are not reached by any test:")
        for gap in without_reason[:at_most]:
            print(f"  {gap}")
        if len(without_reason) > len(without_reason[:at_most]):
            print("  ... and more; they are all in out/coverage.json.")
        print("Write a test, or end the line with `# uncovered: <reason>`.")
    else:
        print("\nEvery line of core/ is reached by a test, or says why it is not.")


def _reason(lines: list[str], number: int) -> str:
    if not 0 < number <= len(lines):
        return ""
    found = REASON.search(lines[number - 1])
    return found["reason"].strip() if found else ""


def _place(line: int) -> str:
    return f"line {line}" if line > 0 else "the end"


if __name__ == "__main__":
    sys.exit(main())
