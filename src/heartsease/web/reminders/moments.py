"""When a note comes: worked out from the wish and from the days somebody was here.

Nothing is stored about silence. After three days without a word the fourth brings one
kind note, and then there is none until the person says that they should begin again.
A calendar that is never fetched again therefore falls silent by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SILENT_DAYS = 3  # fewer would rest over a weekend, more would press somebody who is low
MOST_TIMES = 3  # a day; more is a nuisance and is switched off


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`times` and quiet hours are by the person's clock in `zone`.

    `since` is the day on which reminders were begun, or begun again.
    """

    times: tuple[time, ...]
    quiet: tuple[time, time] | None
    zone: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One note; the last one before a rest is kind and asks for nothing.

    So does a `gentle` one, on days of low energy.
    """

    at: datetime  # UTC
    is_last: bool = False
    gentle: bool = False


def resting_from(wish: Wish, heard: Iterable[date], *, today: date) -> date | None:
    """The day of the one kind note of a silence that was long enough; None while none.

    `heard` are the days on which something was told; a silence that ended counts too,
    because only the person's own word begins again.
    """
    days = sorted({wish.since, *(day for day in heard if wish.since < day <= today)})
    for before, after in zip(days, [*days[1:], today], strict=True):
        if after - before > timedelta(days=SILENT_DAYS):
            return before + timedelta(days=SILENT_DAYS + 1)
    return None


def moments(
    wish: Wish, heard: Iterable[date], *, today: date, one_a_day: bool = False
) -> tuple[Moment, ...]:
    """What is to come from today on, as far as it is settled if nothing more is told.

    A day on which something was told already has none, and quiet hours have none.
    `one_a_day` keeps the first of each day only, and gentle: for days of low energy.
    """
    days = {day for day in heard if day <= today}
    rests = resting_from(wish, days, today=today)
    if rests is None:
        last_heard = max({wish.since, *days})
        rests = last_heard + timedelta(days=SILENT_DAYS + 1)
    found: list[Moment] = []
    for number in range((rests - today).days + 1):
        day = today + timedelta(days=number)
        if day in days:
            continue
        at = _of_day(wish, day)
        is_last = day == rests
        kept = at[:1] if one_a_day or is_last else at
        found.extend(Moment(at=one, is_last=is_last, gentle=one_a_day) for one in kept)
    return tuple(found)


def is_quiet(at: time, quiet: tuple[time, time] | None) -> bool:
    """Whether a clock time lies in quiet hours, which may go over midnight."""
    if quiet is None:
        return False
    begins, ends = quiet
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends


def _of_day(wish: Wish, day: date) -> list[datetime]:
    """The moments of a day, in order.

    A time that the clock jumps over in spring comes an hour later on the clock; one
    that it shows twice in autumn comes once, the first time.
    """
    zone = ZoneInfo(wish.zone)
    found = {
        datetime.combine(day, one, tzinfo=zone).astimezone(UTC) for one in wish.times
    }
    return [
        one
        for one in sorted(found)
        if not is_quiet(one.astimezone(zone).time(), wish.quiet)
    ]
