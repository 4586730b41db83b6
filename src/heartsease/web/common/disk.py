"""The disk below the pages: what is deleted is gone, and a full one is known as such."""

import errno
import sqlite3

from django.db import connection

_CANNOT_WRITE = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    *(errno.EROFS, errno.EIO),
)
# The low byte says the kind; https://sqlite.org/rescode.html
_SQLITE_CANNOT_WRITE = (
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
)
_KIND = 0xFF
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES_CANNOT_WRITE = ("53100", "58030")  # disk_full, io_error


class NoRoom(RuntimeError):
    """Nothing can be written: the disk is full, or it takes nothing."""


def no_room(problem: BaseException | None) -> bool:
    """Whether this, or what it came from, is that nothing can be written."""
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        if isinstance(problem, NoRoom) or _says_so(problem):
            return True
        seen.add(id(problem))
        problem = problem.__cause__ or problem.__context__
    return False


def _says_so(problem: BaseException) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in _CANNOT_WRITE
    if isinstance(problem, sqlite3.Error):
        code = getattr(problem, "sqlite_errorcode", 0)
        return code & _KIND in _SQLITE_CANNOT_WRITE
    return getattr(problem, "sqlstate", None) in _POSTGRES_CANNOT_WRITE


def forget_deleted() -> bool:
    """Rewrites the SQLite file without what was deleted; call it after the transaction.

    False when somebody else was reading, so that deleted parts may still lie beside the
    file until the program ends.
    On PostgreSQL nothing is done: its own upkeep reuses the space, and the one who runs
    the site keeps the backups.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        # Rewriting goes through the log as well, so the log is emptied before and after.
        for statement in (_EMPTY_LOG, "VACUUM", _EMPTY_LOG):
            row = cursor.execute(statement).fetchone()
        return bool(row is not None and row[0] == 0)


_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
