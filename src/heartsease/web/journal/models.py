"""The table of pages: when, what about, and a text that only the key opens."""

import uuid

from django.db import models


class Page(models.Model):
    """One page as it was written; a changed page replaces the earlier one.

    `about` is the name of the question it answers, or "" for a free page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    about = models.SlugField(max_length=40, blank=True)
    on = models.DateField()
    sealed = models.BinaryField()
    written_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="replaced_by"
    )

    class Meta:
        ordering = ("-written_at", "id")
        indexes = (models.Index(fields=("person", "about", "on")),)

    def __str__(self) -> str:
        return f"page {self.id}"
