"""How it went, for paper: drawings in black, with their numbers in tables behind them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from heartsease.core.record.record import CheckIn, Night
from heartsease.core.sleep import diary
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.exchange.drawing import paper
from heartsease.exchange.visit_page.content import Appendix, Part, Table
from heartsease.web.patient import courses, lately
from heartsease.web.patient.seen import Seen
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import record_of

COURSE_ROWS = 12  # the newest; half a year of a questionnaire of every two weeks
_NOTHING = "–"


def how_it_went(who: Who, seen: Seen) -> Appendix | None:
    """Scores over time and the last four weeks; None where there is nothing to show.

    Nothing of it while safety comes first.
    """
    if not seen.page.drawn:
        return None
    parts = (*_scores(seen), *_four_weeks(who, seen))
    return Appendix(heading=_("How it went"), parts=parts) if parts else None


def _scores(seen: Seen) -> Iterator[Part]:
    for one in courses.courses(seen):
        if one.paper is None:
            continue
        numbered = (f"{n}: {said}" for n, said in enumerate(one.starts, start=1))
        older = len(one.rows) - COURSE_ROWS
        left_out = _("%(n)d older scores are in the drawing only.") % {"n": older}
        yield Part(
            title=_("%(name)s over time") % {"name": one.line.name},
            drawings=(one.paper,),
            lines=(
                one.line.now,
                *one.sentences,
                *numbered,
                *((left_out,) if older > 0 else ()),
            ),
            table=Table(
                head=(_("Day"), _("Score")), rows=tuple(one.rows[:COURSE_ROWS])
            ),
        )


def _four_weeks(who: Who, seen: Seen) -> Iterator[Part]:
    told = lately.of(who, seen)
    if told.is_empty:
        return
    record = record_of(who.id)
    first = seen.on - timedelta(days=lately.DAYS - 1)
    check_ins = lately.told_in_check_ins(record, seen.on)
    nights = sorted(lately.told_nights(record, seen.on), key=lambda one: one.on)
    yield Part(
        title=_("The last four weeks"),
        drawings=tuple(
            paper.scale(
                one.points,
                name=one.name,
                first=first,
                last=seen.on,
                highest=lately.HIGHEST,
            )
            for one in told.scales
        ),
        lines=(*(f"{one.name}: {one.said}" for one in told.scales),),
    )
    if nights:
        drawn = paper.nights(
            [_span(one) for one in nights], name=_("Nights"), first=first, last=seen.on
        )
        yield Part(title=_("Nights"), drawings=(drawn,), lines=(told.nights,))
    if told.other_lines:
        yield Part(title=_("What was practised"), lines=told.other_lines)
    if check_ins or nights:
        yield Part(title=_("The days in numbers"), table=_days(check_ins, nights))


def _days(check_ins: list[CheckIn], nights: list[Night]) -> Table:
    """A row for each day on which something was told, newest first."""
    felt = {one.on: one for one in check_ins}
    slept = {one.on: diary.told(one) for one in nights}
    return Table(
        head=(
            _("Day"),
            _("Mood"),
            _("Energy"),
            _("Night felt"),
            _("Asleep"),
            _("From, to"),
        ),
        rows=tuple(
            (day(on), *_felt(felt.get(on)), *_slept(slept.get(on)))
            for on in sorted(felt.keys() | slept.keys(), reverse=True)
        ),
    )


def _felt(one: CheckIn | None) -> tuple[str, str, str]:
    if one is None:
        return _NOTHING, _NOTHING, _NOTHING
    mood, energy, night = (
        _NOTHING if value is None else str(value)
        for value in (one.mood, one.energy, one.sleep)
    )
    return mood, energy, night


def _slept(one: diary.Told | None) -> tuple[str, str]:
    if one is None:
        return _NOTHING, _NOTHING
    asleep = span = _NOTHING
    if not isinstance(one.asleep_min, Unknown):
        hours, minutes = divmod(round(one.asleep_min), 60)
        asleep = f"{hours} h {minutes:02d}"
    begins, ends = one.asleep_from, one.asleep_to
    if not isinstance(begins, Unknown) and not isinstance(ends, Unknown):
        span = f"{paper.clock(begins)} – {paper.clock(ends)}"
    return asleep, span


def _span(night: Night) -> paper.NightSpan:
    one = diary.told(night)
    begins, ends = one.asleep_from, one.asleep_to
    return paper.NightSpan(
        on=one.on,
        begins=None if isinstance(begins, Unknown) else begins,
        ends=None if isinstance(ends, Unknown) else ends,
    )
