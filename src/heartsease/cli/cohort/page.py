"""Writes the counts of a cohort: as text, as a Markdown page, as CSV and as data."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from heartsease.cli.cohort.reference import Compared
from heartsease.cli.cohort.tables import PERCENT, Often, Row

NAMES: Mapping[str, str] = {
    "I": "2015-2016",
    "J": "2017-2018",
    "P": "2017-March 2020",
}
MARK = "<!-- written by `heartsease cohort nhanes`: what follows is made again -->"
_KINDS = {
    "unseen": "Cannot be seen in this survey",
    "only_yes": "Only a yes can be seen, so a percentage would say nothing",
    "only_no": "Nobody in this survey has it, or could be seen to have it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one cycle came to."""

    cycle: str
    on: date
    adults: int
    scored: int
    rows: tuple[Row, ...]
    compared: tuple[Compared, ...]
    fingerprint: str


def text(results: Sequence[Result]) -> str:
    """For the terminal."""
    return "\n".join(_text(one) for one in results)


def markdown(
    results: Sequence[Result], *, command: str, made_on: date, above: str = ""
) -> str:
    """The tables of a reference page, without a word on the machine.

    What an earlier page says before `MARK` stays.
    """
    kept, mark, _ = above.partition(MARK)
    head = (
        f"{kept if mark else ''}{MARK}\n\n"
        f"Counted on {made_on.isoformat()} with `{command}`, "
        f"knowledge {results[0].fingerprint[:12]}.\n"
    )
    return head + "".join(_markdown(one) for one in results)


def table(results: Sequence[Result]) -> str:
    """One CSV line for each finding, group and cycle; empty where not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("cycle", "finding", "domain", "group", "people", "known", "yes", "percent")
        + ("standard_error", "kind")
    )
    for result in results:
        for row in result.rows:
            for group, often in (("phq9>=10", row.positive), ("phq9<10", row.below)):
                writer.writerow(
                    (result.cycle, row.finding, row.domain, group)
                    + (often.people, often.known, often.yes)
                    + _numbers(often)
                    + (row.kind,)
                )
    return out.getvalue()


def data(results: Sequence[Result]) -> list[dict[str, Any]]:
    """For --json."""
    return [
        {
            "cycle": one.cycle,
            "years": NAMES.get(one.cycle, ""),
            "on": one.on.isoformat(),
            "knowledge": one.fingerprint,
            "adults": one.adults,
            "adults_with_phq9": one.scored,
            "findings": [_row_data(row) for row in one.rows],
            "reference": [
                {
                    "number": number.number,
                    "ours": _finite(number.ours),
                    "theirs": number.theirs,
                    "difference": _finite(number.difference),
                    "tolerance": _finite(number.tolerance),
                    "ok": number.ok,
                }
                for number in one.compared
            ],
        }
        for one in results
    ]


def _text(result: Result) -> str:
    lines = [
        _title(result),
        "",
        "Weighted percentage of the people for whom the finding could be answered,",
        "with its standard error and their number.",
        "",
        f"{'':<40}{'PHQ-9 of 10 or more':>24}{'PHQ-9 under 10':>24}",
    ]
    lines += [
        f"{row.name[:39]:<40}{_cell(row.positive):>24}{_cell(row.below):>24}"
        for row in result.rows
        if row.kind == "shown"
    ]
    for kind, words in _KINDS.items():
        names = _names(result, kind)
        if names:
            lines += ["", f"{words}: {', '.join(names)}."]
    if not result.compared:
        return "\n".join([*lines, "", "No reference numbers lie with this cycle.", ""])
    lines += ["", f"{'reference number':<38}{'ours':>11}{'theirs':>11}"]
    lines[-1] += f"{'difference':>12}{'tolerance':>11}"
    lines += [
        f"{one.number:<38}{one.ours:>11.4f}{one.theirs:>11.4f}"
        f"{one.difference:>12.4f}{one.tolerance:>11.5f}  {_verdict(one)}"
        for one in result.compared
    ]
    return "\n".join([*lines, "", _summary(result), ""])


def _markdown(result: Result) -> str:
    lines = [
        "",
        f"## {_title(result)}",
        "",
        "| finding | PHQ-9 of 10 or more: % (SE) of n | PHQ-9 under 10: % (SE) of n |",
        "|---|---|---|",
    ]
    lines += [
        f"| {row.name} | {_cell(row.positive)} | {_cell(row.below)} |"
        for row in result.rows
        if row.kind == "shown"
    ]
    for kind, words in _KINDS.items():
        names = _names(result, kind)
        if names:
            lines += ["", f"{words}: {', '.join(names)}."]
    if result.compared:
        lines += ["", _summary(result), ""]
        lines += [
            "| number | ours | reference | tolerance | |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {one.number} | {one.ours:.4f} | {one.theirs:g} "
            f"| {one.tolerance:.4g} | {_verdict(one)} |"
            for one in result.compared
            if not one.percentile_of
        ]
        lines += _percentiles(result.compared)
    return "\n".join([*lines, ""])


def _percentiles(compared: Sequence[Compared]) -> list[str]:
    """One line for each laboratory column: there are 42 percentiles of each."""
    columns = sorted({one.percentile_of for one in compared if one.percentile_of})
    if not columns:
        return []
    lines = [
        "",
        "| percentiles by sex and age | how many | largest difference | within |",
        "|---|---|---|---|",
    ]
    for column in columns:
        numbers = [one for one in compared if one.percentile_of == column]
        apart = max(abs(one.difference) / one.theirs for one in numbers)
        good = sum(one.ok for one in numbers)
        lines.append(
            f"| {column} | {len(numbers)} | {PERCENT * apart:.2f} % | {good} |"
        )
    return lines


def _title(result: Result) -> str:
    years = NAMES.get(result.cycle)
    named = f"NHANES {years} (cycle {result.cycle})" if years else result.cycle
    return (
        f"{named}: {result.adults:,} adults, "
        f"{result.scored:,} with all nine answers of the PHQ-9"
    )


def _summary(result: Result) -> str:
    good = sum(one.ok for one in result.compared)
    return f"{good} of {len(result.compared)} reference numbers within their tolerance."


def _cell(often: Often) -> str:
    if often.estimate is None:
        return f"- of {often.known}"
    error = often.estimate.error
    spread = "" if error is None else f" ({PERCENT * error:.1f})"
    return f"{PERCENT * often.estimate.value:.1f}{spread} of {often.known}"


def _verdict(one: Compared) -> str:
    return "OK" if one.ok else "off"


def _names(result: Result, kind: str) -> list[str]:
    """The findings of a kind; with the number who have it where only a yes shows."""
    return [
        f"{row.finding} ({row.yes})" if kind == "only_yes" else row.finding
        for row in sorted(result.rows, key=lambda row: row.finding)
        if row.kind == kind
    ]


def _numbers(often: Often) -> tuple[str, str]:
    if often.estimate is None:
        return "", ""
    error = often.estimate.error
    return (
        f"{PERCENT * often.estimate.value:.3f}",
        "" if error is None else f"{PERCENT * error:.3f}",
    )


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "finding": row.finding,
        "domain": row.domain,
        "kind": row.kind,
        "phq9_of_10_or_more": _often_data(row.positive),
        "phq9_under_10": _often_data(row.below),
    }


def _often_data(often: Often) -> dict[str, Any]:
    estimate = often.estimate
    error = estimate.error if estimate else None
    return {
        "people": often.people,
        "known": often.known,
        "yes": often.yes,
        "percent": PERCENT * estimate.value if estimate else None,
        "standard_error": None if error is None else PERCENT * error,
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
