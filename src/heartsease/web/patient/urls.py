"""The addresses of one person's screens."""

from django.urls import URLPattern, path

from heartsease.web.patient.screens.ask import view as ask
from heartsease.web.patient.screens.card import view as card
from heartsease.web.patient.screens.consent import view as consent
from heartsease.web.patient.screens.gallery import view as gallery
from heartsease.web.patient.screens.help import view as help_now
from heartsease.web.patient.screens.leave import view as leave
from heartsease.web.patient.screens.now import view as now
from heartsease.web.patient.screens.safety import view as safety
from heartsease.web.patient.screens.welcome import view as welcome

urlpatterns: list[URLPattern] = [
    path("", welcome.page, name="welcome"),
    path("help/", help_now.page, name="help"),
    path("leave/", leave.page, name="leave"),
    path("gallery/", gallery.page, name="gallery"),
    path("start/", consent.page, name="consent"),
    path("now/", now.page, name="now"),
    path("ask/<str:instrument>/", ask.page, name="ask"),
    path("card/<str:card>/", card.page, name="card"),
    path("safety/", safety.page, name="safety"),
]
