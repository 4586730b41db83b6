"""`heartsease serve`: the web pages, on this computer and for nobody else."""

import errno
import importlib
import importlib.util
import json
import os
import re
import shutil
import socket
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from heartsease.cli import crew, writing
from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.options import today
from heartsease.core.record.record import Record
from heartsease.library import record_json
from heartsease.library.errors import RecordError

LOOPBACK = ("127.0.0.1", "localhost")
EVERYWHERE = "0.0.0.0"  # what somebody may ask for, never our own choice
_EXTRA = ("django", "uvicorn", "allauth", "whitenoise", "dj_database_url")
_REPOSITORY = Path(__file__).resolve().parents[3]
# The day the invented records were written for; seen from a later one they would be old.
_WRITTEN_FOR = date(2026, 11, 23)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORKERS = "HEARTSEASE_WORKERS"
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(name="serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; anything else lets other computers in.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    envvar=_WORKERS,
    help="Processes that answer: one for each core where many people come.",
)
@click.option(
    "--demo", is_flag=True, help="Show three invented people, in a folder of their own."
)
@click.option(
    "--people",
    type=_FOLDER,
    help="With --demo: the folder with their records (NAME.json).",
)
@click.option(
    "--fresh", is_flag=True, help="With --demo: forget what was tried there before."
)
def command(
    port: int, host: str, workers: int, demo: bool, people: Path | None, fresh: bool
) -> None:
    """Open the web pages on this computer.

    Your record stays in ~/.local/share/heartsease, or in the folder HEARTSEASE_DATA.
    Ctrl+C ends it.
    """
    if fresh and not demo:
        raise click.UsageError("--fresh goes with --demo: your own record stays.")
    if people and not demo:
        raise click.UsageError("--people goes with --demo.")
    check_extra()
    shown = _demo_records(people, on=today()) if demo else {}
    listening = _listen(host, port)
    os.environ[_WORKERS] = str(workers)  # the settings read it
    named = "HEARTSEASE_HOSTS" in os.environ
    folder = _settle(host, demo=demo, names=shown)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    application = prepared(folder)
    if host not in LOOPBACK:
        click.echo(
            f"Careful: on {host} other computers can reach these pages, and what is "
            "sent is not encrypted. Leave --host out to keep them to yourself.",
            err=True,
        )
    if host == EVERYWHERE and not named:
        click.echo(
            "The pages answer only to names they know: set HEARTSEASE_HOSTS to the "
            "names or numbers by which others call this computer.",
            err=True,
        )
    if demo:
        _say_demo(shown)
    _say_where(listening)
    if workers == 1:
        crew.answer(application, listening)
    else:
        crew.answer_together(listening, workers=workers)


def check_extra() -> None:
    """Raises `Failure` with the way to get what the web pages need."""
    missing = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        raise Failure(
            "The web pages need parts that are not installed "
            f"({', '.join(missing)}). In the folder of the project, `make serve` "
            "installs them, and so does: pip install '.[web]'",
            ExitCode.NOT_STARTED,
        )


def _demo_records(people: Path | None, *, on: date) -> Mapping[str, Record]:
    """The invented people, with every day moved so that they live now."""
    folder = people or _REPOSITORY / "demo" / "people"
    files = sorted(folder.glob("*.json"))
    if not files:
        raise Failure(
            f"There are no records of invented people in {folder}. "
            "Name their folder with --people DIR.",
            ExitCode.NOT_STARTED,
        )
    return {file.stem: _record(file, later=on - _WRITTEN_FOR) for file in files}


def _record(file: Path, *, later: timedelta) -> Record:
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        return record_json.read(_moved(facts, later))
    except (ValueError, RecordError) as problem:
        raise Failure(
            f"{file} is not a Heartsease record: {problem}", ExitCode.NOT_STARTED
        ) from None


def _moved(facts: Any, later: timedelta) -> Any:
    """The same facts, later; the day of birth stays."""
    if isinstance(facts, dict):
        return {
            name: value if name == "born_on" else _moved(value, later)
            for name, value in facts.items()
        }
    if isinstance(facts, list):
        return [_moved(one, later) for one in facts]
    if isinstance(facts, str) and _DAY.fullmatch(facts):
        return (date.fromisoformat(facts) + later).isoformat()
    return facts


def _listen(host: str, port: int) -> socket.socket:
    """Listens before anything is prepared, so that the address said is the true one."""
    try:
        return socket.create_server((host, port))
    except OSError as problem:
        advice = (
            "Another program may hold it; try --port 8001."
            if problem.errno == errno.EADDRINUSE
            else "Look whether --host names this computer, and take a --port above 1023."
        )
        raise Failure(
            f"Port {port} on {host} cannot be used ({problem.strerror or problem}). "
            f"{advice}",
            ExitCode.NOT_STARTED,
        ) from None


def _settle(host: str, *, demo: bool, names: Iterable[str]) -> Path:
    """Sets the environment that the settings read; the data folder."""
    folder = data_folder()
    if demo:
        # Invented people never enter the database of a real one.
        folder = folder.with_name(f"{folder.name}-demo")
        os.environ.pop("DATABASE_URL", None)
        os.environ["HEARTSEASE_DEMO"] = ",".join(names)
    os.environ["HEARTSEASE_DATA"] = str(folder)
    if host not in LOOPBACK:
        os.environ.setdefault("HEARTSEASE_HOSTS", f"localhost,127.0.0.1,{host}")
    return folder


def data_folder() -> Path:
    """Where the database and the secret key are."""
    named = os.environ.get("HEARTSEASE_DATA")
    return Path(named or Path.home() / ".local" / "share" / "heartsease")


def prepared(folder: Path) -> Any:
    """The web program with its folder, key and tables ready.

    Loaded by name: the command line knows no web framework.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartsease.web.project.settings")
    prepare = importlib.import_module("heartsease.web.project.prepare")
    try:
        prepare.data_folder(folder)
        application = importlib.import_module("heartsease.web.project.asgi").application
        prepare.tables()
    except OSError as problem:
        raise Failure(
            f"The data folder {folder} cannot be used. {writing.why(problem)}",
            ExitCode.NOT_STARTED,
        ) from None
    except prepare.NotPrepared as problem:
        raise Failure(str(problem), ExitCode.NOT_STARTED) from None
    return application


def _say_demo(records: Mapping[str, Record]) -> None:
    demo = importlib.import_module("heartsease.web.project.demo")
    demo.invent(records)
    names = ", ".join(records)
    click.echo(f"Invented people: {names}. Their passphrase: {demo.PASSPHRASE}")


def _say_where(listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    # A passkey belongs to a name, never to a number.
    name = "localhost" if host in ("127.0.0.1", EVERYWHERE) else host
    click.echo(f"Open http://{name}:{port}/ in your browser. Ctrl+C ends it.")
