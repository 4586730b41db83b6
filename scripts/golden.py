"""Writes the maps of the demo people that the tests compare with, into tests/golden/maps.

Run it after a change that is meant to change a map, and read the difference before you
keep it: it shows in plain text whom the change affects and how.
The fingerprint of the knowledge is left out, so that an edit of a comment or a source
changes nothing here.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from heartsease.core.plan.look import look
from heartsease.exchange.picture_json import picture_json
from heartsease.exchange.plain import dumps
from heartsease.exchange.present import present
from heartsease.exchange.text_page import text_page
from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import whole_vocabulary
from heartsease.library.knowledge import root, standard
from heartsease.library.words import load

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = ROOT / "demo" / "people"
KEPT = ROOT / "tests" / "golden" / "maps"
ON = date(2026, 11, 23)
MASK = "(masked)"
SHOWN = 12  # letters of the fingerprint that a page for people shows


def maps(people: Path = PEOPLE) -> Iterator[tuple[str, str]]:
    """Name and text of every golden file, as the program makes it now."""
    for file in sorted(people.glob("*.json")):
        yield from map_of(file)


def map_of(file: Path) -> Iterator[tuple[str, str]]:
    """One person's text page and data, without the fingerprint."""
    knowledge = standard()
    record = read_files([file], vocabulary=whole_vocabulary(knowledge), on=ON).record
    picture = look(record, knowledge, on=ON)
    words = load(root() / "words" / "en" / "screen.toml")
    page = present(picture, knowledge=knowledge, words=words)
    text = text_page(page, words, everything=True)
    yield f"{file.stem}.txt", text.replace(picture.fingerprint[:SHOWN], MASK)
    yield f"{file.stem}.json", dumps(picture_json(picture) | {"knowledge": MASK})


def main(arguments: list[str] | None = None) -> int:
    """Writes every file; with --check only says which would change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    KEPT.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in maps():
        kept = KEPT / name
        if kept.exists() and kept.read_text(encoding="utf-8") == text:
            continue
        changed.append(name)
        if not options.check:
            kept.write_text(text, encoding="utf-8")
    for name in changed:
        print(f"{'would change' if options.check else 'written'}: {name}")
    if not changed:
        print("Every map is as it was kept.")
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
