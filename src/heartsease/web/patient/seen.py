"""One look at a person's record, for the screens that show what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode
from heartsease.exchange.page import Page
from heartsease.exchange.present import present
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.access import with_person
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import picture_of

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The picture of one moment and its sentences."""

    at: datetime
    on: date
    knowledge: Knowledge
    picture: Picture
    page: Page

    @property
    def waits_for_safety(self) -> bool:
        """Whether steps and graphs wait until the safety steps are done."""
        return self.picture.safety.mode is Mode.FLOW


View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]
SeenView: TypeAlias = Callable[Concatenate[HttpRequest, Who, Seen, P], HttpResponse]


def look(who: Who) -> Seen:
    """What the record says now, where the person lives."""
    at = clock.now()
    on = clock.day_in(who.time_zone, at)
    knowledge = standard()
    picture = picture_of(who.id, on=on, name=who.name)
    page = present(picture, knowledge=knowledge, words=words())
    return Seen(at=at, on=on, knowledge=knowledge, picture=picture, page=page)


def with_picture(view: SeenView[P]) -> View[P]:
    """A view that is given who asks and what their record says.

    In an emergency nothing of it is shown: every such view leads to the safety screen.
    """

    @wraps(view)
    def seen_first(
        request: HttpRequest, who: Who, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        seen = look(who)
        if seen.page.only_help:
            return redirect("safety")
        return view(request, who, seen, *args, **kwargs)

    page = cast(Callable[Concatenate[HttpRequest, Who, P], HttpResponse], seen_first)
    return with_person(page)
