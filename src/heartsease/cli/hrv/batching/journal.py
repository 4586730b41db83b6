"""Keeps what is done as it is done, so that a run that was ended can go on.

One line of JSON for each finished file, written whole and at once. A file counts as done
while its size, its time of change, the settings and the program are the same.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from heartsease.cli.hrv.batching.work import Done, Settings
from heartsease.library.knowledge import fingerprint, root

NAME = "journal.jsonl"


class Journal:
    """The journal in one folder; one process writes it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._path = folder / NAME
        self._key = _key(settings)
        self._done: dict[str, tuple[list[int], Done]] = {}
        self._read()

    def finished(self, folder: Path, file: str) -> Done | None:
        """What is known of a file, if it has not changed since."""
        found = self._done.get(file)
        return found[1] if found and found[0] == _state(folder / file) else None

    def write(self, folder: Path, done: Done) -> None:
        """Adds one finished file; on the disk before the next one begins."""
        state = _state(folder / done.file)
        line = json.dumps({"key": self._key, "state": state, **asdict(done)})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._done[done.file] = (state, done)

    def forget(self) -> None:
        """Begins anew."""
        self._path.unlink(missing_ok=True)
        self._done.clear()

    def _read(self) -> None:
        if not self._path.exists():
            return
        text = self._path.read_text(encoding="utf-8", errors="replace")
        whole, _, rest = text.rpartition("\n")
        for line in whole.splitlines():
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError):
                continue  # a damaged line only means that its file is measured again
        if rest:  # the run was ended while it wrote this line
            kept = whole + "\n" if whole else ""
            temporary = self._path.with_suffix(".part")
            temporary.write_text(kept, encoding="utf-8")
            temporary.replace(self._path)

    def _take(self, row: Mapping[str, Any]) -> None:
        if row["key"] != self._key:
            return
        done = Done(
            file=row["file"],
            measured=tuple(row["measured"]),
            failed=tuple(row["failed"]),
        )
        self._done[done.file] = (list(row["state"]), done)


def _key(settings: Settings) -> str:
    said = json.dumps(
        [asdict(settings), metadata.version("heartsease"), fingerprint(root())],
        sort_keys=True,
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _state(path: Path) -> list[int]:
    """Size and time of change; a file that is gone has neither."""
    try:
        about = path.stat()
    except OSError:
        return [-1, -1]
    return [about.st_size, about.st_mtime_ns]
