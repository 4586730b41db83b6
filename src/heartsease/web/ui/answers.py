"""Answers that Django gives without a page get one, with the way to help on it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse

TOO_LARGE = "heartsease.too_large"  # set by the server's door


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
        response = self.answer(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", {"start": reverse("welcome")}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
