"""Bringing in files from a portal, a laboratory or another Heartsease."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from heartsease.web.imports import services as imports
from heartsease.web.patient import alarm
from heartsease.web.patient.screens.bring.form import BringForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The form, and after sending what became of every file."""
    report, problem = None, ""
    form = BringForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        files = request.FILES.getlist("files")
        if not files:
            problem = gettext("Please choose a file first.")
        else:
            before = alarm.standing(who, today=seen.on)
            try:
                report = imports.bring(
                    user_id=who.user_id,
                    person=who.id,
                    files=files,
                    at=seen.at,
                    on=seen.on,
                    date_order=form.cleaned_data["dates"] or None,
                )
            except imports.TooMuch as refused:
                problem = str(refused)
            else:
                if alarm.comes_first(who, before, today=seen.on, at=seen.at):
                    messages.info(request, _said(report))
                    return redirect("safety")
    return render(
        request,
        "bring/page.html",
        {
            "form": form,
            "report": report,
            "problem": problem,
            "largest": imports.LARGEST_MEGABYTES,
            "most": imports.MOST_FILES,
        },
    )


def _said(report: imports.Report) -> str:
    """The files in a sentence, where something else is shown first."""
    said = ngettext(
        "Your files are in: %(count)d fact was added.",
        "Your files are in: %(count)d facts were added.",
        report.taken,
    ) % {"count": report.taken}
    if any(one.refused for one in report.files):
        said += " " + gettext(
            "Some rows were not taken. Bring the files once more later to see which."
        )
    return said
