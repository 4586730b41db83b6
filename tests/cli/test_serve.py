"""Starting the web pages: what is refused, and that the demo changes nothing twice."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.support import postgres

from heartsease.cli import serve
from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main


def run(*arguments):
    return CliRunner().invoke(main, ["serve", *arguments])


def test_the_missing_extra_is_named_with_the_way_to_get_it(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "django" else found(name),
    )

    result = run()

    assert result.exit_code == ExitCode.NOT_STARTED
    assert "pip install '.[web]'" in result.output


def test_a_demo_without_records_is_refused(tmp_path):
    result = run("--demo", "--people", str(tmp_path))

    assert result.exit_code == ExitCode.NOT_STARTED
    assert "--people" in result.output


def test_a_demo_with_a_broken_record_names_the_file(tmp_path):
    (tmp_path / "broken.json").write_text("{}")

    result = run("--demo", "--people", str(tmp_path))

    assert result.exit_code == ExitCode.NOT_STARTED
    assert "broken.json is not a Heartsease record" in result.output


def test_a_port_that_is_taken_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path / "data"))
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]

        result = run("--port", str(port))

    assert result.exit_code == ExitCode.NOT_STARTED
    assert f"Port {port} on 127.0.0.1 cannot be used" in result.output
    assert not (tmp_path / "data").exists()


def test_a_host_that_is_not_this_computer_is_said_to_be_that(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path / "data"))

    result = run("--host", "192.0.2.77")  # for examples only; no computer has it

    assert result.exit_code == ExitCode.NOT_STARTED
    assert "Look whether --host names this computer" in result.output
    assert "Another program" not in result.output


def test_a_fresh_start_is_only_for_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path))
    (tmp_path / "heartsease.sqlite3").write_text("mine")

    result = run("--fresh")

    assert result.exit_code != 0
    assert "your own record stays" in result.output
    assert (tmp_path / "heartsease.sqlite3").read_text() == "mine"


def test_people_without_the_demo_are_refused_and_nothing_is_started(tmp_path):
    result = run("--people", str(tmp_path))

    assert result.exit_code == ExitCode.USAGE
    assert "--people goes with --demo" in result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgre://somebody:hidden-words@localhost/facts"),
        ("DATABASE_URL", "postgres://somebody:hidden-words#1@localhost/facts"),
        ("HEARTSEASE_MODE", "hidden-words"),
        ("HEARTSEASE_MAIL_PORT", "hidden-words"),
        ("HEARTSEASE_IDLE_MINUTES", "0"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_in_a_sentence_without_its_words(
    name, value, tmp_path
):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HEARTSEASE")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    ended = subprocess.run(
        [sys.executable, "-m", "heartsease", "accounts", "list"],
        env={**kept, "DATABASE_URL": "", "HEARTSEASE_DATA": str(tmp_path), name: value},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == ExitCode.NOT_STARTED
    assert ended.stderr.startswith(f"Error: {name} ")
    assert "hidden-words" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_database_is_for_its_owner_only_in_a_folder_that_others_read(tmp_path):
    tmp_path.chmod(0o755)

    with Served(tmp_path, DATABASE_URL=""):
        modes = {one.name: one.stat().st_mode & 0o077 for one in tmp_path.iterdir()}

    assert {"heartsease.sqlite3", "heartsease.sqlite3-wal"} <= set(modes)
    assert set(modes.values()) == {0}


def test_the_days_of_an_invented_person_move_but_not_the_day_of_birth():
    facts = {"person": {"born_on": "1988-04-12"}, "trials": [{"on": "2026-11-20"}]}

    moved = serve._moved(facts, timedelta(days=40))

    assert moved["person"]["born_on"] == "1988-04-12"
    assert moved["trials"] == [{"on": "2026-12-30"}]


class Served:
    """`heartsease serve` as a process of its own, until the block ends."""

    def __init__(self, folder, *arguments, **environment):
        self.command = [
            *(sys.executable, "-m", "heartsease", "serve", "--port", "0"),
            *arguments,
        ]
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HEARTSEASE")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = {
            **kept,
            "HEARTSEASE_DATA": str(folder),
            "PYTHONUNBUFFERED": "1",
            **environment,
        }

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.search(r"http://\S+:(\d+)/", line):
                self.port = int(found[1])
                break
        else:
            pytest.fail(self.process.stderr.read())
        # The port is taken before the pages are ready, and a signal that comes before
        # the server listens to signals would be lost: the first answer is the sign.
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/help/") as answer:
            assert answer.status == 200
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.complained = self.process.communicate(timeout=60)[1]
        finally:
            self.process.kill()  # nothing is left running, whatever went wrong
            self.process.communicate()


def test_the_demo_shows_three_people_in_a_folder_of_their_own_twice(tmp_path):
    folder = tmp_path / "mine"
    for _ in range(2):
        with Served(folder, "--demo") as served:
            for path in ("account/login/", "static/ui/ui.css"):
                address = f"http://127.0.0.1:{served.port}/{path}"
                with urllib.request.urlopen(address) as answer:
                    assert answer.status == 200
            first = f"http://127.0.0.1:{served.port}/"
            with urllib.request.urlopen(first) as answer:
                assert b"Open as Mara" in answer.read()

        assert served.complained == ""
        said = "".join(served.said)
        assert all(name in said for name in ("mara", "ingrid", "sam"))
        assert said.count("a calm demo day") == 1

    assert not folder.exists()
    made = tmp_path / "mine-demo"
    assert made.stat().st_mode & 0o077 == 0
    assert (made / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(
    postgres.programs() is None, reason="pg_ctl was not found: apt install postgresql"
)
def test_the_pages_run_on_postgresql_when_its_address_is_given(tmp_path):
    with (
        postgres.cluster() as address,
        Served(tmp_path, DATABASE_URL=address) as served,
    ):
        first = f"http://127.0.0.1:{served.port}/account/login/"
        with urllib.request.urlopen(first) as answer:
            assert answer.status == 200

    assert served.complained == ""
    assert not list(tmp_path.glob("*.sqlite3"))


def test_only_this_computer_is_let_in_unless_asked(tmp_path):
    with Served(tmp_path / "mine") as served, pytest.raises(ConnectionRefusedError):
        socket.create_connection((_other_address(), served.port), timeout=2)


def _other_address() -> str:
    """An address of this computer's loopback network that nobody listens on."""
    return "127.0.0.2"


@pytest.mark.parametrize(("hosts", "told"), [({}, True), ({"HOSTS": "mine"}, False)])
def test_whoever_lets_everybody_in_is_told_that_names_have_to_be_known(
    tmp_path, hosts, told
):
    given = {f"HEARTSEASE_{name}": f"{to},127.0.0.1" for name, to in hosts.items()}
    with Served(tmp_path, "--host", "0.0.0.0", DATABASE_URL="", **given) as served:
        pass

    assert ("set HEARTSEASE_HOSTS" in served.complained) is told
    assert "http://localhost:" in served.said[-1]
