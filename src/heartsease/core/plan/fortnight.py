"""The check of every two weeks: when it is due, and what it is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from heartsease.core.record.record import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One measure of the rotation, and why it is in it."""

    instrument: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """`main` is always asked, and on a low day it is asked alone.

    `days` after the last answer to `main` the next check is due. `open_days` is how
    long one that was begun stays open.
    """

    days: int
    open_days: int
    main: str
    always: tuple[str, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One check of every two weeks.

    `due_on` is in the future between two checks. `parts` are in the order of asking,
    `done` those that were answered in this round. `began_on` is None before the first
    answer.
    """

    due_on: date
    began_on: date | None
    parts: tuple[str, ...]
    done: tuple[str, ...]

    def is_due(self, on: date) -> bool:
        """Whether something is to be offered today."""
        return self.began_on is not None or self.due_on <= on

    def open_parts(self, skipped: Iterable[str] = ()) -> tuple[str, ...]:
        """What is neither answered nor skipped."""
        over = {*self.done, *skipped}
        return tuple(one for one in self.parts if one not in over)


def round_on(
    responses: Iterable[Response],
    rotation: Rotation,
    *,
    on: date,
    energy: str | None,
    only_low: str = "low",
) -> Round | None:
    """The check that is due or open on this day, else the next one.

    None before the main questionnaire was answered once: the first time is no check.
    At low energy the main questionnaire is the whole of it.
    """
    answered = _days_by_instrument(responses, on)
    mains = answered.get(rotation.main, ())
    if not mains:
        return None
    began = _begun(mains, rotation, on)
    before = [day for day in mains if began is None or day < began]
    due_on = _due(before[-1], rotation, on=began or on)
    since = began if began is not None else due_on
    turn = _turn(answered, rotation, before=since)
    parts = (rotation.main, *rotation.always, *turn)
    if energy == only_low:
        parts = parts[:1]
    done = tuple(
        one for one in parts if any(day >= since for day in answered.get(one, ()))
    )
    return Round(due_on=due_on, began_on=began, parts=parts, done=done)


def _due(last: date, rotation: Rotation, *, on: date) -> date:
    """The day that came round last, and at the earliest the first after an answer.

    One that was passed over is not waited for: two weeks later the next comes round.
    """
    rounds = max((on - last).days // rotation.days, 1)
    return last + timedelta(days=rounds * rotation.days)


def _begun(mains: tuple[date, ...], rotation: Rotation, on: date) -> date | None:
    """The day the open check began; None when none is open.

    An answer given sooner than the check was due begins one too: what was answered
    need not be asked again some days later. Answers close together are one sitting,
    and the first sitting of all is no check.
    """
    if (on - mains[-1]).days > rotation.open_days:
        return None
    began, *earlier = reversed(mains)
    for day in earlier:
        if (began - day).days > rotation.open_days:
            return began
        began = day
    return None


def _turn(
    answered: Mapping[str, tuple[date, ...]], rotation: Rotation, *, before: date
) -> tuple[str, ...]:
    """The measure of the rotation that was answered longest ago, or never."""

    def last(turn: Turn) -> date:
        days = [day for day in answered.get(turn.instrument, ()) if day < before]
        return days[-1] if days else date.min

    return tuple(one.instrument for one in sorted(rotation.turns, key=last)[:1])


def _days_by_instrument(
    responses: Iterable[Response], on: date
) -> dict[str, tuple[date, ...]]:
    found: dict[str, set[date]] = {}
    for one in responses:
        if one.on <= on:
            found.setdefault(one.instrument, set()).add(one.on)
    return {name: tuple(sorted(days)) for name, days in found.items()}
