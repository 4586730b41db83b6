"""Says what a device would keep, and lets the person decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heartsease.web.patient.access import with_person
from heartsease.web.people.queries import Who


@require_safe
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """Nothing is written here: what happens, happens on the device."""
    return render(request, "device/page.html")
