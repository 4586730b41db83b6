"""Who is asking: every screen of one person goes through this one door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, cast, overload

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request

from heartsease.web.common import clock
from heartsease.web.patient import kept
from heartsease.web.people import services as people
from heartsease.web.people.queries import Who, person_of

P = ParamSpec("P")
Page: TypeAlias = Callable[Concatenate[HttpRequest, Who, P], HttpResponse]
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]


@overload
def with_person(page: Page[P], /) -> View[P]: ...
@overload
def with_person(*, consent: bool = True) -> Callable[[Page[P]], View[P]]: ...


def with_person(page: Any = None, /, *, consent: bool = True) -> Any:
    """A view that is given who asks; without an account it leads to signing in.

    A form that was sent after the screen had locked is kept for after signing in.
    As long as the intended use was not agreed to it leads to the consent screen, unless
    the view is written as `@with_person(consent=False)`.
    """
    if page is None:
        return lambda inner: _guarded(inner, consent=consent)
    return _guarded(page, consent=consent)


def _guarded(page: Page[P], *, consent: bool) -> View[P]:
    @wraps(page)
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user_id = request.user.pk
        if user_id is None:  # `login_required` has seen to it
            raise PermissionError("Nobody is signed in.")
        who = person_of(user_id)
        if who is None:
            spoken = get_language_from_request(request)
            who = people.begin(user_id=user_id, at=clock.now(), language=spoken)
        translation.activate(who.language)
        kept.sent(request)
        if consent and who.consented_at is None:
            return _in_their_language(redirect("consent"), request, who)
        return _in_their_language(page(request, who, *args, **kwargs), request, who)

    known = login_required(view)

    @wraps(page)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated and kept.keep(request):
            return redirect_to_login(reverse("back"))
        return cast(View[P], known)(request, *args, **kwargs)

    return cast(View[P], door)


def _in_their_language(
    response: HttpResponse, request: HttpRequest, who: Who
) -> HttpResponse:
    """Lets the browser keep the chosen language, for the pages before signing in."""
    spoken = get_language_from_request(request)
    if spoken != who.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, who.language, samesite="Strict"
        )
    response.headers.setdefault("Content-Language", who.language)
    return response
