"""Every address of the program."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("heartsease.web.patient.urls")),
]
