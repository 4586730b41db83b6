"""Whether what somebody just answered puts safety before everything else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.free_text import speaks_of
from heartsease.core.safety.rule import Severity
from heartsease.library.alarm_words import standard_alarm_words
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, picture_of

_WORDS = "self_harm_words"  # id in knowledge/conditions/safety.toml
_FIRST = (Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW)
# In these modes the safety screen is the only one that is shown first.
SAFETY_FIRST = (Mode.EMERGENCY, Mode.FLOW)


def sets_off(answered: Mapping[str, bool | float], knowledge: Knowledge) -> bool:
    """True when these answers alone make a safety rule hold.

    Keys are fact keys such as `item:phq9.self_harm`.
    It does not matter what was said before.
    """
    facts = Facts({key: Fact(value=value) for key, value in answered.items()})
    return any(
        ask(one.rule.when, facts) is True
        for one in knowledge.global_rules
        if one.rule.severity in _FIRST
    )


def speaks_of_self_harm(text: str, language: str) -> bool:
    """Whether what somebody wrote has to open the safety steps."""
    return speaks_of(text, phrases(language))


def phrases(language: str) -> tuple[str, ...]:
    """What is looked for, on the server and on a device.

    English is looked for in every language: people write as they feel.
    """
    english, own = standard_alarm_words(), standard_alarm_words(language)
    return tuple(dict.fromkeys((*english.phrases, *own.phrases)))


def keep_words_of_self_harm(who: Who, *, today: date, at: datetime) -> None:
    """Keeps that such words were written, never the words, and opens the steps."""
    payload = {
        "condition": _WORDS,
        "present": True,
        "on": today.isoformat(),
        "provenance": {"source": "words you wrote"},
    }
    record.say(
        user_id=who.user_id, person=who.id, kind="condition", payload=payload, at=at
    )
    open_again(who, today=today, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What put safety first before files were brought in."""

    reasons: frozenset[tuple[str, str, str, str]]
    done_today: bool  # the safety steps were gone through today


def standing(who: Who, *, today: date) -> Standing:
    """To be asked before the files are read, and handed to `comes_first`."""
    done = entries_of(who.id, "statement", subject="safety_flow_done_on")
    return Standing(
        reasons=_reasons(picture_of(who.id, on=today)),
        done_today=any(one.payload["value"] == today.isoformat() for one in done),
    )


def comes_first(who: Who, before: Standing, *, today: date, at: datetime) -> bool:
    """Whether the files hold an answer that puts safety before their report.

    Steps that were done before it was brought do not count for it; those that came in
    the same file do, so that a record that is brought back is as it was.
    """
    picture = picture_of(who.id, on=today)
    if _reasons(picture) <= before.reasons:
        return False
    if before.done_today:
        open_again(who, today=today, at=at)
        return True
    return picture.safety.mode in SAFETY_FIRST


def _reasons(picture: Picture) -> frozenset[tuple[str, str, str, str]]:
    """Each rule that puts safety first, with the facts that make it hold."""
    return frozenset(
        (one.rule.id, fact.key, str(fact.value), fact.on)
        for one in picture.safety.fired
        if one.rule.severity in _FIRST
        for fact in one.because
    )


def open_again(who: Who, *, today: date, at: datetime) -> None:
    """Lets the safety steps come once more, also when they were done today.

    They are kept by the day only, so those of this morning would count for an answer
    of this evening.
    """
    for entry in entries_of(who.id, "statement", subject="safety_flow_done_on"):
        if entry.payload["value"] == today.isoformat():
            record.take_back(user_id=who.user_id, person=who.id, entry=entry.id, at=at)
