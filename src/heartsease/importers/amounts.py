"""Checks one measured amount against its measure before it becomes a fact."""

import math
import re
from dataclasses import dataclass

from heartsease.core.labs.definition import in_canonical_unit
from heartsease.core.values.quantity import Quantity, UnitError
from heartsease.core.values.unit_names import normalise
from heartsease.importers.vocabulary import Vocabulary

COMPARATORS = ("<", "<=", ">=", ">")

_NUMBER = r"[-+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?"
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")  # 1,200: a thousand and more, or 1.2
_COMMA_DECIMAL = re.compile(r"[-+]?\d+,\d+")
_GROUP = 3  # digits between two thousands separators
_SIGNS = {"\u2264": "<=", "\u2265": ">=", "=<": "<=", "=>": ">="}
_AMOUNT = re.compile(rf"(<=|>=|<|>)?\s*({_NUMBER})\s*(.*)", re.DOTALL)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|\u2013|\u2014|to)\s*({_NUMBER})\s*(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Why an amount is not taken, and what to do."""

    field: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A number as printed: with its comparator and what stands behind it."""

    value: float
    comparator: str = ""
    rest: str = ""


def checked(
    measure: str | None,
    value: float,
    unit_text: str,
    *,
    comparator: str,
    vocabulary: Vocabulary,
) -> Quantity | Wrong:
    """The amount in a UCUM unit, or why it cannot be what it says.

    The unit as printed decides, never the one the test usually has.
    Without a measure the printed unit is kept as it is.
    """
    unit = normalise(unit_text) if unit_text else None
    known = vocabulary.measures.get(measure or "")
    if known is None:
        return Quantity(value, unit or unit_text)
    if not unit_text:
        return Wrong(
            field="unit",
            reason=f"{known.name}: the number {value:g} has no unit.",
            advice=f"Add the unit as your laboratory prints it, e.g. {known.unit}.",
        )
    if unit is None:
        return Wrong(
            field="unit",
            reason=f"{known.name}: the unit {unit_text!r} cannot be read.",
            advice=f"Write it as {known.unit} or as your laboratory prints it.",
        )
    quantity = Quantity(value, unit)
    try:
        amount = in_canonical_unit(known, quantity).value
    except UnitError:
        return Wrong(
            field="unit",
            reason=f"{known.name} is not measured in {unit_text}.",
            advice=f"Look at the report again; it is usually given in {known.unit}.",
        )
    low, high = known.plausible.low, known.plausible.high
    below_limit = comparator.startswith("<") and amount >= 0
    if amount > high or (amount < low and not below_limit):
        return Wrong(
            field="value",
            reason=(
                f"{known.name}: {value:g} {unit_text} is outside what is possible "
                f"({low:g} to {high:g} {known.unit})."
            ),
            advice="Look at the report again: the number or the unit is mistyped.",
        )
    return quantity


def printed(text: str, *, decimal_comma: bool | None = None) -> Printed | None:
    """Reads "12.3", "<0,3", "> 60 mL/min"; None when it does not start as a number."""
    found = _AMOUNT.fullmatch(_plain(text))
    if found is None:
        return None
    value = as_number(found[2], decimal_comma=decimal_comma)
    if value is None:
        return None
    return Printed(value=value, comparator=found[1] or "", rest=found[3].strip())


def printed_range(
    text: str, *, decimal_comma: bool | None = None
) -> tuple[float | None, float | None, str]:
    """Low, high and unit of "3.5-5.0", "3.5 to 5.0 mmol/L", "<5" or ">60"."""
    words = _plain(text)
    if found := _RANGE.fullmatch(words):
        low = as_number(found[1], decimal_comma=decimal_comma)
        high = as_number(found[2], decimal_comma=decimal_comma)
        if low is not None and high is not None and low <= high:
            return low, high, found[3].strip()
        return None, None, ""
    single = printed(words, decimal_comma=decimal_comma)
    if single is None or not single.comparator:
        return None, None, ""
    if single.comparator.startswith("<"):
        return None, single.value, single.rest
    return single.value, None, single.rest


def as_number(text: str, *, decimal_comma: bool | None = None) -> float | None:
    """One number.

    `decimal_comma` says how the file writes them; when it is not known, "5,4" is read
    and "1,200", which could be either, is None.
    """
    words = text.strip()
    if decimal_comma is None and _EITHER.fullmatch(words):
        return None
    if decimal_comma is None:
        decimal_comma = _COMMA_DECIMAL.fullmatch(words) is not None
    grouping = "." if decimal_comma else ","
    if grouping in words and not _grouped(words, grouping):
        return None
    words = words.replace(grouping, "").replace(",", ".")
    try:
        value = float(words)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _grouped(words: str, sign: str) -> bool:
    other = "," if sign == "." else "."
    whole, _, fraction = words.lstrip("+-").partition(other)
    first, *rest = whole.split(sign)
    if sign in fraction:
        return False
    return (
        first != "0"
        and 1 <= len(first) <= _GROUP
        and all(len(part) == _GROUP for part in rest)
    )


def _plain(text: str) -> str:
    words = text.strip()
    for sign, plain in _SIGNS.items():
        words = words.replace(sign, plain)
    return words


def starts_as_number(text: str) -> bool:
    """Whether a text begins like an amount: "12", "<0,3", "1,200"."""
    return re.match(r"[<>=]*\s*[-+]?\d", _plain(text)) is not None


def ucum(unit_text: str) -> str:
    """The unit in UCUM where it can be read, else as printed."""
    return (normalise(unit_text) if unit_text else None) or unit_text


def is_unit(text: str) -> bool:
    """Whether a text is a unit we can read."""
    return normalise(text) is not None
