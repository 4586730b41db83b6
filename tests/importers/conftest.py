"""What the importer tests share: the real knowledge, and small files to read."""

import json
from datetime import date

import pytest

from heartsease.importers import vocabulary as vocabularies
from heartsease.importers.read import read_files
from heartsease.library import (
    conditions,
    instruments,
    knowledge,
    measures,
    medicines,
    staging,
)


@pytest.fixture(scope="session")
def vocabulary():
    root = knowledge.root()
    known = staging.load(root)
    return vocabularies.vocabulary_of(
        instruments.load(root),
        measures.load(root),
        medicines.load(root),
        conditions.load(root),
        treatments=known.treatments,
        session_gap_days=known.infer.session_gap_days,
    )


@pytest.fixture
def today():
    return date(2026, 11, 23)


@pytest.fixture
def import_(vocabulary, today, tmp_path):
    """Reads paths, bytes, text or JSON values as files into one record."""

    def run(*contents, base=None, name="file.json", **more):
        paths = []
        for place, content in enumerate(contents):
            path = content
            if not hasattr(content, "exists"):
                stem, _, ending = name.rpartition(".")
                path = tmp_path / f"{stem}{place}.{ending}"
                if isinstance(content, bytes):
                    path.write_bytes(content)
                else:
                    text = content if isinstance(content, str) else json.dumps(content)
                    path.write_text(text, encoding="utf-8", newline="")
            paths.append(path)
        return read_files(paths, vocabulary=vocabulary, on=today, base=base, **more)

    return run
