"""Reads knowledge/heart_rhythm: when measures of heart rate variability are withheld."""

from functools import cache
from typing import TYPE_CHECKING

from heartsease.library.knowledge import root
from heartsease.library.reading import File, read

if TYPE_CHECKING:
    from heartsease.hrv.clean.irregular import IrregularRule


def irregular(folder: File) -> "IrregularRule":
    """The bounds under the knowledge folder; raises `KnowledgeError` naming the field.

    numpy is imported here and not above, because the map needs neither.
    """
    from heartsease.hrv.clean.irregular import IrregularRule

    return read(folder / "heart_rhythm" / "irregular.toml", IrregularRule)


@cache
def standard_irregular() -> "IrregularRule":
    """The bounds that come with the program, read once."""
    return irregular(root())
