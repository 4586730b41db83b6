"""A text of numbers as rows and columns: header, separator, decimal comma."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from heartsease.importers.errors import FileRefused

_COMMENT = ("#", "%", "//", ";;")
_MARKS = {";": "semicolons", "\t": "tabs", ",": "commas"}
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_SPACED = re.compile(r"\d\s+\d")
_COMMA_NUMBER = re.compile(r"[-+]?\d+,\d+")
_MOST_HEADER_LINES = 60
_MINUTE_MS = 60_000
_SAME_RATE = 0.15
# A line of numbers takes half a kilobyte of memory while it is read, a number 60 bytes.
MOST_LINES = (
    2_000_000  # 15 days of beats; 2 hours of a signal with 250 samples a second
)
MOST_MARKS = 12_000_000  # between numbers, in all lines
LEAST_NUMBERS = 0.5  # share of the lines that have to end in a number
_MOST_SECONDS = 3  # no heartbeat interval has more whole seconds
_LEAST_MS = 250  # no heartbeat interval has fewer milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The lines of a text: what stands above the numbers, and the numbers.

    `comments` are marked lines; `junk` are unmarked lines above the numbers, with their
    line numbers; `header` are the names of the columns, () when there are none.
    Each row is its line number and its cells. `separator` is empty for white space.
    """

    comments: tuple[str, ...]
    junk: tuple[tuple[int, str], ...]
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str

    @property
    def width(self) -> int:
        """How many cells most rows have."""
        sizes = [len(cells) for _, cells in self.rows]
        return max(set(sizes), key=sizes.count) if sizes else 0


def table_of(text: str) -> Table:
    """The table of a text; raises `FileRefused` for mixed separators and commas."""
    comments, lines = [], []
    for number, line in enumerate(lines_of(text), 1):
        stripped = line.strip().strip("\x1a")
        if stripped.startswith(_COMMENT):
            comments.append(stripped.lstrip("#%/; \t"))
        elif stripped:
            lines.append((number, stripped))
    first = _first_of_numbers(lines)
    above, body = lines[:first], lines[first:]
    if sum(_has_number(line) for _, line in body) < LEAST_NUMBERS * len(body):
        raise FileRefused(
            "The file is a text, and not a list of numbers.",
            advice="Export the RR intervals or the signal, one number a line.",
        )
    titled = bool(above) and "," in above[-1][1]
    separator = "," if titled and _only_commas(body) else _separator(body)
    comma = separator == "decimal comma"
    if comma or (separator != "," and any(_COMMA_NUMBER.search(x) for _, x in body)):
        separator = "" if comma else separator
        body = [(number, line.replace(",", ".")) for number, line in body]
    if not separator:
        body = [(number, line.rstrip(";,\t ")) for number, line in body]
    rows = tuple((number, _cells(line, separator)) for number, line in body)
    header: tuple[str, ...] = ()
    if above and rows:
        names = _cells(above[-1][1], separator) if separator else ()
        if len(names) == len(rows[0][1]):
            header = tuple(name.strip().strip('"') for name in names)
            above = above[:-1]
        elif len(rows[0][1]) == 1:
            header, above = (above[-1][1].strip('"'),), above[:-1]
    return Table(
        comments=tuple(comments),
        junk=tuple(above),
        header=header,
        rows=rows,
        separator=separator,
    )


def lines_of(text: str) -> list[str]:
    """The lines of a text; raises `FileRefused` for more than memory should hold."""
    lines = max(text.count("\n"), text.count("\r"))
    marks = sum(text.count(one) for one in " ,;\t")
    if lines > MOST_LINES or marks > MOST_MARKS:
        raise too_long()
    return text.splitlines()


def too_long() -> FileRefused:
    """More numbers than a text should hold."""
    return FileRefused(
        f"The text is too long: up to {MOST_LINES:,} lines are read.",
        advice="Cut it into shorter pieces, or export a signal as EDF or WFDB.",
    )


def number_of(cell: str) -> float | None:
    """One cell as a number; None when it is none."""
    words = cell.strip().strip('"')
    return float(words) if _NUMBER.fullmatch(words) else None


def column_named(header: Sequence[str], names: frozenset[str]) -> int | None:
    """The first column whose name, without its unit, is one of `names`."""
    for place, title in enumerate(header):
        if folded(title) in names:
            return place
    return None


def folded(title: str) -> str:
    """A column name without its unit, signs and case."""
    bare = re.sub(r"[\[(].*?[\])]", "", title)
    return re.sub(r"[^a-z0-9]", "", bare.lower())


def unit_named(title: str) -> str:
    """The unit in brackets of a column name, in small letters; empty without one."""
    found = re.search(r"[\[(]\s*([^\])]+?)\s*[\])]", title)
    return found[1].lower() if found else ""


def _first_of_numbers(lines: Sequence[tuple[int, str]]) -> int:
    for place, (_, line) in enumerate(lines[:_MOST_HEADER_LINES]):
        if _has_number(line):
            return place
    return 0


def _has_number(line: str) -> bool:
    cells = [cell for cell in re.split(r"[\s,;]+", line) if cell]
    return bool(cells) and number_of(cells[-1]) is not None


def _only_commas(body: Sequence[tuple[int, str]]) -> bool:
    return not any(mark in line for _, line in body for mark in ";\t")


def _separator(body: Sequence[tuple[int, str]]) -> str:
    """The one separator of the numbers, or "decimal comma" for one number a line."""
    used = {
        mark for mark in _MARKS if any(mark in line.rstrip(mark) for _, line in body)
    }
    if used == {",", ";"} or used == {",", "\t"}:
        return _with_comma(body, (used - {","}).pop())
    if len(used) > 1:
        raise _mixed(used)
    if used == {","}:
        return _comma_alone(body)
    return used.pop() if used else ""


def _with_comma(body: Sequence[tuple[int, str]], other: str) -> str:
    # A comma beside another separator is a decimal comma, or the file is mixed.
    for _, line in body:
        for cell in line.split(other):
            words = cell.strip()
            if "," in words and not _COMMA_NUMBER.fullmatch(words):
                raise _mixed({",", other})
            if "," in words and other not in line and len(line.split(",")) > 1:
                raise _mixed({",", other})
    if any("." in line and "," in line for _, line in body):
        raise _mixed({",", other})
    return other


def _comma_alone(body: Sequence[tuple[int, str]]) -> str:
    whole = [line.rstrip(",") for _, line in body]
    if any(_SPACED.search(line) for line in whole if "," in line and ":" not in line):
        pairs = [cell for line in whole for cell in line.split()]
        if all(_COMMA_NUMBER.fullmatch(cell) for cell in pairs):
            return "decimal comma"  # numbers with decimal commas, spaces between
        raise FileRefused(
            "The numbers are separated by commas in one place and by spaces in another.",
            advice="Save it again with one number a line.",
            field="separator",
        )
    inner = [line for line in whole if "," in line]
    alone = all(_COMMA_NUMBER.fullmatch(line) for line in inner)
    if not alone or any("." in line for line in whole):
        return ","
    # As floats: hundreds of digits are infinite here, and no error.
    before = [float(line.split(",")[0]) for line in inner]
    after = [float(line.split(",")[1]) for line in inner]
    if all(abs(one) <= _MOST_SECONDS for one in before):
        return "decimal comma"  # 0,812: seconds
    if all(one < two for one, two in pairwise(before)):
        return ","  # a running number or a time, then an interval
    rates = [
        abs(one * two / _MINUTE_MS - 1) for one, two in zip(before, after, strict=True)
    ]
    if sorted(rates)[len(rates) // 2] < _SAME_RATE:
        return ","  # an interval and the heart rate that goes with it
    if min(after) < _LEAST_MS:
        return "decimal comma"  # 812,5 or 812,000: what stands behind is no interval
    raise FileRefused(
        f"The comma in {inner[0]!r} can be read two ways: 1 number with a decimal "
        "comma, or 2 numbers.",
        advice="Save it again with a decimal point, or with a semicolon between.",
        field="separator",
    )


def _mixed(used: set[str]) -> FileRefused:
    names = " and ".join(sorted(_MARKS[mark] for mark in used))
    return FileRefused(
        f"The numbers are separated by {names} in one file.",
        advice="Save it again with one separator, or one number a line.",
        field="separator",
    )


def _cells(line: str, separator: str) -> tuple[str, ...]:
    if separator:
        return tuple(cell.strip() for cell in line.rstrip(separator).split(separator))
    return tuple(line.split())
