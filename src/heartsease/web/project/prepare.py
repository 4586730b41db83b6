"""Makes the data folder, the secret key and the tables before the first start."""

import os
import secrets
from pathlib import Path


def data_folder(folder: Path) -> None:
    """The folder and the key, readable by their owner only; twice changes nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        handle = os.open(folder / "secret-key", flags, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))


def tables() -> None:
    """Brings the database to the newest form; needs the settings to be loaded.

    Visits that ran out are removed: answers that were half given lie in them.
    """
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("clearsessions")
