"""Names the app for Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "heartsease.web.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
