"""Reads one TOML file into a frozen core dataclass, and refuses what it does not know.

Types are checked, by pydantic and without its conversions; a key that the dataclass does not have is
an error here, because a misspelt `stop_if` must never be silently dropped.
"""

import dataclasses
import enum
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import tomli
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
        return tomli.loads(file.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as problem:
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


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """How a value of one type is made ready; `as_it_is` needs no look inside."""

    as_it_is: frozenset[type]
    prepare: Callable[[Any, str, ConditionTables | None], Any]


def _prepare(
    data: Any, type_: Any, *, where: str, tables: ConditionTables | None
) -> Any:
    return _reader(type_).prepare(data, where, tables)


@cache
def _reader(type_: Any) -> _Reader:
    """Worked out once for each type: there are fifty thousand values to read."""
    if type_ is conditions.Condition:
        return _Reader(frozenset(), _condition)
    origin = typing.get_origin(type_)
    if origin in (typing.Union, types.UnionType):
        inner = [one for one in typing.get_args(type_) if one is not type(None)]
        return _reader(inner[0]) if len(inner) == 1 else _UNTOUCHED
    if origin is tuple:
        return _Reader(frozenset(), partial(_members, typing.get_args(type_)[0]))
    if origin in (dict, Mapping):
        return _Reader(frozenset(), partial(_named, typing.get_args(type_)[-1]))
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return _Reader(frozenset(), partial(_member, type_))
    if dataclasses.is_dataclass(type_):
        return _Reader(frozenset(), partial(_fields, type_))
    if type_ in _LEAVES:
        return _Reader(frozenset(_LEAVES[type_]), partial(_leaf, type_))
    return _UNTOUCHED


def _condition(data: Any, where: str, tables: ConditionTables | None) -> Any:
    if tables is None:
        raise KnowledgeError(f"{where}: a condition cannot stand here")
    return tables.read(data, where=where)


def _members(type_: Any, data: Any, where: str, tables: ConditionTables | None) -> Any:
    if not isinstance(data, list):
        return data
    reader = _reader(type_)
    return tuple(
        one
        if type(one) in reader.as_it_is
        else reader.prepare(one, f"{where}[{n}]", tables)
        for n, one in enumerate(data)
    )


def _named(type_: Any, data: Any, where: str, tables: ConditionTables | None) -> Any:
    if not isinstance(data, Mapping):
        return data
    reader = _reader(type_)
    return {
        key: one
        if type(one) in reader.as_it_is
        else reader.prepare(one, f"{where}.{key}", tables)
        for key, one in data.items()
    }


def _fields(type_: Any, data: Any, where: str, tables: ConditionTables | None) -> Any:
    if not isinstance(data, Mapping):
        return data
    readers = _readers(type_)
    if not data.keys() <= readers.keys():
        unknown = sorted(set(data) - set(readers))
        raise KnowledgeError(
            f"{where}: {', '.join(unknown)}: not a field of {type_.__name__}; "
            f"it has {', '.join(readers)}"
        )
    return {
        key: value
        if type(value) in (reader := readers[key]).as_it_is
        else reader.prepare(value, f"{where}.{key}", tables)
        for key, value in data.items()
    }


def _leaf(type_: Any, data: Any, where: str, tables: ConditionTables | None) -> Any:
    if type(data) not in _LEAVES[type_]:
        raise KnowledgeError(
            f"{where}: {data!r} should be {type_.__name__}, not {type(data).__name__}"
        )
    return data


def _untouched(data: Any, where: str, tables: ConditionTables | None) -> Any:
    return data


_UNTOUCHED = _Reader(frozenset(), _untouched)


def _member(
    type_: type[enum.Enum], data: Any, where: str, tables: ConditionTables | None
) -> enum.Enum:
    try:
        return type_(data)
    except ValueError:
        words = ", ".join(str(member.value) for member in type_)
        raise KnowledgeError(f"{where}: {data!r} is not one of {words}") from None


@cache
def _readers(type_: Any) -> dict[str, _Reader]:
    """The reader of each field; asked for late, as a dataclass may hold its own kind."""
    hints = typing.get_type_hints(type_)
    return {
        field.name: _reader(hints[field.name]) for field in dataclasses.fields(type_)
    }
