"""What is agreed to, and what can be chosen on the first page."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from heartsease.core.safety.crisis import INTERNATIONAL, Country
from heartsease.library.words import Words

UTC = "UTC"
# Zones that have a name by place as well; those under Etc count the other way round.
_SECOND_NAMES = ("Brazil", "Canada", "Chile", "Etc", "Mexico", "US")


def agreed(words: Words) -> tuple[str, ...]:
    """The very sentences a person agrees to; their digest is kept with the consent."""
    return (
        words("page.intended_use"),
        _("Nobody is watching what you write here. In danger, use Help now."),
        words("page.keep_medicines"),
    )


def countries(known: Iterable[Country]) -> tuple[tuple[str, str], ...]:
    """Countries we have crisis lines for, by name, after "not said"."""
    named = sorted(
        ((one.iso, one.name) for one in known if one.iso != INTERNATIONAL),
        key=lambda one: one[1],
    )
    return (("", _("Another country, or I would rather not say")), *named)


def zones(known: Iterable[str], *, chosen: str) -> tuple[tuple[str, str], ...]:
    """Time zones as people read them; UTC is there for those who do not care.

    Second names of a zone are left out, unless one of them is the `chosen` one.
    """
    named = tuple(
        (one, one.replace("_", " "))
        for one in known
        if one == chosen or one.partition("/")[0] not in _SECOND_NAMES
    )
    return ((UTC, _("UTC (world time)")), *named)
