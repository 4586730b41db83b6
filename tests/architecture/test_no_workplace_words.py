"""The project speaks of itself only: no machine paths, no words of the workplace."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The words are put together here, so that this file does not hold them.
_PLACES = [f"/{place}/" for place in ("work", "tmp", "root", "home")]
_WORDS = [
    "sub" + "agent",
    "developer" + " session",
    "this" + " session",
    "the" + " agent",
    "lead's" + " report",
    "issue" + r" #?\d+",
]
FORBIDDEN = re.compile(
    r"(?<![\w.~])(?:" + "|".join(_PLACES) + r")\w|\b(?:" + "|".join(_WORDS) + r")\b",
    re.IGNORECASE,
)
NOT_OURS = {"uv.lock", "LICENSE"}


def tracked_text_files() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of tracked files")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if name not in NOT_OURS]


def workplace_words(text: str) -> list[str]:
    return [found.group() for found in FORBIDDEN.finditer(text)]


@pytest.mark.parametrize(
    "text",
    [
        "see /" + "work/main",
        "cp a /" + "tmp/b",
        "Fixes issue" + " #12",
        "this" + " session",
    ],
)
def test_the_check_sees_a_workplace_word(text):
    assert workplace_words(text)


@pytest.mark.parametrize(
    "text",
    ["a network/worker", "https://example.org/home/page", "temporary", "reissue 12"],
)
def test_the_check_lets_ordinary_words_pass(text):
    assert not workplace_words(text)


def test_no_tracked_file_speaks_of_the_workplace():
    found = []
    for file in tracked_text_files():
        try:
            text = file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or removed and not yet committed
        for number, line in enumerate(text.splitlines(), start=1):
            for words in workplace_words(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {words}")

    assert not found, "\n".join(found)
