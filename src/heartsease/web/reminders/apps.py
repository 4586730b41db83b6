"""Names the app for Django."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "heartsease.web.reminders"
    label = "reminders"
    default_auto_field = "django.db.models.BigAutoField"
