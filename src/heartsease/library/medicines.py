"""Reads knowledge/medicines strictly into the formulary."""

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from heartsease.core.medicines.definition import (
    Combination,
    Medicine,
    MedicineClass,
)
from heartsease.core.medicines.names import Formulary
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import build, table

T = TypeVar("T")
_SECTIONS = ("medicines", "classes", "combinations")


def load(root: Path | Traversable) -> Formulary:
    """The formulary of the knowledge folder `root`.

    Raises `KnowledgeError` for an unknown key, a name that two medicines share, or a
    class or ingredient that does not exist.
    """
    folder = root / "medicines"
    medicines: list[Medicine] = []
    classes: list[MedicineClass] = []
    combinations: list[Combination] = []
    files = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    for file in sorted(files, key=lambda one: one.name):
        data = table(file)
        _only_sections(data, file.name)
        medicines += _rows(data, "medicines", Medicine, file.name)
        classes += _rows(data, "classes", MedicineClass, file.name)
        combinations += _rows(data, "combinations", Combination, file.name)
    _no_twins([one.id for one in medicines] + [one.id for one in classes])
    _known_ingredients(combinations, {one.id for one in medicines})
    try:
        return Formulary(medicines, classes, combinations)
    except ValueError as problem:
        raise KnowledgeError(f"medicines: {problem}") from None


def _rows(data: Mapping[str, Any], section: str, type_: type[T], name: str) -> list[T]:
    return [
        build(row, type_, where=f"{name}: {row.get('id', section)}")
        for row in data.get(section, [])
    ]


def _only_sections(data: Mapping[str, Any], name: str) -> None:
    if extra := sorted(set(data) - set(_SECTIONS)):
        raise KnowledgeError(f"{name}: {', '.join(extra)} does not belong here")


def _no_twins(ids: list[str]) -> None:
    if twins := sorted({one for one in ids if ids.count(one) > 1}):
        raise KnowledgeError(f"medicines: {', '.join(twins)} stands there twice")


def _known_ingredients(combinations: list[Combination], known: set[str]) -> None:
    for one in combinations:
        if missing := set(one.ingredients) - known:
            raise KnowledgeError(f"{one.names[0]}: {sorted(missing)} is not a medicine")
