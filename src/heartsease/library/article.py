"""Reads the source article's claims."""

from dataclasses import dataclass

from heartsease.core.sources.article import Claim
from heartsease.library.reading import File, read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claims:
    claims: tuple[Claim, ...]


def load(folder: File) -> tuple[Claim, ...]:
    """Every claim, in the order of the article."""
    return read(folder / "article" / "claims.toml", _Claims).claims
