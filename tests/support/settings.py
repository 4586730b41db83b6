"""Settings of the test run: a data folder of its own, quick hashing, one clock."""

import atexit
import os
import shutil
import tempfile

if "HEARTSEASE_DATA" not in os.environ:
    os.environ["HEARTSEASE_DATA"] = tempfile.mkdtemp(prefix="heartsease-test-")
    atexit.register(shutil.rmtree, os.environ["HEARTSEASE_DATA"], ignore_errors=True)
os.environ.setdefault("HEARTSEASE_SECRET_KEY", "for the test run only")
os.environ.setdefault(
    "HEARTSEASE_JOURNAL_KEY", "Zm9yIHRoZSB0ZXN0IHJ1biBvbmx5LCAzMiBieXRlcyE="
)

from heartsease.web.project.settings import *  # noqa: F403 - a settings file

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A thread of a test ends with its request, and a connection may not outlive it.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - from the settings
INCOMING.mkdir(parents=True, exist_ok=True)  # noqa: F405 - from the settings
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - from the settings
    # In a file as in real use: the log beside it, one writer, bytes to look for.
    DATABASES["default"]["TEST"] = {  # noqa: F405 - from the settings
        "NAME": os.path.join(os.environ["HEARTSEASE_DATA"], "test.sqlite3")
    }
