"""Invented people to look around with; one who is there already stays as they are."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from heartsease.core.record.record import Record
from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import counts_of

PASSPHRASE = settings.DEMO_PASSPHRASE
WORDS = "An invented person agreed to look around."
# Where they live, so that their days and their daylight are shown.
_ZONES = {"GB": "Europe/London", "NO": "Europe/Oslo", "US": "America/New_York"}


@transaction.atomic
def invent(records: Mapping[str, Record]) -> None:
    """An account, the consent and the record of each name."""
    # Their first week is behind them, so that every place has something to show.
    at = clock.now() - timedelta(days=8)
    users = get_user_model()._default_manager
    for name, facts in records.items():
        user = users.filter(username=name).first()
        if user is None:
            user = get_user_model()(username=name)
            user.set_password(PASSPHRASE)
            user.save()
        who = people.begin(user_id=user.pk, at=at)
        if who.consented_at is None:
            people.consent(user_id=user.pk, person=who.id, words=WORDS, at=at)
        if who.solo is None:
            zone = _ZONES.get(facts.person.country or "")
            people.settle_in(
                user_id=user.pk, person=who.id, at=at, solo=True, time_zone=zone
            )
        if counts_of(who.id):
            continue  # what was tried with them stays until a fresh start is asked for
        record.add(user_id=user.pk, person=who.id, record=facts, at=at)
