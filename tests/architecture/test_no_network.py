"""Nothing leaves the machine: importing Heartsease opens no connection."""

import subprocess
import sys

# In a process of its own, so that every module is imported here for the first time.
# An audit hook sees every connection and look-up of a name, whichever module asks.
_GUARD = """
import sys

def refuse(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo",
                 "socket.gethostbyname", "urllib.Request"):
        print(f"reached for the network: {event} {args}")
        sys.stdout.flush()
        import os
        os._exit(3)

sys.addaudithook(refuse)
"""

_IMPORT_EVERYTHING = """
import importlib, os, pkgutil, tempfile
import django
import heartsease

# The web program is imported as its server imports it: with its settings first.
folder = tempfile.TemporaryDirectory()
os.environ["HEARTSEASE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "heartsease.web.project.settings"
django.setup()

names = [
    module.name
    for module in pkgutil.walk_packages(heartsease.__path__, "heartsease.")
    if not module.name.endswith("__main__")
]
for name in names:
    importlib.import_module(name)
print(len(names))
"""

_REACH_OUT = """
import socket
socket.create_connection(("127.0.0.1", 9), timeout=1)
"""


def run_guarded(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _GUARD + program],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_guard_sees_a_connection():
    result = run_guarded(_REACH_OUT)

    assert result.returncode == 3
    assert "reached for the network" in result.stdout


def test_importing_every_module_opens_no_connection():
    result = run_guarded(_IMPORT_EVERYTHING)

    assert result.returncode == 0, result.stdout + result.stderr
    assert int(result.stdout) > 0
