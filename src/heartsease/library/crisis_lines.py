"""Reads the crisis lines, one country a file."""

from heartsease.core.safety.crisis import INTERNATIONAL, Country
from heartsease.library import reading
from heartsease.library.errors import KnowledgeError

FOLDER = "crisis_lines"


def load(root: reading.File) -> tuple[Country, ...]:
    """Every country under `root`/crisis_lines, by code, the directory included.

    Raises `KnowledgeError` when a file is named for another country, a country has no
    line, a line has nothing to call or open, or the international directory is missing.
    """
    files = [one for one in (root / FOLDER).iterdir() if one.name.endswith(".toml")]
    countries = tuple(
        sorted((_country(file) for file in files), key=lambda one: one.iso)
    )
    if INTERNATIONAL not in {one.iso for one in countries}:
        raise KnowledgeError(f"{FOLDER}: {INTERNATIONAL}.toml is missing")
    return countries


def _country(file: reading.File) -> Country:
    country = reading.read(file, Country)
    if file.name != f"{country.iso.lower()}.toml":
        raise KnowledgeError(f"{file.name}: holds the lines of {country.iso}")
    if not country.lines:
        raise KnowledgeError(f"{file.name}: has no line")
    for line in country.lines:
        if not line.number and not line.url:
            raise KnowledgeError(f"{file.name}: {line.name}: nothing to call or open")
        if line.expires_on <= line.checked_on:
            raise KnowledgeError(f"{file.name}: {line.name}: expires before its check")
    return country
