"""NHANES, the US national health survey: adults of one cycle as records.

Every table is joined on the respondent number (SEQN) within one cycle only: the numbers
of 2017-March 2020 ("P") are new ones and never meet those of 2017-2018 ("J").
Tables are SAS transport files (XPT), or one `joined_<cycle>.csv.gz`.
"""

import csv
import gzip
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from heartsease.core.record.record import (
    Certainty,
    ConditionEntry,
    Observation,
    Person,
    Provenance,
    Record,
    Response,
)
from heartsease.core.values.quantity import Quantity
from heartsease.importers.errors import FileRefused, SurveyError
from heartsease.importers.outcome import Event
from heartsease.importers.source import Source
from heartsease.importers.vocabulary import Vocabulary

ADULT_AGE = 18  # PHQ-9 was asked from this age on

_MAGIC = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_TABLES = (
    "DEMO", "DPQ", "HSCRP", "FERTIN", "FOLATE", "FOLFMS", "VID", "BMX", "SLQ", "PAQ",
)  # fmt: skip
# SAS writes 0 as 5.397605e-79, the smallest number of its transport format.
_SAS_ZERO = 1e-70
# Below the detection limit the tables hold the limit divided by the square root of two.
_FILL = math.sqrt(2.0)
_HALF_A_YEAR = timedelta(days=183)

_SEX = {1.0: "male", 2.0: "female"}
_PREGNANT = {1.0: True, 2.0: False}  # 3 = could not be found out
_MONTHS = {1.0: "november_to_april", 2.0: "may_to_october"}
_ANSWERS = (0.0, 1.0, 2.0, 3.0)  # 7 = refused, 9 = don't know
_ITEMS: Mapping[str, str] = {
    "DPQ010": "interest",
    "DPQ020": "mood",
    "DPQ030": "sleep",
    "DPQ040": "energy",
    "DPQ050": "appetite",
    "DPQ060": "worth",
    "DPQ070": "concentration",
    "DPQ080": "movement",
    "DPQ090": "self_harm",
    "DPQ100": "difficulty",
}
_WEIGHTS = ("WTMECPRP", "WTMEC2YR", "W")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column that is a measure; `limit` is its detection comment code."""

    name: str
    measure: str
    unit: str
    limit: str = ""
    missing: tuple[float, ...] = ()
    per: float = 1.0  # how many of the column's units make one of `unit`
    reported: bool = False


_COLUMNS = (
    _Column(name="LBXHSCRP", measure="hs_crp", unit="mg/L", limit="LBDHRPLC"),
    _Column(name="LBDFERSI", measure="ferritin", unit="ug/L"),
    _Column(name="LBDFOTSI", measure="folate", unit="nmol/L"),
    _Column(name="LBDRFOSI", measure="red_cell_folate", unit="nmol/L"),
    _Column(name="LBXVIDMS", measure="vitamin_d", unit="nmol/L", limit="LBDVIDLC"),
    _Column(name="LBXHGB", measure="haemoglobin", unit="g/dL"),
    _Column(name="BMXBMI", measure="bmi", unit="kg/m2"),
    _Column(name="BMXWT", measure="body_weight", unit="kg"),
    _Column(name="BMXHT", measure="body_height", unit="cm"),
    _Column(
        name="SLD012",  # on workdays
        measure="sleep_hours",
        unit="h/d",
        missing=(77.0, 99.0),
        reported=True,
    ),
    _Column(
        name="SLEEP", measure="sleep_hours", unit="h/d", missing=(77.0, 99.0),
        reported=True,
    ),
    _Column(
        name="PAD680",  # minutes a day
        measure="sitting_hours",
        unit="h/d",
        missing=(7777.0, 9999.0),
        per=60.0,
        reported=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One adult of the survey.

    `weight` is that of the examination, `stratum` and `psu` its design; with weight 0
    the person was interviewed only.
    `examined_in` is the half of the year, "" when not known.
    """

    seqn: int
    weight: float
    stratum: int
    psu: int
    examined_in: str
    record: Record


@dataclass(slots=True)
class _Row:
    """The columns of one respondent, and the table each came from."""

    values: dict[str, float] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)


def cycles(folder: Path) -> tuple[str, ...]:
    """The cycles a folder has, by their letter."""
    found = set()
    for path in folder.iterdir():
        name = path.name.upper()
        if name == "P_DEMO.XPT":
            found.add("P")
        elif name.startswith("DEMO_") and name.endswith(".XPT"):
            found.add(name.removeprefix("DEMO_").removesuffix(".XPT"))
        elif name.startswith("JOINED_") and name.endswith(".CSV.GZ"):
            letter = name.removeprefix("JOINED_").removesuffix(".CSV.GZ")
            if len(letter) == 1:
                found.add(letter)
    return tuple(sorted(found))


def read_cycle(folder: Path, cycle: str, *, on: date) -> Iterator[Participant]:
    """Every adult of one cycle, in order of their number.

    `on` is the day the answers are dated and the age is counted from: the tables give
    age in years and no dates.
    A value that was not measured, refused or not known is absent.
    Raises `SurveyError` when the cycle has no demographic table.
    """
    rows: dict[int, _Row] = {}
    demographic = False
    for table in _TABLES:
        path = _table_path(folder, table, cycle)
        if path is not None:
            demographic = demographic or table == "DEMO"
            _join(rows, path.name, _xpt(path), adding=table == "DEMO")
    joined = _find(folder, f"joined_{cycle}.csv.gz")
    if joined is not None:
        _join(rows, joined.name, _csv(joined), adding=not demographic)
        demographic = True
    if not demographic:
        raise SurveyError(
            f"{folder}: cycle {cycle} has neither DEMO nor joined_{cycle}.csv.gz."
        )
    for seqn in sorted(rows):
        participant = _participant(seqn, rows[seqn], on=on)
        if participant is not None:
            yield participant


def recognises(head: bytes, name: str) -> bool:
    """A SAS transport file, by its first line."""
    return head.startswith(_MAGIC)


def read(path: Path, *, vocabulary: Vocabulary, on: date) -> Iterator[Event]:
    """Refuses: a survey table holds thousands of people and is nobody's record."""
    _refuse_survey()


def _refuse_survey() -> NoReturn:
    raise FileRefused(
        "This is a table of a survey with many people, not one person's record.",
        advice="Use it with the cohort command.",
    )


SOURCE = Source(
    id="nhanes_xpt",
    label="NHANES survey tables (cohort command only)",
    recognises=recognises,
    read=read,
)


# Tables --------------------------------------------------------------------------------


def _find(folder: Path, name: str) -> Path | None:
    wanted = name.casefold()
    return next((p for p in folder.iterdir() if p.name.casefold() == wanted), None)


def _table_path(folder: Path, table: str, cycle: str) -> Path | None:
    name = f"P_{table}.XPT" if cycle == "P" else f"{table}_{cycle}.XPT"
    return _find(folder, name)


def _xpt(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        import pyreadstat
    except ImportError:
        raise SurveyError(
            f"{path.name}: reading SAS tables needs the extra 'research' "
            "(in the folder of the project: pip install '.[research]')."
        ) from None
    try:
        columns, _ = pyreadstat.read_xport(str(path), output_format="dict")
    except pyreadstat.ReadstatError as problem:
        raise SurveyError(f"{path.name}: not a SAS transport file: {problem}") from None
    names = list(columns)
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def _csv(path: Path) -> Iterator[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _join(
    rows: dict[int, _Row],
    table: str,
    lines: Iterator[Mapping[str, Any]],
    *,
    adding: bool,
) -> None:
    """Adds a table's columns; an earlier table wins, and only one may add people."""
    for line in lines:
        number = _number(line.get("SEQN"))
        if number is None:
            raise SurveyError(f"{table}: a row has no SEQN.")
        seqn = int(number)
        row = rows.setdefault(seqn, _Row()) if adding else rows.get(seqn)
        if row is None:
            continue
        for name, value in line.items():
            amount = _number(value)
            if amount is not None and name not in row.values:
                row.values[name] = amount
                row.tables[name] = table


def _number(value: object) -> float | None:
    if not isinstance(value, str | int | float) or value == "":
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return 0.0 if abs(number) < _SAS_ZERO else number


# One person ----------------------------------------------------------------------------


def _participant(seqn: int, row: _Row, *, on: date) -> Participant | None:
    age = row.values.get("RIDAGEYR")
    if age is None or age < ADULT_AGE:
        return None
    design = [row.values.get(name) for name in ("SDMVSTRA", "SDMVPSU")]
    weight = next((row.values[n] for n in _WEIGHTS if n in row.values), None)
    stratum, psu = design
    if stratum is None or psu is None or weight is None:
        return None
    return Participant(
        seqn=seqn,
        weight=weight,
        stratum=int(stratum),
        psu=int(psu),
        examined_in=_MONTHS.get(row.values.get("RIDEXMON", 0.0), ""),
        record=Record(
            person=Person(
                id=f"nhanes-{seqn}",
                born_on=_born_on(int(age), on),
                sex=_SEX.get(row.values.get("RIAGENDR", 0.0)),
                country="US",
            ),
            conditions=_conditions(seqn, row, on),
            responses=_responses(seqn, row, on),
            observations=tuple(_observations(seqn, row, on)),
        ),
    )


def _born_on(age: int, on: date) -> date:
    """The middle of the year in which somebody of this age was born."""
    year = on.year - age
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return date(year, on.month, day) - _HALF_A_YEAR


def _from(
    seqn: int, row: _Row, column: str, certainty: Certainty = Certainty.CONFIRMED
) -> Provenance:
    return Provenance(
        source=row.tables[column], row=f"SEQN {seqn}", certainty=certainty
    )


def _conditions(seqn: int, row: _Row, on: date) -> tuple[ConditionEntry, ...]:
    pregnant = _PREGNANT.get(row.values.get("RIDEXPRG", 0.0))
    if pregnant is None:
        return ()
    return (
        ConditionEntry(
            condition="pregnant",
            present=pregnant,
            on=on,
            provenance=_from(seqn, row, "RIDEXPRG"),
        ),
    )


def _responses(seqn: int, row: _Row, on: date) -> tuple[Response, ...]:
    answers = {
        item: row.values[column]
        for column, item in _ITEMS.items()
        if row.values.get(column) in _ANSWERS
    }
    if not answers:
        return ()
    column = next(name for name in _ITEMS if name in row.values)
    return (
        Response(
            instrument="phq9",
            on=on,
            answers=MappingProxyType(answers),
            provenance=_from(seqn, row, column, Certainty.REPORTED),
        ),
    )


def _observations(seqn: int, row: _Row, on: date) -> Iterator[Observation]:
    seen: set[str] = set()
    for column in _COLUMNS:
        value = row.values.get(column.name)
        if value is None or value in column.missing or column.measure in seen:
            continue
        seen.add(column.measure)
        below = bool(column.limit and row.values.get(column.limit, 0.0))
        amount = value * _FILL if below else value / column.per
        yield Observation(
            measure=column.measure,
            quantity=Quantity(amount, column.unit),
            on=on,
            comparator="<" if below else "",
            text=f"below the detection limit, in the table {value:g}" if below else "",
            provenance=_from(
                seqn,
                row,
                column.name,
                Certainty.REPORTED if column.reported else Certainty.CONFIRMED,
            ),
        )
