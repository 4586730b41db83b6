"""Answers that Django gives without a page get one, with the way to help on it."""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.views.defaults import server_error

from heartsease.web.common.disk import no_room

# Set by the server's door.
TOO_LARGE = "heartsease.too_large"
NO_ROOM = "heartsease.no_room"
INSUFFICIENT_STORAGE = 507  # RFC 4918, 11.5


class InOurWords:
    """A page for an address that only takes what a button sends, and for too much.

    Somebody comes to the first by going back, or by signing in after the screen had
    locked.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get(TOO_LARGE):
            return render(request, "413.html", status=413)
        if request.META.get(NO_ROOM):
            return _nothing_can_be_written()
        response = self.answer(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", {"start": reverse("welcome")}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def broke(request: HttpRequest) -> HttpResponse:
    """The page for a mistake of ours, and the one for a disk that takes nothing more."""
    if no_room(sys.exc_info()[1]):
        return _nothing_can_be_written()
    return server_error(request)


def _nothing_can_be_written() -> HttpResponse:
    # Without the request: what a page reads of it may be what cannot be had.
    page = loader.get_template("507.html").render()
    return HttpResponse(page, status=INSUFFICIENT_STORAGE)
