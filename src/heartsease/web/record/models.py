"""The table of facts: one row for each thing that was said, in the record's own form."""

import uuid

from django.conf import settings
from django.db import models

from heartsease.web.common.fields import SchemaField


class Kind(models.TextChoices):
    """The lists of the record, and `statement` for what it holds only once."""

    CONDITION = "condition"
    MEDICINE = "medicine"
    TRIAL = "trial"
    RESPONSE = "response"
    OBSERVATION = "observation"
    CHECK_IN = "check_in"
    PREFERENCE = "preference"
    SAFETY_PLAN = "safety_plan"
    CHOSEN_STEP = "chosen_step"
    PRACTICE = "practice"
    ADVERSE_REPORT = "adverse_report"
    DECISION = "decision"
    MEAL = "meal"
    NIGHT = "night"
    LESSON = "lesson"
    STATEMENT = "statement"


class Entry(models.Model):
    """A fact as it was said; a correction is a new entry that replaces this one.

    `subject` is what the fact is about (an instrument, a measure, a condition, the name
    of a statement), so that it can be found without opening the payload.
    `digest` makes bringing in the same file twice change nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=120, blank=True)
    on = models.DateField(null=True)
    payload = SchemaField(schema="heartsease record 1")
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="replaced_by"
    )
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("recorded_at", "id")
        indexes = (
            models.Index(fields=("person", "kind", "subject", "on")),
            models.Index(fields=("person", "digest")),
        )
        constraints = (
            models.CheckConstraint(
                name="entry_kind_is_known",
                condition=models.Q(kind__in=Kind.values),
            ),
            models.UniqueConstraint(
                name="a_standing_fact_stands_once",
                fields=("person", "digest"),
                condition=models.Q(retracted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_entry_does_not_replace_itself",
                condition=~models.Q(replaces=models.F("id")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.id}"


class Unfinished(models.Model):
    """Questions that were left half way: what was answered, and no fact yet.

    `typed` is item -> what was typed; "" for one that was skipped.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    instrument = models.CharField(max_length=120)
    typed = SchemaField(schema="heartsease answers half way 1")
    one_by_one = models.BooleanField()  # asked one on a page, or all at once
    left_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_set_of_questions_is_open_once", fields=("person", "instrument")
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument} of {self.person_id}"
