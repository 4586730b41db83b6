"""Hands one discreet mail over; it never says what it is about."""

import logging
import smtplib

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from heartsease.web.patient import discreet
from heartsease.web.people.queries import Who
from heartsease.web.reminders import way_off
from heartsease.web.reminders.moments import Moment

_log = logging.getLogger(__name__)


def send(who: Who, moment: Moment, words: str) -> bool:
    """Whether the mail was handed over; only to an address that was shown to be theirs.

    Every mail carries the way to end them: in its last line, and in the headers by
    which a mail program offers it in one click (RFC 2369, RFC 8058).
    The log tells that one failed and the kind of failure, never an address.
    """
    address = EmailAddress.objects.filter(
        user_id=who.user_id, verified=True, primary=True
    ).first()
    if address is None:
        return False
    with translation.override(who.language):
        said = discreet.said(words)
        way = _way_off(who)
        message = EmailMessage(
            subject=said.last if moment.is_last else said.note,
            body=f"{said.last if moment.is_last else _body(moment)}\n\n"
            f"{discreet.OFF % {'address': way}}\n",
            to=[address.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{way}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
    try:
        return message.send() == 1
    except (smtplib.SMTPException, OSError) as problem:
        _log.warning("a note was not sent: %s", type(problem).__name__)
        return False


def _way_off(who: Who) -> str:
    return settings.ADDRESS + reverse("note_off", args=[way_off.word_for(who.id)])


def _body(moment: Moment) -> str:
    return str(discreet.GENTLE_MAIL if moment.gentle else discreet.MAIL)
