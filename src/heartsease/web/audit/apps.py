"""Names the app for Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "heartsease.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
