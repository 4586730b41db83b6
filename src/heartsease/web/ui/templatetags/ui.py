"""What templates ask for: icons, the places of the program, fixed sentences."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heartsease.library.knowledge import standard_words
from heartsease.web.ui import icons

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of the six places a signed-in person goes to."""

    name: str | Promise
    url: str
    icon: str
    here: bool
    exact: bool


# (name of the address, what it is called, icon)
PLACES: tuple[tuple[str, str | Promise, str], ...] = (
    ("now", _("Now"), "now"),
    ("map", _("Map"), "map"),
    ("plan", _("Plan"), "plan"),
    ("passport", _("Passport"), "passport"),
    ("labs", _("Labs"), "labs"),
    ("data", _("Data"), "data"),
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words; see `heartsease.web.ui.icons` for the names."""
    return mark_safe(icons.drawn(name))


@register.simple_tag
def url_or(name: str, otherwise: str) -> str:
    """The address of a screen, or another address while the screen is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return otherwise


@register.simple_tag(takes_context=True)
def navigation(context: template.RequestContext) -> tuple[Place, ...]:
    """The places that exist, and which of them the page belongs to."""
    path = context["request"].path
    found = ((url_or(name, ""), said, picture) for name, said, picture in PLACES)
    return tuple(
        Place(
            name=said,
            url=url,
            icon=picture,
            here=path.startswith(url),
            exact=path == url,
        )
        for url, said, picture in found
        if url
    )


@register.simple_tag
def words_of(name: str) -> str:
    """A fixed sentence of the program, the same as on the printed page."""
    return standard_words(get_language() or "en")(name)


@register.simple_tag
def own_computer() -> bool:
    """Whether the program runs for one person on their own computer, without e-mail."""
    return bool(settings.OWN_COMPUTER)
