"""Setting reminders, renewing the secret address, resting, and sending mail."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from heartsease.web.audit import services as audit
from heartsease.web.people.queries import Who, check_may_see, who_is
from heartsease.web.reminders.errors import NotPossible
from heartsease.web.reminders.models import Mailed, Wanted, Words
from heartsease.web.reminders.moments import MOST_TIMES, Moment, is_quiet
from heartsease.web.reminders.queries import Reminders, ahead, read

KEY_BYTES = 32  # 256 bits: nobody finds the address by trying
LATEST = timedelta(hours=1)  # a mail that could not go out by then is left out


@transaction.atomic
def settle(
    *,
    user_id: int,
    person: UUID,
    times: Sequence[time],
    quiet: tuple[time, time] | None,
    words: str,
    in_app: bool,
    mail: bool,
    on: date,
    at: datetime,
) -> None:
    """Keeps how somebody wants to be reminded, from this day on.

    `NotPossible` says why not: no time, too many, or one within the quiet hours.
    """
    check_may_see(user_id, person)
    _check(times, quiet, words)
    Wanted.objects.update_or_create(
        person_id=person,
        defaults={
            "times": ",".join(sorted({_said(one) for one in times})),
            "quiet_from": _said(quiet[0]) if quiet else "",
            "quiet_until": _said(quiet[1]) if quiet else "",
            "words": words,
            "in_app": in_app,
            "mail": mail,
            "since": on,
            "changed_at": at,
        },
    )
    audit.note("reminders set", actor_id=user_id, person=person, at=at)


@transaction.atomic
def new_address(*, user_id: int, person: UUID, at: datetime) -> str:
    """A new secret address of the calendar; one that was there opens nothing now."""
    check_may_see(user_id, person)
    key = secrets.token_urlsafe(KEY_BYTES)
    row = Wanted.objects.select_for_update().get(person_id=person)
    row.feed_key = key
    row.changed_at = at
    row.save(update_fields=["feed_key", "changed_at"])
    audit.note("calendar address made", actor_id=user_id, person=person, at=at)
    return key


@transaction.atomic
def close_address(*, user_id: int, person: UUID, at: datetime) -> None:
    """The calendar opens nothing any more."""
    check_may_see(user_id, person)
    Wanted.objects.filter(person_id=person).update(feed_key=None, changed_at=at)
    audit.note("calendar address closed", actor_id=user_id, person=person, at=at)


@transaction.atomic
def begin_again(*, user_id: int, person: UUID, on: date, at: datetime) -> None:
    """After a rest, by the person's own word."""
    check_may_see(user_id, person)
    Wanted.objects.filter(person_id=person).update(since=on, changed_at=at)
    audit.note("reminders begun again", actor_id=user_id, person=person, at=at)


@transaction.atomic
def switch_off(*, user_id: int, person: UUID, at: datetime) -> None:
    """Everything off, and nothing of it is kept."""
    check_may_see(user_id, person)
    Wanted.objects.filter(person_id=person).delete()
    Mailed.objects.filter(person_id=person).delete()
    audit.note("reminders switched off", actor_id=user_id, person=person, at=at)


@transaction.atomic
def stop_mail(*, person: UUID, at: datetime) -> None:
    """Mails off, by whoever holds one: it carries the word that says whose they are.

    Asked for without an account, so it names no actor. What else was set stays.
    """
    if Wanted.objects.filter(person_id=person, mail=True).update(
        mail=False, changed_at=at
    ):
        audit.note("reminder mails stopped", actor_id=None, person=person, at=at)


def taken_out(wanted: Reminders) -> dict[str, Any]:
    """What is carried along; the secret address stays behind, that there was one goes."""
    return {
        "times": [_said(one) for one in wanted.times],
        "quiet": [_said(one) for one in wanted.quiet] if wanted.quiet else None,
        "words": wanted.words,
        "in_app": wanted.in_app,
        "mail": wanted.mail,
        "calendar": wanted.feed_key is not None,
    }


@transaction.atomic
def bring_back(
    *, user_id: int, person: UUID, saved: Mapping[str, Any], on: date, at: datetime
) -> None:
    """Sets reminders as they were carried along; the calendar gets a new address.

    `NotPossible` when what was saved is not in the form that `taken_out` gives.
    """
    try:
        quiet = saved["quiet"]
        times = [time.fromisoformat(one) for one in saved["times"]]
        ends = None if quiet is None else [time.fromisoformat(one) for one in quiet]
        settle(
            user_id=user_id,
            person=person,
            times=times,
            quiet=None if ends is None else (ends[0], ends[1]),
            words=str(saved["words"]),
            in_app=saved["in_app"] is True,
            mail=saved["mail"] is True,
            on=on,
            at=at,
        )
    except (KeyError, TypeError, IndexError, ValueError) as problem:
        if isinstance(problem, NotPossible):
            raise
        raise NotPossible(
            f"The reminders in this file cannot be read: {problem}"
        ) from None
    if saved.get("calendar") is True:
        new_address(user_id=user_id, person=person, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How many mails went out, and how many could not."""

    sent: int
    failed: int


def deliver(send: Callable[[Who, Moment, str], bool], *, at: datetime) -> Delivered:
    """Sends what has come due within the hour, each moment once.

    Asked for by who runs the site, for everybody who wants mail. `send` says whether a
    mail went out; one that did not is tried again by the next run within the hour.
    """
    sent = failed = 0
    for row in Wanted.objects.filter(mail=True).order_by("id"):
        who = who_is(row.person_id)
        for moment in _due(who, read(row), at=at):
            if not _claim(who.id, moment):
                continue
            if send(who, moment, row.words):
                sent += 1
            else:
                failed += 1
                Mailed.objects.filter(person_id=who.id, moment=moment.at).delete()
    Mailed.objects.filter(moment__lt=at - timedelta(days=2)).delete()
    if sent:
        audit.note("reminders mailed", actor_id=None, person=None, at=at, count=sent)
    return Delivered(sent=sent, failed=failed)


def _due(who: Who, wanted: Reminders, *, at: datetime) -> list[Moment]:
    """Looks from an hour ago as well: the last minutes of a day belong to that day."""
    found = {
        moment.at: moment
        for seen_from in (at - LATEST, at)
        for moment in ahead(who, wanted, at=seen_from).moments
    }
    return [found[one] for one in sorted(found) if at - LATEST < one <= at]


def _claim(person: UUID, moment: Moment) -> bool:
    """False when another run has this moment already."""
    try:
        with transaction.atomic():
            Mailed.objects.create(person_id=person, moment=moment.at)
    except IntegrityError:
        return False
    return True


def _check(times: Sequence[time], quiet: tuple[time, time] | None, words: str) -> None:
    if not times:
        raise NotPossible("Please choose a time, or switch the notes off.")
    if len(set(times)) > MOST_TIMES:
        raise NotPossible(f"Please choose at most {MOST_TIMES} times a day.")
    if any(is_quiet(one, quiet) for one in times):
        raise NotPossible("One of the times lies in your quiet hours.")
    if words not in Words.values:
        raise NotPossible("Please choose one of the words.")


def _said(one: time) -> str:
    return f"{one:%H:%M}"
