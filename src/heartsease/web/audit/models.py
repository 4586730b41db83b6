"""The table of who did what; it is only ever added to."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One service call: ids and counts, never values.

    `person` is an id without a foreign key, so that audit knows no other table; wiping
    a person removes its lines too.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    person = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("person", "at")),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} ({self.count})"
