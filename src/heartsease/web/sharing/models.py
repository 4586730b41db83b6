"""Whom a person shares with, which parts, from when until when, and a hard day."""

import uuid

from django.conf import settings
from django.db import models


class Section(models.TextChoices):
    """The closed list of what can be shared; nothing else of a record ever is."""

    SAFETY_PLAN = "safety_plan"
    HARD_DAY = "hard_day"
    STEPS = "steps"


class Share(models.Model):
    """From one person to one account: invited, then accepted, then confirmed, ended.

    Only a digest of the code is kept, so that the database opens nothing.
    `called` is the name the person gave for the ally's page, "" when none.
    `until` is the last day on which anything is shown; None is until it is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    ally = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    called = models.CharField(max_length=60, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    opens_until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "id")
        indexes = (
            models.Index(fields=("person", "ended_at")),
            models.Index(fields=("ally", "ended_at")),
        )
        constraints = (
            models.CheckConstraint(
                name="accepted_by_somebody",
                condition=models.Q(accepted_at__isnull=True, ally__isnull=True)
                | models.Q(accepted_at__isnull=False, ally__isnull=False),
            ),
            models.CheckConstraint(
                name="confirmed_after_accepted",
                condition=models.Q(confirmed_at__isnull=True)
                | models.Q(accepted_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_standing_share_with_an_ally",
                fields=("person", "ally"),
                condition=models.Q(ended_at__isnull=True, ally__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"share {self.id}"


class Grant(models.Model):
    """One part that is shown; taking it back ends the row, giving it again adds one."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="grants")
    section = models.CharField(max_length=20, choices=Section.choices)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.CheckConstraint(
                name="section_is_known",
                condition=models.Q(section__in=Section.values),
            ),
            models.UniqueConstraint(
                name="a_section_is_given_once",
                fields=("share", "section"),
                condition=models.Q(ended_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.section} {self.share_id}"


class HardDay(models.Model):
    """That somebody called a day hard; only the latest is kept, and only by its day."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    on = models.DateField()

    class Meta:
        verbose_name = "hard day"

    def __str__(self) -> str:
        return f"hard day {self.person_id}"
