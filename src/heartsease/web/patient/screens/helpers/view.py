"""What kinds of help there are after hard things, and a sheet to ask with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from heartsease.library.sheets import standard_sheets
from heartsease.web.patient import wishes
from heartsease.web.patient.screens.helpers import present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who


@require_safe
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Every kind, folded up under its name, with the wish that was said."""
    if seen.waits_for_safety:
        return redirect("safety")
    sheet = standard_sheets()[present.SHEET]
    shown = present.helpers(sheet, seen, wishes.wishes(who.id))
    context = {
        "helpers": shown,
        "wishes": present.WISHES,
        "about": request.GET.get("about", "") if "said" in request.GET else "",
    }
    return render(request, "helpers/page.html", context)


@require_safe
@with_picture
def sheet(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The questions on paper; nothing of the person stands on it."""
    found = standard_sheets()[present.SHEET]
    shown = present.helpers(found, seen, {})
    return render(request, "helpers/sheet.html", {"helpers": shown})
