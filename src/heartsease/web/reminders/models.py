"""The tables: how somebody wants to be reminded, and which mails went out."""

from django.db import models


class Words(models.TextChoices):
    """What a note is called where others may see it; none tells what it is for."""

    NOTE = "note"
    TEA = "tea"
    PLANTS = "plants"


class Wanted(models.Model):
    """How one person wants to be reminded; no row means not at all.

    Clock times are "HH:MM" where the person lives, several separated by commas.
    `feed_key` is the secret part of the address of the calendar; it opens times and
    discreet words, nothing else.
    """

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    times = models.CharField(max_length=20)
    quiet_from = models.CharField(max_length=5, blank=True)
    quiet_until = models.CharField(max_length=5, blank=True)
    words = models.CharField(max_length=10, choices=Words.choices)
    in_app = models.BooleanField()
    mail = models.BooleanField()
    feed_key = models.CharField(  # noqa: DJ001 - only a key that is there is unique
        max_length=64, null=True, unique=True
    )
    since = models.DateField()  # begun, or begun again
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="reminder_words_are_known",
                condition=models.Q(words__in=Words.values),
            ),
            models.CheckConstraint(
                name="quiet_hours_have_both_ends",
                condition=models.Q(quiet_from="", quiet_until="")
                | (~models.Q(quiet_from="") & ~models.Q(quiet_until="")),
            ),
        )

    def __str__(self) -> str:
        return f"reminders of {self.person_id}"


class Mailed(models.Model):
    """That the mail of one moment went out; it holds no address and no words."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    moment = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_moment_is_mailed_once", fields=("person", "moment")
            ),
        )

    def __str__(self) -> str:
        return f"mail {self.id}"
