"""Makes the data folder, the secret key and the tables before the first start."""

import base64
import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

FOR_INCOMING = "incoming"  # the folder for files while they are read
_LEFT_BEHIND_S = 60 * 60  # longer than any request takes


class NotPrepared(RuntimeError):
    """Why the pages cannot be started, as a sentence for who starts them."""


def data_folder(folder: Path) -> None:
    """The folder and the keys, readable by their owner only; twice changes nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _once(folder / "secret-key", secrets.token_urlsafe(64))
    journal = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    _once(folder / "journal-key", journal)
    (folder / FOR_INCOMING).mkdir(exist_ok=True, mode=0o700)
    _forget_left_behind(folder / FOR_INCOMING)


def _forget_left_behind(folder: Path) -> None:
    """Removes what a program that was killed while it read a file has left there.

    Another one may be reading now, so what is new stays.
    """
    for path in folder.iterdir():
        with suppress(OSError):  # gone already, or it goes at the next start
            if time.time() - path.stat().st_mtime < _LEFT_BEHIND_S:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _once(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, unless it is there already.

    It gets its name when it is whole: half a key on a full disk would lock out for ever
    what the next start would write with it.
    """
    if path.exists():
        return
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        _name(part, path)
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # another start was quicker, and its key counts
    except OSError:  # a memory stick knows no second name of a file
        part.rename(path)


def tables() -> None:
    """Brings the database to the newest form; needs the settings to be loaded.

    Visits that ran out are removed: answers that were half given lie in them.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and name != ":memory:":
        _own(name)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)  # where several processes count
        call_command("clearsessions")
    except DatabaseError as problem:
        raise NotPrepared(
            f"The database cannot be used ({str(problem).strip()}). Look whether the "
            "disk is full, whether you may write in the data folder, and whether "
            "DATABASE_URL is right. Nothing in your record was changed."
        ) from problem


def _own(database: str | Path) -> None:
    """A new database is readable by its owner only, also in a folder that others read.

    The files that SQLite puts beside it follow it.
    """
    with suppress(OSError):  # said in better words when the tables are made
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
