"""See what is stored, take it out, bring it back, wipe it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from heartsease.core.plan.look import look
from heartsease.core.record.record import Person
from heartsease.library.knowledge import standard
from heartsease.web.audit.queries import about
from heartsease.web.common import clock
from heartsease.web.common.disk import forget_deleted
from heartsease.web.journal import services as journal
from heartsease.web.journal.errors import NotReadable as CannotBeRead
from heartsease.web.patient import alarm
from heartsease.web.patient.access import with_person
from heartsease.web.patient.screens.data import archive, present
from heartsease.web.patient.screens.data.form import BringBack, Wipe
from heartsease.web.people import services as people
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import counts_of, record_of
from heartsease.web.reminders import services as reminders
from heartsease.web.reminders.errors import NotPossible
from heartsease.web.reminders.queries import reminders_of


@require_safe
@with_person(consent=False)
def data(request: HttpRequest, who: Who) -> HttpResponse:
    """What is stored, and who looked and changed."""
    rows = present.stored(counts_of(who.id))
    return render(
        request,
        "data/page.html",
        {
            "rows": rows,
            "total": sum(row.count for row in rows),
            "lines": present.done(about(who.id), who),
            "time_zone": who.time_zone,
        },
    )


@require_GET
@with_person(consent=False)
def data_export(request: HttpRequest, who: Who) -> HttpResponse:
    """Everything in one zip."""
    at = clock.now()
    today = clock.day_in(who.time_zone, at)
    facts = record.take_out(user_id=who.user_id, person=who.id, at=at)
    whole = record_of(who.id, name=who.name)
    pages = None
    if request.GET.get("journal") == "yes":
        pages = journal.take_out(user_id=who.user_id, person=who.id, at=at)
    wanted = reminders_of(who.id)
    content = archive.packed(
        record=whole,
        facts=facts,
        picture=look(whole, standard(), on=today),
        pseudonym=str(who.id),
        day=today,
        journal=pages,
        notes=reminders.taken_out(wanted) if wanted else None,
    )
    name = f"heartsease-{today.isoformat()}.zip"
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def data_import(request: HttpRequest, who: Who) -> HttpResponse:
    """Brings a record of ours back; a fact that stands already is not doubled."""
    form = BringBack(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        today = clock.day_in(who.time_zone, at)
        before = alarm.standing(who, today=today)
        try:
            said = _brought_back(who, form.cleaned_data["file"])
        except (CannotBeRead, NotPossible, archive.NotReadable) as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, said)
            first = alarm.comes_first(who, before, today=today, at=at)
            return redirect("safety" if first else "data")
    status = 400 if form.errors else 200
    return render(request, "data/import.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_person(consent=False)
def data_wipe(request: HttpRequest, who: Who) -> HttpResponse:
    """Two steps and a word; then nothing of this person is left."""
    if request.method != "POST":
        return render(request, "data/wipe.html", {"total": _total(who)})
    if "word" not in request.POST:
        return render(request, "data/wipe.html", {"form": Wipe()})
    form = Wipe(request.POST)
    if not form.is_valid():
        return render(request, "data/wipe.html", {"form": form}, status=400)
    people.wipe(user_id=who.user_id, person=who.id, at=clock.now())
    logout(request)
    return render(request, "data/gone.html", {"gone": forget_deleted()})


@transaction.atomic
def _brought_back(who: Who, found: archive.Unpacked) -> str:
    """Facts, pages and notes of one file: all of them, or none."""
    at = clock.now()
    _check_same_person(record_of(who.id).person, found.record.person)
    added = record.add(user_id=who.user_id, person=who.id, record=found.record, at=at)
    said = _sentence(len(added.ids), added.known_before)
    if found.journal:
        pages = journal.bring_back(
            user_id=who.user_id, person=who.id, taken=found.journal, at=at
        )
        said += " " + ngettext(
            "%(count)d page of your journal was added.",
            "%(count)d pages of your journal were added.",
            pages,
        ) % {"count": pages}
    if found.notes is not None and reminders_of(who.id) is None:
        reminders.bring_back(
            user_id=who.user_id,
            person=who.id,
            saved=found.notes,
            on=clock.day_in(who.time_zone, at),
            at=at,
        )
    return said


def _check_same_person(here: Person, there: Person) -> None:
    """Two records that became one cannot be taken apart again."""
    for ours, theirs in ((here.born_on, there.born_on), (here.sex, there.sex)):
        if ours is not None and theirs is not None and ours != theirs:
            raise archive.NotReadable(
                _(
                    "The birth date or the sex in this file is not the one kept here. "
                    "It may be about somebody else, so nothing was taken. If it is "
                    "yours, put right which one is wrong and try again."
                )
            )


def _total(who: Who) -> int:
    return sum(counts_of(who.id).values())


def _sentence(new: int, known: int) -> str:
    added = ngettext(
        "%(count)d fact was added.", "%(count)d facts were added.", new
    ) % {"count": new}
    if not known:
        return added
    return f"{added} " + _("%(count)d were here already.") % {"count": known}
