"""What a note says where others may see it: on a calendar, in a mail, on a locked screen.

None of these words tells what the program is for, or that there is one.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.web.reminders.calendar import Said

NOTES: Mapping[str, str | Promise] = {
    "note": _("A note for you"),
    "tea": _("Time for tea"),
    "plants": _("Look at the plants"),
}
MAIL = _("There is a note for you. Open it when it suits you, or leave it.")
GENTLE_MAIL = _("A note for you. There is nothing you have to do about it.")
LAST = _("The last note for now. Come by when it suits you.")
OFF = _("No more of these mails: %(address)s")
CALENDAR = _("Notes")


def said(words: str) -> Said:
    """In the language that is active."""
    return Said(note=str(NOTES[words]), last=str(LAST), name=str(CALENDAR))
