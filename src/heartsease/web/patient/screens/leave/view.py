"""Signs out, empties the session and shows a page that could be anybody's."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """A plain link works without JavaScript; our cookies are told to go.

    A link from another site carries no cookie of ours (SameSite=Strict), so nobody can
    be signed out from outside.
    """
    logout(request)
    response = render(request, "leave/page.html")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"):
        response.delete_cookie(name, samesite="Strict")
    return response
