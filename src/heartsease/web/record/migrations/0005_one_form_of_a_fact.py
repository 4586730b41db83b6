"""Brings facts that were stored as they were typed into the form the record writes.

Until now 3 and 3.0, or a field at its default and one that was left out, were two
facts, so that a record that was brought back stood beside itself.
"""

from typing import Any

from django.db import migrations


def one_form(apps: Any, schema_editor: Any) -> None:
    """The same facts in one form; of two that say the same one goes into the history."""
    entries = apps.get_model("record", "Entry").objects
    people = entries.order_by().values_list("person_id", flat=True).distinct()
    for person in list(people):
        _of_person(entries.filter(person_id=person).order_by("recorded_at", "id"))


def _of_person(rows: Any) -> None:
    from heartsease.library.errors import RecordError
    from heartsease.web.record import mapping

    replaced = set(rows.exclude(replaces=None).values_list("replaces_id", flat=True))
    kept = list(rows)
    holders = {row.digest: row for row in kept if row.retracted_at is None}
    for row in kept:
        try:
            fact = mapping.fact(row.kind, row.payload)
        except (RecordError, KeyError, ValueError):
            continue  # of a form this program does not know: it stays as it is
        if fact.digest == row.digest:
            continue
        if row.retracted_at is None:
            holders.pop(row.digest, None)
            twin = holders.get(fact.digest)
            if twin is not None:
                gone = twin if twin.pk in replaced else row
                gone.retracted_at = max(row.recorded_at, twin.recorded_at)
                gone.save(update_fields=["retracted_at"])
            if row.retracted_at is None:
                holders[fact.digest] = row
        row.payload, row.digest = fact.payload, fact.digest
        row.subject, row.on = fact.subject, fact.on
        row.save(update_fields=["payload", "digest", "subject", "on"])


class Migration(migrations.Migration):
    dependencies = [("record", "0004_meals_nights_and_lessons")]

    operations = [migrations.RunPython(one_form, migrations.RunPython.noop)]
