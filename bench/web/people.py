"""Makes the accounts that the load is run with, each with a whole record.

Run by bench_web.py in a process of its own, over the database it names.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after the set-up

from heartsease.library import record_json  # noqa: E402
from heartsease.web.common import clock  # noqa: E402
from heartsease.web.people import services as people  # noqa: E402
from heartsease.web.project import prepare  # noqa: E402
from heartsease.web.record import services as record  # noqa: E402

count, passphrase, file = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
prepare.tables()
facts = record_json.read(json.loads(file.read_text(encoding="utf-8")))
at = clock.now()
for number in range(count):
    user = get_user_model()(username=f"person{number}")
    user.set_password(passphrase)
    user.save()
    who = people.begin(user_id=user.pk, at=at)
    people.consent(user_id=user.pk, person=who.id, words="bench", at=at)
    people.settle_in(user_id=user.pk, person=who.id, at=at, solo=True)
    record.add(user_id=user.pk, person=who.id, record=facts, at=at)
