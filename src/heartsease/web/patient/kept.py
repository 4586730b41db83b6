"""What was typed when the screen had locked is kept until the person is back."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from heartsease.web.people.queries import account_of_ended_visit

_KEPT = "kept"
LARGEST = 100_000  # letters; more than anybody types on one page
# What has to be meant anew when one is back.
_NOT_KEPT = ("data_wipe", "leave", "ally_code", "share_new")
_SECRET = ("csrfmiddlewaretoken", "password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form that was not sent: where it goes, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def keep(request: HttpRequest) -> bool:
    """Keeps the form of a request that came after the idle lock; False if not so.

    Only a visit that ran out counts: after signing out nothing is kept.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    account = account_of_ended_visit(key)
    if request.method != "POST" or account is None:
        return False
    if request.path in map(reverse, _NOT_KEPT):
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not name.startswith(_SECRET)
        for value in values
    ]
    if sum(len(name) + len(str(value)) for name, value in fields) > LARGEST:
        return False
    request.session[_KEPT] = {
        "account": account,
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return True


def kept_for(request: HttpRequest) -> Kept | None:
    """What waits for who is signed in now; what belongs to another account goes."""
    found = request.session.get(_KEPT)
    if found is None:
        return None
    ours = not urlsplit(found["path"]).netloc and found["path"].startswith("/")
    if found["account"] != request.user.pk or not ours:
        forget(request)
        return None
    return Kept(
        path=found["path"],
        fields=tuple((name, str(value)) for name, value in found["fields"]),
        had_files=found["had_files"],
    )


def sent(request: HttpRequest) -> None:
    """Forgets what waited once it is on its way."""
    waiting = request.session.get(_KEPT) if request.method == "POST" else None
    if waiting is not None and waiting["path"] == request.get_full_path():
        forget(request)


def forget(request: HttpRequest) -> None:
    """Nothing waits any more."""
    request.session.pop(_KEPT, None)
