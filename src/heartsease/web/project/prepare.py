"""Makes the data folder, the secret key and the tables before the first start."""

import base64
import os
import secrets
from pathlib import Path


def data_folder(folder: Path) -> None:
    """The folder and the keys, readable by their owner only; twice changes nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _once(folder / "secret-key", secrets.token_urlsafe(64))
    journal = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    _once(folder / "journal-key", journal)


def _once(path: Path, text: str) -> None:
    """Writes a file that only its owner may read, unless it is there already."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text)


def tables() -> None:
    """Brings the database to the newest form; needs the settings to be loaded.

    Visits that ran out are removed: answers that were half given lie in them.
    """
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)  # where several processes count
    call_command("clearsessions")
