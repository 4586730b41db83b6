"""Laboratory results as CSV: one result a row, columns as in docs/reference/labs-csv.md.

Nothing is guessed: a date that can be read two ways, a number whose comma can be read
two ways and a unit that does not fit are refused with what to do.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from heartsease.core.labs.definition import fold_name
from heartsease.core.record.record import Certainty, Observation, Provenance
from heartsease.core.values.code import LOINC, Code
from heartsease.core.values.quantity import Quantity
from heartsease.importers import amounts
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import LARGEST_TABLE_BYTES, check_size, text_of
from heartsease.importers.moments import Moment, moment
from heartsease.importers.outcome import Event, NotUsed, Refused, Taken
from heartsease.importers.source import Source
from heartsease.importers.vocabulary import Vocabulary

DATE_ORDERS = ("dmy", "mdy")

_DELIMITERS = (",", ";", "\t", "|")
_PREAMBLE_LINES = (
    25  # letterhead above the table; longer ones are not tables of results
)

# Column -> its names, folded; the first that a file has wins.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": (
        "datecollected", "collectiondate", "collected", "collectedon", "dateofcollection",
        "sampledate", "specimendate", "collectiontime", "collectiondatetime", "datetaken",
        "drawdate", "drawn", "dateofdraw", "testdate", "dateoftest", "date", "datetime",
        "day", "takenon", "observationdate", "effectivedate", "resultdate", "datereported",
    ),
    "name": (
        "test", "testname", "tests", "nameoftest", "labtest", "analyte", "component",
        "componentname", "marker", "biomarker", "parameter", "measure", "measurement",
        "investigation", "examination", "name", "item", "description", "lab",
    ),
    "result": (
        "result", "results", "resultvalue", "testresult", "value", "yourresult",
        "yourvalue", "numericresult", "observation", "observationvalue", "level",
    ),
    "unit": ("unit", "units", "unitofmeasure", "unitsofmeasure", "uom", "resultunit"),
    "range": (
        "referencerange", "referenceinterval", "refrange", "refinterval", "reference",
        "normalrange", "range", "interval", "limits", "normal", "normalvalues",
        "standardrange",
    ),
    "low": ("referencelow", "reflow", "rangelow", "low", "lower", "lowerlimit", "min"),
    "high": ("referencehigh", "refhigh", "rangehigh", "high", "upper", "upperlimit",
             "max"),
    "flag": ("flag", "flags", "abnormalflag", "abnormal", "interpretation", "hl",
             "indicator"),
    "loinc": ("loinc", "loinccode"),
    "fasting": ("fasting", "fasted"),
}  # fmt: skip
_NEEDED = ("date", "name", "result")

_HEADER_UNIT = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]+(?:\[[^\]]*\])?[^()]*)[)\]]\s*$")
_NUMBERS_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?=$|[ T,])")
_WORD_DATES = (
    re.compile(r"(?P<d>\d{1,2})[ -](?P<m>[A-Za-z]{3,9})\.?[ -,]+(?P<y>\d{4})"),
    re.compile(
        r"(?P<m>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})"
    ),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
           "dec")  # fmt: skip
_LAST_MONTH = len(_MONTHS)
_FOUR_DIGITS = 4
_COMMA = re.compile(r"\d,(?:\d{1,2}|\d{4,})(?!\d)")
_POINT = re.compile(r"\d\.(?:\d{1,2}|\d{4,})(?![\d.])")
_APOSTROPHE = re.compile(r"'[=+\-@]")
# What programs write for a number that is none.
_NO_NUMBER = ("nan", "inf", "infinity", "null", "none", "n/a", "na")
_YES = {"y": True, "yes": True, "true": True, "1": True}
_NO = {"n": False, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row; `first` and `last` are lines of the file, a quoted cell may span some.

    `quotes_fit` is false when a cell over several lines does not end with its quote.
    """

    first: int
    last: int
    cells: tuple[str, ...]
    quotes_fit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The rows below the header, and which cell of a row is what."""

    file: str
    header: tuple[str, ...]
    delimiter: str
    columns: Mapping[str, int]
    rows: tuple[_Row, ...]
    is_cut_short: bool = False
    before: tuple[int, ...] = ()  # rows above the header that are not empty
    header_unit: str = ""
    decimal_comma: bool | None = None
    orders: frozenset[str] = frozenset()  # date orders the file itself proves

    def cell(self, cells: Sequence[str], name: str) -> str:
        place = self.columns.get(name)
        if place is None or place >= len(cells):
            return ""
        text = cells[place].strip()
        # Tables for a spreadsheet, ours too, keep a formula from running like this.
        return text[1:] if _APOSTROPHE.match(text) else text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    column: str
    reason: str
    advice: str


_CUT_SHORT = _Problem(
    column="",
    reason="The file ends in the middle of this row.",
    advice="The download was cut short; download it once more.",
)


def recognises(head: bytes, name: str) -> bool:
    """Text with a header that has a date, a test and a result; or a file named .csv."""
    if b"\x00" in head or not head.strip():
        return False
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "[", "<"):
        return False
    if head.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"{\\rtf", b"MSH|")):
        return False
    return _find_header(text) is not None or name.lower().endswith((".csv", ".tsv"))


def read(
    path: Path,
    *,
    vocabulary: Vocabulary,
    on: date,
    date_order: str | None = None,
) -> Iterator[Event]:
    """Every row as a result, or refused with the column and what to do.

    `date_order` ("dmy" or "mdy") is what the person said about dates such as 03/04/2025.
    """
    if date_order not in (None, *DATE_ORDERS):
        raise ValueError(f"{date_order!r} is not one of {', '.join(DATE_ORDERS)}")
    table = _table(path, date_order)
    for number in table.before:
        yield NotUsed(file=path.name, row=f"row {number}", kind="line above the table")
    used = set(table.columns.values())
    for place, title in enumerate(table.header):
        if place not in used and title.strip():
            yield NotUsed(
                file=path.name, row="header", kind=f"column {title.strip()!r}"
            )
    for one in table.rows:
        if _has_rows_inside(table, one):
            yield from _swallowed(table, one)
        else:
            yield _row(table, one, vocabulary=vocabulary, on=on)
    if not table.rows:
        yield NotUsed(file=path.name, row="header", kind="table without rows")


def source(date_order: str | None = None) -> Source:
    """This importer with a date order the person has given."""
    return Source(
        id="labs_csv",
        label="laboratory results (CSV)",
        recognises=recognises,
        read=partial(read, date_order=date_order),
    )


SOURCE = source()


def _row(table: _Table, one: _Row, *, vocabulary: Vocabulary, on: date) -> Event:
    row = f"row {one.first}"
    fact = (
        _CUT_SHORT
        if table.is_cut_short and one is table.rows[-1]
        else _fact(table, row, one.cells, vocabulary, on)
    )
    if isinstance(fact, _Problem):
        return Refused(
            file=table.file,
            row=row,
            field=fact.column,
            reason=fact.reason,
            advice=fact.advice,
            kind="observation",
        )
    observed, at = fact
    return Taken(fact=observed, provenance=observed.provenance, rows=(row,), at=at)


def _has_rows_inside(table: _Table, one: _Row) -> bool:
    """Whether a cell holds what looks like rows of its own: a quote was not closed."""
    between = len(table.header) - 1
    return not one.quotes_fit or any(
        line.count(table.delimiter) >= between
        for cell in one.cells
        for line in cell.splitlines()[1:]
    )


def _swallowed(table: _Table, one: _Row) -> Iterator[Event]:
    for number in range(one.first, one.last + 1):
        yield Refused(
            file=table.file,
            row=f"row {number}",
            field="",
            reason=f"A quote opens in row {one.first} and does not close there.",
            advice="Close the quote, or take it out, and bring the file again.",
            kind="observation",
        )


def _fact(
    table: _Table, row: str, cells: tuple[str, ...], vocabulary: Vocabulary, on: date
) -> tuple[Observation, str] | _Problem:
    extra = [cell for cell in cells[len(table.header) :] if cell.strip()]
    if extra:
        return _Problem(
            column="",
            reason=f"The row has {len(extra)} more cells than the header.",
            advice="Put numbers and names that contain the separator into quotes.",
        )
    taken = _day(table, table.cell(cells, "date"), on)
    if isinstance(taken, _Problem):
        return taken
    name, result = table.cell(cells, "name"), table.cell(cells, "result")
    if not name:
        return _Problem(
            column="test",
            reason="The row does not name the test.",
            advice="Write the name of the test as your laboratory prints it.",
        )
    if not result:
        return _Problem(
            column="result",
            reason=f"{name}: there is no result.",
            advice="Nothing to do, unless your report shows one.",
        )
    loinc = table.cell(cells, "loinc")
    codes = (Code(system=LOINC, code=loinc, display=name),) if loinc else ()
    bare, unit_in_name = _split_unit(name)
    measure = vocabulary.measure_of(codes, name) or vocabulary.measure_of((), bare)
    read = amounts.printed(result, decimal_comma=table.decimal_comma)
    if read is None and amounts.starts_as_number(result):
        return _Problem(
            column="result",
            reason=f"{name}: {result!r} is not a number that can be read one way.",
            advice="Write it with a decimal point and no thousands sign, e.g. 1200 or "
            "1.2.",
        )
    printed_unit = (
        table.cell(cells, "unit") or (read.rest if read else "") or unit_in_name
    ) or table.header_unit
    quantity: Quantity | None = None
    if read is not None and _is_amount(read, table.cell(cells, "unit")):
        found = amounts.checked(
            measure,
            read.value,
            printed_unit,
            comparator=read.comparator,
            vocabulary=vocabulary,
        )
        if isinstance(found, amounts.Wrong):
            column = {"value": "result"}.get(found.field, found.field)
            return _Problem(column=column, reason=found.reason, advice=found.advice)
        quantity = found
    if measure is not None and quantity is None and _is_lost_number(result):
        return _Problem(
            column="result",
            reason=f"{name}: {result!r} has a number in it, or says that there is "
            "none, and cannot be read one way.",
            advice="Write the number alone, e.g. 12.5, and a flag such as H in a column "
            "of its own.",
        )
    flag = table.cell(cells, "flag")
    words = name if quantity else f"{name}: {result}"
    low, high = _reference(table, cells, quantity.unit if quantity else printed_unit)
    observed = Observation(
        measure=measure,
        quantity=quantity,
        on=taken.on,
        text=f"{words} ({flag})" if flag else words,
        code=codes[0] if codes else None,
        comparator=read.comparator if read and quantity else "",
        reference_low=low,
        reference_high=high,
        fasting={**_YES, **_NO}.get(table.cell(cells, "fasting").casefold()),
        provenance=Provenance(
            source=table.file,
            row=row,
            certainty=_certainty(taken, from_report=bool(loinc or low or high)),
        ),
    )
    return observed, taken.at


def _certainty(taken: Moment, *, from_report: bool) -> Certainty:
    """A printed range or a code comes from a laboratory; a bare number can be typed."""
    if taken.approximate:
        return Certainty.APPROXIMATE
    return Certainty.CONFIRMED if from_report else Certainty.REPORTED


def _is_lost_number(result: str) -> bool:
    """Whether words for a result hide a number, or what a spreadsheet puts for none."""
    return result.startswith("#") or (
        result.strip("+-").casefold() in _NO_NUMBER
        or any(sign.isnumeric() for sign in result)
    )


def _is_amount(read: amounts.Printed, unit_cell: str) -> bool:
    """Whether a text that starts with a number is one: "12", "12 mg/L", not "1+ few"."""
    if not read.rest:
        return True
    return amounts.is_unit(read.rest) and unit_cell in ("", read.rest)


def _split_unit(name: str) -> tuple[str, str]:
    """ "Ferritin (ng/mL)" as its name and its unit."""
    found = _HEADER_UNIT.match(name)
    if found and amounts.is_unit(found[2]):
        return found[1].strip(), found[2].strip()
    return name, ""


def _reference(
    table: _Table, cells: tuple[str, ...], unit: str
) -> tuple[Quantity | None, Quantity | None]:
    comma = table.decimal_comma
    if text := table.cell(cells, "range"):
        low, high, own = amounts.printed_range(text, decimal_comma=comma)
    else:
        own = ""
        low, high = (
            amounts.as_number(table.cell(cells, end), decimal_comma=comma)
            for end in ("low", "high")
        )
    unit = amounts.ucum(own or unit)
    return (
        None if low is None else Quantity(low, unit),
        None if high is None else Quantity(high, unit),
    )


# Dates ---------------------------------------------------------------------------------


def _day(table: _Table, text: str, on: date) -> Moment | _Problem:
    if not text:
        return _Problem(
            column="date",
            reason="The row has no date.",
            advice="Write the day the sample was taken, as 2025-04-03.",
        )
    if found := moment(text, latest=on) or _with_words(text):
        return found
    numbers = _NUMBERS_DATE.match(text)
    if numbers is None:
        return _unreadable_date(text)
    first, sign, second, year = numbers.groups()
    if len(year) != _FOUR_DIGITS:
        return _Problem(
            column="date",
            reason=f"The year of {text!r} has two digits.",
            advice="Write the date as 2025-04-03.",
        )
    at = text if numbers.end() < len(text) else ""
    possible = {
        order: day
        for order in _orders(sign, table.orders)
        if (day := _calendar_day(order, int(first), int(second), int(year)))
    }
    days = set(possible.values())
    if not days:
        return _unreadable_date(text)
    if len(days) > 1:
        one, other = sorted(days)
        return _Problem(
            column="date",
            reason=f"{text!r} can be {one} or {other}.",
            advice="Write dates as 2025-04-03, or say which comes first with "
            "--date-order dmy or --date-order mdy.",
        )
    return Moment(on=days.pop(), at=at)


def _orders(sign: str, proved: frozenset[str]) -> tuple[str, ...]:
    """The orders a date can have; dots are written only where the day comes first."""
    if sign == ".":
        return ("dmy",)
    return tuple(proved) if len(proved) == 1 else DATE_ORDERS


def _calendar_day(order: str, first: int, second: int, year: int) -> date | None:
    day, month = (first, second) if order == "dmy" else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_words(text: str) -> Moment | None:
    for pattern in _WORD_DATES:
        found = pattern.match(text)
        month = found["m"][:3].casefold() if found else ""
        if found and month in _MONTHS:
            day = _calendar_day(
                "dmy", int(found["d"]), _MONTHS.index(month) + 1, int(found["y"])
            )
            if day:
                return Moment(on=day, at=text if found.end() < len(text) else "")
    return None


def _unreadable_date(text: str) -> _Problem:
    return _Problem(
        column="date",
        reason=f"{text!r} is not a date.",
        advice="Write the day the sample was taken, as 2025-04-03.",
    )


def _proved(texts: Sequence[str]) -> frozenset[str]:
    """The orders that dates with a number above twelve prove."""
    orders = set()
    for text in texts:
        found = _NUMBERS_DATE.match(text)
        if found and found[2] != ".":
            if int(found[1]) > _LAST_MONTH:
                orders.add("dmy")
            if int(found[3]) > _LAST_MONTH:
                orders.add("mdy")
    return frozenset(orders)


# The table -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    line: int
    delimiter: str
    titles: tuple[str, ...]
    columns: Mapping[str, int]
    unit: str = ""


def _find_header(text: str) -> _Header | None:
    """The first row that names what is needed, whatever stands between its cells."""
    found = [one for mark in _DELIMITERS if (one := _header_with(text, mark))]
    return min(found, key=lambda one: one.line, default=None)


def _header_with(text: str, delimiter: str) -> _Header | None:
    try:
        for row in islice(_rows(text, delimiter), _PREAMBLE_LINES):
            columns, unit = _columns(row.cells)
            if all(name in columns for name in _NEEDED):
                return _Header(
                    line=row.first,
                    delimiter=delimiter,
                    titles=row.cells,
                    columns=columns,
                    unit=unit,
                )
    except csv.Error:  # not this separator; what is wrong is said when it is the one
        pass
    return None


def _columns(titles: Sequence[str]) -> tuple[Mapping[str, int], str]:
    folded: dict[str, int] = {}
    unit = ""
    for place, title in enumerate(titles):
        bare, in_title = _split_unit(title)
        folded.setdefault(fold_name(title), place)
        if in_title and fold_name(bare) in _COLUMNS["result"]:
            folded.setdefault(fold_name(bare), place)
            unit = in_title
    columns: dict[str, int] = {}
    for name, titles_of in _COLUMNS.items():
        for one in titles_of:
            if one in folded and folded[one] not in columns.values():
                columns[name] = folded[one]
                break
    return columns, unit


def _table(path: Path, date_order: str | None) -> _Table:
    check_size(path, most=LARGEST_TABLE_BYTES)
    text = text_of(path)
    header = _find_header(text)
    if header is None:
        first = next(line for line in text.splitlines() if line.strip())
        raise FileRefused(
            "The table needs columns for the date, the test and the result; "
            f"the first line is {first[:80]!r}.",
            advice="Name the columns Date, Test, Result and Units in the first line.",
            row="row 1",
        )
    rows = _parsed(text, header.delimiter)
    below = [one for one in rows if one.first > header.line]
    place = header.columns["result"]
    values = [one.cells[place] for one in below if place < len(one.cells)]
    dates = header.columns["date"]
    written = [one.cells[dates].strip() for one in below if dates < len(one.cells)]
    return _Table(
        file=path.name,
        header=header.titles,
        delimiter=header.delimiter,
        columns=header.columns,
        rows=tuple(below),
        is_cut_short=_is_cut_short(text, len(header.titles), below),
        before=tuple(one.first for one in rows if one.first < header.line),
        header_unit=header.unit,
        decimal_comma=_decimal_comma(values),
        orders=frozenset({date_order}) if date_order else _proved(written),
    )


def _is_cut_short(text: str, width: int, rows: Sequence[_Row]) -> bool:
    """Whether the last row, and only it, is short, and the file ends right there."""
    if text.endswith(("\n", "\r")) or not rows:
        return False
    *others, last = (len(one.cells) for one in rows)
    return last < width and bool(others) and all(n >= width for n in others)


def _parsed(text: str, delimiter: str) -> list[_Row]:
    reached = 0
    rows = []
    try:
        for one in _rows(text, delimiter):
            reached = one.last
            rows.append(one)
    except csv.Error as problem:
        raise FileRefused(
            f"The table cannot be read from row {reached + 1} on: {problem}.",
            advice="Save it as CSV once more, from a spreadsheet.",
            row=f"row {reached + 1}",
        ) from None
    return rows


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Every row that is not empty.

    Only line ends end a row: `str.splitlines` would also end it at signs that stand
    inside a cell, such as the vertical tab of a spreadsheet.
    """
    since: list[str] = []  # the lines of the row that is being read

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            since.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter)
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _Row(
                first=before + 1,
                last=reader.line_num,
                cells=tuple(cells),
                quotes_fit=len(since) == 1 or _quotes_fit(since, delimiter),
            )
        before = reader.line_num
        since.clear()


def _quotes_fit(lines: Sequence[str], delimiter: str) -> bool:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1


def _decimal_comma(values: Sequence[str]) -> bool | None:
    comma = any(_COMMA.search(value) for value in values)
    point = any(_POINT.search(value) for value in values)
    if comma == point:
        return None
    return comma
