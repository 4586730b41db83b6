"""The visit page as one HTML file: no script, no request to anywhere."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from heartsease.core.plan.map import State
from heartsease.core.plan.picture import Picture
from heartsease.exchange.drawing.flower import numbered_flower
from heartsease.exchange.drawing.marks import Drawing, svg
from heartsease.exchange.drawing.sparkline import sparkline
from heartsease.exchange.page import Page, ScoreLine
from heartsease.exchange.visit_page.content import Appendix, content_of
from heartsease.library.words import Words


def visit_html(
    page: Page,
    picture: Picture,
    words: Words,
    *,
    appendices: Sequence[Appendix] = (),
) -> str:
    """A whole HTML document that prints, with what is put behind it.

    A long record takes a second side; the PDF is the one that is set to fit on one.
    """
    return _template().render(
        page=content_of(page),
        words=words,
        flower=Markup(numbered_flower(picture.domains, title=words("map.heading")))
        if page.drawn
        else "",
        spark=_spark,
        drawn=_drawn,
        likely=State.LIKELY,
        appendices=appendices,
    )


def _spark(score: ScoreLine) -> Markup:
    """Drawn by us from numbers and a name of our own; nothing in it was typed in."""
    return Markup(sparkline(score.points, highest=score.highest, name=score.name))


def _drawn(drawing: Drawing) -> Markup:
    """Marks of our own; names in them are escaped where they become an SVG."""
    return Markup(svg(drawing))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("heartsease.exchange", "visit_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
