"""Writes a file whole or not at all, and says in a sentence why it could not be."""

import errno
import stat
from contextlib import suppress
from pathlib import Path

from heartsease.cli.errors import ExitCode, Failure


def write(path: Path, content: str | bytes) -> None:
    """Puts the content in the place of what was there; raises `Failure` otherwise.

    A file that could not be finished leaves the old one as it was. A new one is
    readable by its owner only, for it may be somebody's record; an old one stays as
    open as it was made.
    """
    data = content.encode() if isinstance(content, str) else content
    target = path.resolve()
    if target.exists() and not target.is_file():  # a terminal or a pipe
        target.write_bytes(data)
        return
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_bytes(data)
        if target.exists():
            with suppress(OSError):  # some disks know no modes
                part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Failure(
            f"{path} was not written. {why(problem)}", ExitCode.NOT_WRITTEN
        ) from None


def folder(path: Path) -> None:
    """Makes a folder, and those above it; raises `Failure` when it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Failure(
            f"The folder {path} was not made. {why(problem)}", ExitCode.NOT_WRITTEN
        ) from None


def why(problem: OSError) -> str:
    """What is wrong with the place, and what to do about it."""
    match problem.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "The disk is full. Make some room and try again."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "You may not write there. Choose another place."
        case errno.ENOENT | errno.ENOTDIR:
            return "There is no such folder. Make it first, or choose another place."
        case errno.EISDIR:
            return "This is a folder. Name a file in it."
        case errno.ENAMETOOLONG:
            return "The name is too long. Choose a shorter one."
    return f"The disk says: {problem.strerror or problem}."
