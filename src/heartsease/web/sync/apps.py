"""The app that takes over what a device kept."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """`heartsease.web.sync`."""

    name = "heartsease.web.sync"
    label = "sync"
