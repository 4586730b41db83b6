"""Reads one TOML file into a frozen core dataclass, and refuses what it does not know.

Types are checked, by pydantic and without its conversions; a key that the dataclass does not have is
an error here, because a misspelt `stop_if` must never be silently dropped.
"""

import dataclasses
import enum
import tomllib
import types
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from heartsease.core.safety import condition as conditions
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError

# pydantic would read "3" as 3 and 1 as true; a clinical number is never guessed.
_LEAVES: Mapping[Any, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    float: (float, int),
    bool: (bool,),
    date: (date,),
}

T = TypeVar("T")
File = Path | Traversable


def table(file: File) -> dict[str, Any]:
    """The file as plain TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise KnowledgeError(f"{file.name}: not readable as TOML: {problem}") from None


def read(file: File, type_: type[T], *, tables: ConditionTables | None = None) -> T:
    """One file as one `type_`."""
    return build(table(file), type_, where=file.name, tables=tables)


def build(
    data: Mapping[str, Any],
    type_: type[T],
    *,
    where: str,
    tables: ConditionTables | None = None,
) -> T:
    """A table as one `type_`; `where` names it in errors.

    A field that is typed as a condition is read by `tables`.
    """
    ready = _prepare(data, type_, where=where, tables=tables)
    try:
        built: T = _adapter_of(type_).validate_python(ready)
    except ValidationError as problem:
        lines = "; ".join(
            f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
            for error in problem.errors()
        )
        raise KnowledgeError(f"{where}: {lines}") from None
    return built


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter_of(type_: Any) -> TypeAdapter[Any]:
    if type_ not in _ADAPTERS:
        _ADAPTERS[type_] = TypeAdapter(type_)
    return _ADAPTERS[type_]


def _prepare(
    data: Any, type_: Any, *, where: str, tables: ConditionTables | None
) -> Any:
    if type_ is conditions.Condition:
        if tables is None:
            raise KnowledgeError(f"{where}: a condition cannot stand here")
        return tables.read(data, where=where)
    origin = typing.get_origin(type_)
    if origin in (typing.Union, types.UnionType):
        inner = [one for one in typing.get_args(type_) if one is not type(None)]
        if len(inner) == 1:
            return _prepare(data, inner[0], where=where, tables=tables)
        return data
    if origin is tuple and isinstance(data, list):
        (inner_type, *_rest) = typing.get_args(type_)
        return tuple(
            _prepare(one, inner_type, where=f"{where}[{n}]", tables=tables)
            for n, one in enumerate(data)
        )
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return _member(type_, data, where=where)
    if dataclasses.is_dataclass(type_) and isinstance(data, Mapping):
        return _prepare_dataclass(data, type_, where=where, tables=tables)
    if type_ in _LEAVES and type(data) not in _LEAVES[type_]:
        raise KnowledgeError(
            f"{where}: {data!r} should be {type_.__name__}, not {type(data).__name__}"
        )
    return data


def _prepare_dataclass(
    data: Mapping[str, Any], type_: Any, *, where: str, tables: ConditionTables | None
) -> dict[str, Any]:
    hints = _hints(type_)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise KnowledgeError(
            f"{where}: {', '.join(unknown)}: not a field of {type_.__name__}; "
            f"it has {', '.join(hints)}"
        )
    return {
        key: _prepare(value, hints[key], where=f"{where}.{key}", tables=tables)
        for key, value in data.items()
    }


def _member(type_: type[enum.Enum], data: Any, *, where: str) -> enum.Enum:
    try:
        return type_(data)
    except ValueError:
        words = ", ".join(str(member.value) for member in type_)
        raise KnowledgeError(f"{where}: {data!r} is not one of {words}") from None


@cache
def _hints(type_: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(type_)
    return {field.name: hints[field.name] for field in dataclasses.fields(type_)}
