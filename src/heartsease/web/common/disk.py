"""What is deleted must be gone from the file, not only from the tables."""

from django.db import connection


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
