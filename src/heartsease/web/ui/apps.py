"""Names the app for Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "heartsease.web.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
