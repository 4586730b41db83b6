"""The first page; whoever is signed in goes straight to their day."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What Heartsease is for, before anything is asked."""
    if request.user.is_authenticated:
        return redirect("now")
    invented = [name for name in settings.DEMO if name]
    return render(
        request,
        "welcome/page.html",
        {"invented": invented, "passphrase": settings.DEMO_PASSPHRASE},
    )
