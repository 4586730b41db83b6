"""Names the app for Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "heartsease.web.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from heartsease.web.ui.forms import say_what_to_do

        say_what_to_do()
