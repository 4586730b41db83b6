"""The one clock of the web program; asked once per request and passed on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """The calendar day of a moment where the person lives."""
    return moment.astimezone(ZoneInfo(zone)).date()
