"""The gallery; everything in it is invented."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heartsease.core.plan.map import Domain, State
from heartsease.exchange.drawing.flower import numbered_flower
from heartsease.exchange.drawing.lab_bar import lab_bar
from heartsease.exchange.drawing.sparkline import sparkline
from heartsease.exchange.drawing.trajectory import Band, Start, trajectory
from heartsease.web.patient.screens.gallery.form import Sample
from heartsease.web.patient.showing import drawn
from heartsease.web.ui.icons import SHAPES

POINTS = (
    (date(2026, 3, 2), 21.0),
    (date(2026, 4, 6), 19.0),
    (date(2026, 6, 1), 20.0),
    (date(2026, 8, 3), 14.0),
    (date(2026, 9, 7), 11.0),
    (date(2026, 11, 2), 9.0),
)
BANDS = (
    Band(name="A little", low=0, high=9),
    Band(name="Some", low=10, high=19),
    Band(name="A lot", low=20, high=27),
)
STARTS = (
    Start(on=date(2026, 3, 9), name="First treatment"),
    Start(on=date(2026, 6, 8), name="Second treatment"),
    Start(on=date(2026, 6, 15), name="Walking"),
)
COLOURS = (
    "paper", "card", "raised", "ink", "soft", "line", "edge", "lilac", "on-lilac",
    "lilac-wash", "amber", "amber-wash", "green", "help", "help-ink",
)  # fmt: skip
DOMAINS = tuple(
    Domain(
        id=f"part-{number}",
        name=f"Part {number}",
        state=state,
        completeness=looked,
        found=(),
        ruled_out=(),
        open=(),
    )
    for number, (state, looked) in enumerate(
        ((state, looked) for looked in (0.4, 1.0) for state in State), start=1
    )
)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Colours, sizes, pieces, fields with and without errors, drawings and icons."""
    return render(
        request,
        "gallery/page.html",
        {
            "form": Sample(prefix="empty"),
            "wrong": Sample({"wrong-on": "someday"}, prefix="wrong"),
            "icons": sorted(SHAPES),
            "options": [(str(n), str(n)) for n in range(11)],
            "sentences": ["One sentence.", "And one more."],
            "chart": drawn(
                trajectory(
                    POINTS,
                    highest=27,
                    title="Scores in 2026",
                    bands=BANDS,
                    starts=STARTS,
                )
            ),
            "points": POINTS,
            "starts": STARTS,
            "spark": drawn(sparkline(POINTS, highest=27, name="Scores")),
            "colours": COLOURS,
            "domains": DOMAINS,
            "flower": drawn(numbered_flower(DOMAINS, title="A map")),
            "bars": [
                drawn(lab_bar(38, low=50, high=125, said="A result: 38, low")),
                drawn(lab_bar(82, low=50, high=125, said="A result: 82, usual")),
                drawn(lab_bar(4.2, low=None, high=3, said="A result: 4.2, high")),
            ],
        },
    )
