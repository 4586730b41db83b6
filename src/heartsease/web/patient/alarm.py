"""Whether what somebody just answered puts safety before everything else."""

from collections.abc import Mapping
from datetime import date, datetime

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.safety import Mode
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.free_text import speaks_of
from heartsease.core.safety.rule import Severity
from heartsease.library.alarm_words import standard_alarm_words
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of

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
    """Whether what somebody wrote has to open the safety steps.

    English is looked for in every language: people write as they feel.
    """
    english, own = standard_alarm_words(), standard_alarm_words(language)
    return speaks_of(text, {*english.phrases, *own.phrases})


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


def open_again(who: Who, *, today: date, at: datetime) -> None:
    """Lets the safety steps come once more, also when they were done today.

    They are kept by the day only, so those of this morning would count for an answer
    of this evening.
    """
    for entry in entries_of(who.id, "statement", subject="safety_flow_done_on"):
        if entry.payload["value"] == today.isoformat():
            record.take_back(user_id=who.user_id, person=who.id, entry=entry.id, at=at)
