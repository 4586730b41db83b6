"""Names the app for Django."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "heartsease.web.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"
