"""Names the app for Django."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "heartsease.web.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
