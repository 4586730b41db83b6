"""The practices in groups, and one of them ready to be played."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from heartsease.core.practices.definition import Choice, Moment, Pacer, Way
from heartsease.core.record.record import Practice as Done
from heartsease.core.record.record import Size
from heartsease.library.knowledge import standard
from heartsease.web.patient.asking import lists
from heartsease.web.patient.pacing import Drawn, counted, drawn
from heartsease.web.patient.practices import Offer
from heartsease.web.patient.screens.practices.form import Chosen
from heartsease.web.patient.showing import IN_TRD, TIERS, SourceLine, sources

WAYS: Mapping[Way, str | Promise] = {
    Way.BREATHING: _("Breathing"),
    Way.STILLNESS: _("Being still"),
    Way.MOVEMENT: _("Moving gently"),
    Way.LIGHT: _("Light"),
    Way.NATURE: _("Outside"),
    Way.COLD: _("Cold"),
    Way.SLEEP: _("Before sleep"),
    Way.DOING: _("Doing one small thing"),
}
_MINUTE_S = 60
_NEVER = (date.min, "")  # before anything that was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One practice in a list."""

    id: str
    name: str
    aims: str
    shortest: str
    lasts: str
    asks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The practices of one way."""

    way: str
    says: str | Promise
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One that is not offered, with the reason."""

    id: str
    name: str
    why: tuple[str, ...]
    made_worse: bool
    unwanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The questions that open most of what is closed: how many lists, and how much."""

    practice: str  # whose questions they are
    lists: int
    opens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    groups: tuple[Group, ...]
    held: tuple[Held, ...]
    short: bool
    key: Key | None  # None where no questions open more than one practice


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    size: str
    name: str
    lasts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    value: str
    says: str
    usual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A pace that may be typed: from where to where, and in which steps."""

    slowest: str
    fastest: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One practice before it is begun."""

    offer: Offer
    honest: str
    tier: str
    tested: str
    step: str
    script: tuple[SourceLine, ...]  # what the way of doing it rests on
    tiny: Length
    longer: tuple[Length, ...]
    anchors: tuple[Choice, ...]
    anchor: str  # the id of the one that was kept, or ""
    paces: tuple[Pace, ...]
    own: Own | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    says: str
    seconds: int
    lasts: str
    paced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paced:
    """The breath to draw, and its numbers for those who do not see it move."""

    pacer: Pacer
    drawn: Drawn
    breaths: int
    count_in: str
    count_hold: str
    count_out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One practice while it runs."""

    offer: Offer
    size: str
    lasts: str
    anchor: Choice | None
    lines: tuple[Line, ...]
    paced: Paced | None
    way_back: tuple[Moment, ...]


def listed(
    offers: Iterable[Offer], *, short: bool, done: Iterable[Done] = ()
) -> Listed:
    """What may be done now by way, then what may not.

    On a low day, when it is `short`, one of each way is enough: what the person did
    last of it, or else one in which no breath is held.
    """
    every = tuple(offers)
    open_ = [one for one in every if one.is_offered]
    shown = _one_of_each(open_, done) if short else open_
    groups = (
        Group(
            way=way.value,
            says=says,
            rows=tuple(_row(one) for one in shown if one.practice.way is way),
        )
        for way, says in WAYS.items()
    )
    return Listed(
        groups=tuple(one for one in groups if one.rows),
        held=tuple(_held(one) for one in every if not one.is_offered),
        short=short,
        key=_key(open_),
    )


def one(offer: Offer) -> One:
    """One practice with its evidence, its sizes and what may be chosen."""
    practice = offer.practice
    step = standard().interventions[practice.intervention]
    tiny, *longer = (_length(offer, size) for size in offer.sizes)
    return One(
        offer=offer,
        honest=step.honest,
        tier=str(TIERS[step.tier]),
        tested=str(IN_TRD.get(step.tested_in_trd, step.tested_in_trd)),
        step=step.id,
        script=sources(practice.citations, standard()),
        tiny=tiny,
        longer=tuple(longer),
        anchors=practice.anchors,
        anchor=offer.anchor.id if offer.anchor else "",
        paces=_paces(offer),
        own=_own(offer),
    )


def play(offer: Offer, chosen: Chosen) -> Play:
    """The lines of the chosen size, in words that fit this person."""
    script = offer.fitted.script(chosen.size)
    return Play(
        offer=offer,
        size=chosen.size.value,
        lasts=lasts(offer.practice.seconds(chosen.size)),
        anchor=chosen.anchor,
        lines=tuple(
            Line(
                says=line.says,
                seconds=line.seconds,
                lasts=lasts(line.seconds),
                paced=line.paced,
            )
            for line in script
        ),
        paced=None if chosen.pacer is None else _paced(chosen.pacer, script),
        way_back=offer.way_back,
    )


def lasts(seconds: int) -> str:
    """How long, in whole minutes from one minute and a half on."""
    if seconds < _MINUTE_S * 1.5:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = round(seconds / _MINUTE_S)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _one_of_each(open_: Iterable[Offer], done: Iterable[Done]) -> list[Offer]:
    """Of each way the one to offer; what asks something first is left for another day."""
    last = {one.practice: (one.on, one.at) for one in sorted(done, key=_when)}
    found: dict[Way, Offer] = {}
    for one in sorted(
        (one for one in open_ if not one.has_to_ask),
        key=lambda one: (
            last.get(one.practice.id, _NEVER),
            one.fitted.pacer is None or not one.fitted.pacer.holds,
        ),
    ):
        found[one.practice.way] = one
    return list(found.values())


def _when(one: Done) -> tuple[date, str]:
    return one.on, one.at


def _key(open_: Iterable[Offer]) -> Key | None:
    """The questions that open the most, for nothing beyond them is asked there."""
    asking = [one for one in open_ if one.has_to_ask and not one.elsewhere]
    opens = {
        one.practice.id: sum({*other.terms} <= {*one.terms} for other in asking)
        for one in asking
    }
    if max(opens.values(), default=0) <= 1:
        return None
    best = min(asking, key=lambda one: (-opens[one.practice.id], len(one.terms)))
    return Key(
        practice=best.practice.id,
        lists=len(lists(best.terms)),
        opens=opens[best.practice.id],
    )


def _row(offer: Offer) -> Row:
    practice = offer.practice
    return Row(
        id=practice.id,
        name=practice.name,
        aims=practice.aims,
        shortest=lasts(practice.seconds("tiny")),
        lasts=gettext("%(shortest)s to %(longest)s")
        % {
            "shortest": lasts(practice.seconds("tiny")),
            "longest": lasts(practice.seconds("full")),
        },
        asks=offer.has_to_ask,
    )


def _held(offer: Offer) -> Held:
    return Held(
        id=offer.practice.id,
        name=offer.practice.name,
        why=offer.speaks_against,
        made_worse=offer.made_worse,
        unwanted=offer.unwanted,
    )


def _length(offer: Offer, size: Size) -> Length:
    names: Mapping[Size, Callable[[], str]] = {
        Size.TINY: lambda: gettext("The smallest"),
        Size.USUAL: lambda: gettext("The usual"),
        Size.FULL: lambda: gettext("The long one"),
    }
    return Length(
        size=size.value,
        name=names[size](),
        lasts=lasts(offer.practice.seconds(size)),
    )


def _paces(offer: Offer) -> tuple[Pace, ...]:
    pacer = offer.fitted.pacer
    if pacer is None:
        return ()
    drawn_at = f"{pacer.per_minute:.4g}"
    paces = [
        Pace(
            value=f"{rate:g}",
            says=gettext("%(rate)s a minute") % {"rate": f"{rate:g}"},
            usual=f"{rate:.4g}" == drawn_at,
        )
        for rate in offer.practice.rates_per_minute
    ]
    if paces and not any(one.usual for one in paces):
        own = gettext("Your own pace: %(rate)s a minute") % {"rate": drawn_at}
        paces.insert(0, Pace(value=drawn_at, says=own, usual=True))
    return tuple(paces)


def _own(offer: Offer) -> Own | None:
    practice = offer.practice
    if offer.fitted.pacer is None or practice.own_rate_step is None:
        return None
    return Own(
        slowest=f"{min(practice.rates_per_minute):g}",
        fastest=f"{max(practice.rates_per_minute):g}",
        step=f"{practice.own_rate_step:g}",
    )


def _paced(pacer: Pacer, script: Iterable[Moment]) -> Paced:
    return Paced(
        pacer=pacer,
        drawn=drawn(pacer),
        breaths=max(1, int(_first_run_s(script) // pacer.cycle_s)),
        count_in=counted(pacer.breathe_in_s),
        count_hold=counted(pacer.hold_in_s) if pacer.hold_in_s else "",
        count_out=counted(pacer.breathe_out_s),
    )


def _first_run_s(script: Iterable[Moment]) -> int:
    """Seconds until the script first leaves the breath to itself."""
    seconds = 0
    for line in script:
        if not line.paced:
            break
        seconds += line.seconds
    return seconds
