"""The offline page, its service worker, what a device takes along and sends back."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from heartsease.library.errors import RecordError
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.journal.kinds import LONGEST
from heartsease.web.patient.access import with_person
from heartsease.web.patient.alarm import phrases as alarm_phrases
from heartsease.web.patient.arriving import Arrived, receive_all
from heartsease.web.patient.lessons import doors
from heartsease.web.patient.practices import taken_along
from heartsease.web.patient.questions import cautions
from heartsease.web.patient.safety_plan import plan_of
from heartsease.web.patient.screens.offline import form, present
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import entries_of, picture_of, record_of
from heartsease.web.sync import services as sync

# What the offline page is made of; its version changes when one of them does.
SHELL = (
    "ui/ui.css",
    "ui/mark.svg",
    "ui/leave.js",
    "ui/queue.js",
    "offline/offline.js",
    "offline/journal.js",
    "offline/making.js",
    "patient/pacer.js",
    "offline/icon-192.png",
    "offline/icon-512.png",
    "offline/app.webmanifest",
)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A page with nothing personal in it: what it shows is on the device."""
    return render(request, "offline/page.html", {"drawn": present.ANY_BREATH})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; served from the root, so that it may answer for every page."""
    shell = [static(name) for name in SHELL]
    response = render(
        request,
        "offline/worker.js",
        {
            "version": _version(),
            "shell": shell,
            "page": reverse("offline"),
            "help": reverse("help"),
        },
        content_type="text/javascript",
    )
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_GET
@with_person
def pack(request: HttpRequest, who: Who) -> HttpResponse:
    """What the device keeps, as JSON; asked for only when the person said so."""
    today = clock.day_in(who.time_zone, clock.now())
    record = record_of(who.id)
    picture = picture_of(who.id, on=today)
    return JsonResponse(
        present.pack(
            practices=[one for one in taken_along(record, picture) if one.may_start],
            weeks=present.lessons(),
            doors=doors(record, picture),
            plan=plan_of(who.id),
            help_=picture.safety.help,
            cautions=cautions(standard(), picture.facts),
            longest=LONGEST,
            check_ins=entries_of(who.id, "check_in")[:28],
            phrases=alarm_phrases(who.language),
            made_on=today,
        )
    )


@require_POST
@with_person
def send(request: HttpRequest, who: Who) -> HttpResponse:
    """Takes answers over, all of them or none, and says what became of each.

    Those of another account wait on the device until its owner has signed in again.
    """
    try:
        sent = form.sending(request.body)
    except form.NotReadable as problem:
        return JsonResponse({"reason": str(problem)}, status=400)
    if sent.owner not in ("", str(who.user_id)):
        return JsonResponse({"reason": "These are of another account."}, status=403)
    at, answers = clock.now(), sent.answers
    readable = [one for one in answers if isinstance(one, sync.Operation)]
    arrived = iter(
        receive_all(who, readable, today=clock.day_in(who.time_zone, at), at=at)
    )
    return JsonResponse(
        {
            "receipts": [
                _refused(one.id, one.reason)
                if isinstance(one, form.Unreadable)
                else _receipt(str(one.id), next(arrived))
                for one in answers
            ]
        }
    )


def _receipt(id_: str, arrived: Arrived | RecordError) -> dict[str, Any]:
    if isinstance(arrived, RecordError):
        return _refused(id_, str(arrived))
    return {"id": id_, "outcome": arrived.outcome, "safety": arrived.alarming}


def _refused(id_: str, reason: str) -> dict[str, Any]:
    return {"id": id_, "outcome": "refused", "reason": reason}


@cache
def _version() -> str:
    """Changes with any byte of the shell, so that a device never keeps an old half."""
    digest = hashlib.sha256()
    for name in (*SHELL, "offline/page.html", "offline/worker.js"):
        found = finders.find(name) or Path(__file__).with_name(Path(name).name)
        digest.update(Path(str(found)).read_bytes())
    return digest.hexdigest()[:16]
