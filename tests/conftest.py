"""Settings for every test."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is not a mistake: speed is measured in bench/, not by a property test.
# Everybody gets the same examples, so that a failing run can be repeated; with
# HEARTSEASE_MORE_EXAMPLES set they are drawn anew each time.
settings.register_profile(
    "heartsease",
    deadline=None,
    derandomize="HEARTSEASE_MORE_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("heartsease")

# A run in the background of a script is deaf to Ctrl+C, and so would be what it starts;
# some tests end a program that way.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Ends what is still open before the test database is dropped.

    A browser that goes in the middle of an answer leaves the connection of that answer
    behind, and PostgreSQL drops no database that somebody is connected to.
    """
    yield
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
