"""What the tests of recordings share: small files written for one question."""

import pytest

from heartsease.importers.recordings.read import read_file


@pytest.fixture
def read_(tmp_path):
    """Reads text or bytes as a file of the given name."""

    def run(content, name="beats.txt", **said):
        path = tmp_path / name
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        else:
            path.write_bytes(content)
        return read_file(path, **said)

    return run
