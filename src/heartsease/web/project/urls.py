"""Every address of the program."""

from django.urls import include, path

handler500 = "heartsease.web.ui.answers.broke"
urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("heartsease.web.patient.urls")),
]
