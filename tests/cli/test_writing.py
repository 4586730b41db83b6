"""A file is written whole or not at all, and what went wrong is a sentence with a code."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from heartsease.cli import writing
from heartsease.cli.errors import ExitCode, Failure
from heartsease.cli.main import main

MARA = str(Path(__file__).parents[2] / "demo" / "people" / "mara.json")


def run(*arguments):
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("map", MARA, "--html"),
        ("map", MARA, "--pdf"),
        ("map", MARA, "--svg"),
        ("export", MARA, "--fhir"),
        ("import", MARA, "--out"),
    ],
    ids=" ".join,
)
def test_a_folder_that_is_not_there_is_said_in_a_sentence(arguments, tmp_path):
    result = run(*arguments, str(tmp_path / "nowhere" / "out"))

    assert result.exit_code == ExitCode.NOT_WRITTEN
    assert "was not written. There is no such folder." in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_of_tables_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("mine")

    result = run("export", MARA, "--tables", str(tmp_path / "file" / "tables"))

    assert result.exit_code == ExitCode.NOT_WRITTEN
    assert "was not made" in result.stderr


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "may not write there"),
        (errno.EACCES, "may not write there"),
        (errno.EISDIR, "This is a folder"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EIO, "The disk says"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file_and_no_part(
    number, says, tmp_path, monkeypatch
):
    file = tmp_path / "whole.json"
    file.write_text("what was there")

    def fails(self, data):
        self.touch()
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", fails)
        with pytest.raises(Failure, match=says) as refused:
            writing.write(file, "what is new")

    assert refused.value.code is ExitCode.NOT_WRITTEN
    assert file.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_is_for_its_owner_only_and_an_old_one_stays_as_open_as_it_was(
    tmp_path,
):
    shown = tmp_path / "shown.pdf"
    shown.write_text("old")
    shown.chmod(0o644)

    writing.write(shown, "new")
    writing.write(tmp_path / "whole.json", "{}")

    assert shown.stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "whole.json").stat().st_mode & 0o777 == 0o600


def test_a_link_to_a_file_stays_a_link(tmp_path):
    file, link = tmp_path / "real", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)

    writing.write(link, "new")

    assert link.is_symlink()
    assert file.read_text() == "new"


def heartsease(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "heartsease", *arguments],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_a_terminal_with_few_signs_still_gets_the_page_and_the_lines_for_help():
    result = heartsease("map", MARA, PYTHONIOENCODING="cp1252")

    assert result.returncode == 0, result.stderr
    assert b"116 123" in result.stdout
    assert b"\\u25cf" in result.stdout


def test_ctrl_c_ends_a_command_with_a_word_and_the_code_shells_know():
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout.readline() == b"begun\n"
    running.send_signal(signal.SIGINT)

    _, said = running.communicate(timeout=30)

    assert running.returncode == ExitCode.ENDED
    assert said == b"Ended.\n"


SLOW = """
import time
import click
from heartsease.cli import main

@click.command()
def command():
    print("begun", flush=True)
    time.sleep(60)

main._COMMANDS = {"slow": "slow"}
main._Group.get_command = lambda self, ctx, name: command
main.main(["slow"])
"""
