"""Accounts, and the person each record is about."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who signs in; the clinical facts belong to `Person`, not here."""


class Person(models.Model):
    """Whom a record is about, and how they use the program."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="person")
    time_zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, default="en")
    solo = models.BooleanField(null=True)  # None = not asked yet
    consented_at = models.DateTimeField(null=True)
    consent_words = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="consent_has_its_words",
                condition=models.Q(consented_at__isnull=True)
                | ~models.Q(consent_words=""),
            ),
        )

    def __str__(self) -> str:
        return f"person {self.id}"
