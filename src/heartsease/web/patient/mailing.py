"""Hands one discreet mail over; it never says what it is about."""

import logging
import smtplib

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.utils import translation

from heartsease.web.patient import discreet
from heartsease.web.people.queries import Who
from heartsease.web.reminders.moments import Moment

_log = logging.getLogger(__name__)


def send(who: Who, moment: Moment, words: str) -> bool:
    """Whether the mail was handed over; only to an address that was shown to be theirs.

    The log tells that one failed and the kind of failure, never an address.
    """
    address = EmailAddress.objects.filter(
        user_id=who.user_id, verified=True, primary=True
    ).first()
    if address is None:
        return False
    with translation.override(who.language):
        said = discreet.said(words)
        message = EmailMessage(
            subject=said.last if moment.is_last else said.note,
            body=said.last if moment.is_last else str(discreet.MAIL),
            to=[address.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        return message.send() == 1
    except (smtplib.SMTPException, OSError) as problem:
        _log.warning("a note was not sent: %s", type(problem).__name__)
        return False
