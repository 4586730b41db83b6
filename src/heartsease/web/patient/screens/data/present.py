"""What is stored and who did what, in plain words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.web.audit.queries import Line
from heartsease.web.people.queries import Who, account_name

Said = str | Promise

KINDS: Mapping[str, Said] = {
    "response": _("Answers to a set of questions"),
    "condition": _("Yes or no to a health question"),
    "medicine": _("Medicines and supplements"),
    "trial": _("Treatments you tried"),
    "observation": _("Lab results and measurements"),
    "check_in": _("Daily check-ins"),
    "preference": _("What you want or do not want"),
    "safety_plan": _("Your safety plan, part by part"),
    "chosen_step": _("Steps you chose"),
    "practice": _("Small things you did"),
    "adverse_report": _("What made you worse"),
    "decision": _("What you settled about a treatment"),
    "meal": _("Kinds of food in a meal"),
    "night": _("Nights in the sleep diary"),
    "lesson": _("Lessons you read or kept"),
    "statement": _("Facts about you, such as your birth date"),
}
ACTIONS: Mapping[str, Said] = {
    "person begun": _("The account was opened"),
    "consent given": _("You agreed to how Heartsease may be used"),
    "settings changed": _("Settings were changed"),
    "passphrase set anew": _("A new passphrase was set on this computer"),
    "facts added": _("A record was added"),
    "answers given": _("Answers were saved"),
    "record taken out": _("The whole record was taken out"),
    "files brought": _("Files were brought in"),
    "response said": _("Answers to a set of questions were saved"),
    "condition said": _("A health question was answered"),
    "medicine said": _("A medicine was added"),
    "trial said": _("A treatment was added"),
    "observation said": _("A lab result was added"),
    "check_in said": _("A check-in was saved"),
    "preference said": _("A wish was saved"),
    "safety_plan said": _("A part of your safety plan was saved"),
    "chosen_step said": _("A step was chosen"),
    "practice said": _("Something you did was saved"),
    "adverse_report said": _("You told us that something made you worse"),
    "decision said": _("What you settled about a treatment was saved"),
    "meal said": _("A meal was saved"),
    "night said": _("A night was saved"),
    "lesson said": _("A lesson was marked"),
    "statement said": _("A fact about you was saved"),
    "questions left half way": _("Questions were left half way, to go on with later"),
    "response corrected": _("An answer was corrected"),
    "condition corrected": _("An answer to a health question was corrected"),
    "medicine corrected": _("A medicine was corrected"),
    "trial corrected": _("A treatment was corrected"),
    "observation corrected": _("A lab result was corrected"),
    "check_in corrected": _("A check-in was corrected"),
    "preference corrected": _("A wish was changed"),
    "safety_plan corrected": _("A part of your safety plan was changed"),
    "chosen_step corrected": _("A chosen step was changed"),
    "practice corrected": _("Something you did was corrected"),
    "adverse_report corrected": _("A report of harm was changed"),
    "decision corrected": _("What you settled about a treatment was corrected"),
    "meal corrected": _("A meal was corrected"),
    "night corrected": _("A night was corrected"),
    "lesson corrected": _("The mark on a lesson was changed"),
    "statement corrected": _("A fact about you was corrected"),
    "response taken back": _("An answer was taken back"),
    "condition taken back": _("An answer to a health question was taken back"),
    "medicine taken back": _("A medicine was taken back"),
    "trial taken back": _("A treatment was taken back"),
    "observation taken back": _("A lab result was taken back"),
    "check_in taken back": _("A check-in was taken back"),
    "preference taken back": _("A wish was taken back"),
    "safety_plan taken back": _("A part of your safety plan was taken out"),
    "chosen_step taken back": _("A chosen step was taken back"),
    "practice taken back": _("Something you did was taken back"),
    "adverse_report taken back": _("A report of harm was taken back"),
    "decision taken back": _("What you settled about a treatment was taken back"),
    "invitation made": _("You made a code for someone close to you"),
    "invitation accepted": _("Your code was opened; nothing was shown yet"),
    "ally confirmed": _("You said yes to a name; sharing began"),
    "part shared": _("You shared one more part"),
    "part taken back": _("You took a shared part back"),
    "sharing ended": _("You ended sharing with someone"),
    "shared parts looked at": _("What you share was looked at"),
    "ally left": _("Someone no longer wants to see what you share"),
    "hard day said": _("You said that the day is hard"),
    "hard day taken back": _("You took back that the day is hard"),
    "journal written": _("A page of your journal was written"),
    "journal changed": _("A page of your journal was changed"),
    "journal torn out": _("A page of your journal was torn out"),
    "journal taken out": _("Your journal was taken out"),
    "journal brought back": _("Pages of your journal were brought back"),
    "reminders set": _("Notes at chosen times were set"),
    "calendar address made": _("The calendar of your notes got a new address"),
    "calendar address closed": _("The calendar of your notes was switched off"),
    "reminders begun again": _("The notes began again"),
    "reminders switched off": _("All notes were switched off"),
    "reminder mails stopped": _("The mails were switched off by the link in one"),
    "check_in kept beside": _("An older check-in was put into the history"),
    "meal kept beside": _("An older version of a meal was put into the history"),
    "night kept beside": _("An older version of a night was put into the history"),
    "safety_plan kept beside": _(
        "Older words of your safety plan were put into the history"
    ),
    "meal taken back": _("A meal was taken back"),
    "night taken back": _("A night was taken back"),
    "lesson taken back": _("The mark on a lesson was taken back"),
    "statement taken back": _("A fact about you was taken back"),
}

# What only the other side of a share does; their account may be gone since.
BY_ALLY = ("invitation accepted", "shared parts looked at", "ally left")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How many facts there are of one kind."""

    name: Said
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One line of who did what; the moment is the person's local one."""

    at: datetime
    by: Said
    what: Said
    count: int


def stored(counts: Mapping[str, int]) -> tuple[Row, ...]:
    """Every kind, also those without a fact: nothing is kept that is not listed."""
    return tuple(
        Row(name=name, count=counts.get(kind, 0)) for kind, name in KINDS.items()
    )


def done(lines: Iterable[Line], who: Who) -> tuple[Done, ...]:
    """Newest first, as they come."""
    zone = ZoneInfo(who.time_zone)
    lines = tuple(lines)
    names = {
        one: account_name(one)
        for one in {line.actor_id for line in lines}
        if one is not None and one != who.user_id
    }
    return tuple(
        Done(
            at=line.at.astimezone(zone),
            by=_by(line, who, names),
            what=ACTIONS.get(line.action, line.action),
            count=line.count,
        )
        for line in lines
    )


def _by(line: Line, who: Who, names: Mapping[int, str]) -> Said:
    if line.actor_id is None:
        return (
            _("An account that is gone") if line.action in BY_ALLY else _("Heartsease")
        )
    if line.actor_id == who.user_id:
        return _("You")
    return names[line.actor_id] or _("Somebody else")
