"""Names the app for Django."""

from django.apps import AppConfig


class PatientConfig(AppConfig):
    name = "heartsease.web.patient"
    label = "patient"
    default_auto_field = "django.db.models.BigAutoField"
