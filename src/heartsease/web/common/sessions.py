"""Visits that go on when nothing can be written any more."""

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from heartsease.web.common.disk import NoRoom, no_room

_ONLY_LOOKS = ("GET", "HEAD")


class Sessions(SessionMiddleware):
    """Each request sets the clock of its visit anew, and that is a write.

    On a full disk it cannot be: whoever only looks gets the page all the same, above
    all the one with help, and the visit ends as long after its last clock as ever.
    What was sent may not be kept, so there the disk is said.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        """The answer; raises `NoRoom` when it would say that something was kept."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as problem:
            if not no_room(problem):
                raise
            if request.method in _ONLY_LOOKS:
                return response
            raise NoRoom from problem
