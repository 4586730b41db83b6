"""Turns core values into plain JSON data, in one stable form.

An Unknown becomes `{"unknown": [...]}` with the keys that would settle it, so that
nobody downstream can mistake it for null or zero.
"""

import dataclasses
import enum
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from heartsease.core.values.unknown import Unknown

DECIMALS = 6  # enough for every number we print; hides the last bits of a double


def plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, booleans and null."""
    if isinstance(value, Unknown):
        return {"unknown": sorted(value.missing)}
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return _number(value)
    return value


def dumps(value: Any) -> str:
    """JSON text that is the same for the same value, byte for byte."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n"


def record_dumps(value: Any) -> str:
    """JSON text of a record: every number as it was given, to the last digit.

    A record is read back, and a result in mol/L rounded to six decimals is another.
    """
    return json.dumps(_exact(value), ensure_ascii=False, indent=2) + "\n"


def _exact(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _exact(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list):
        return [_exact(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _number(value: float) -> float | int:
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded.is_integer() else rounded
