"""Names the app for Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "heartsease.web.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
