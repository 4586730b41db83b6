"""Loads the sources: one TOML file per publication or document."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from heartsease.core.sources.source import Source
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File, read

# The DOI handbook's shape: a registrant's prefix, a slash, a suffix without spaces.
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def load(root: File) -> Mapping[str, Source]:
    """Every source by id; `root` is the knowledge folder.

    Raises `KnowledgeError` when the id is not the file's name, when a DOI has not the
    shape of one, or when a sentence about what the source carries is missing.
    """
    files = sorted(_toml_files(root), key=lambda file: file.name)
    return MappingProxyType(
        {file.name.removesuffix(".toml"): _one(file) for file in files}
    )


def _toml_files(root: File) -> list[File]:
    folder = root / "sources"
    if not folder.is_dir():
        return []
    return [file for file in folder.iterdir() if file.name.endswith(".toml")]


def _one(file: File) -> Source:
    source = read(file, Source)
    if f"{source.id}.toml" != file.name:
        raise KnowledgeError(f"{file.name}: its id is {source.id}; they must be equal")
    if source.doi and not _DOI.fullmatch(source.doi):
        raise KnowledgeError(f"{file.name}: {source.doi!r} is not a DOI")
    if not source.can_carry.strip() or not source.cannot_carry.strip():
        raise KnowledgeError(f"{file.name}: say what it can carry and what it cannot")
    return source
