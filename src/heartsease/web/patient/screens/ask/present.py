"""A questionnaire as it is shown, and what its score means in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heartsease.core.instruments.definition import (
    Direction,
    Instrument,
    Item,
    LicenceKind,
    Method,
    Wording,
    choices_of,
    range_of,
)
from heartsease.core.instruments.score import Score
from heartsease.core.plan.picture import Picture
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.exchange.present import statement, unit_name
from heartsease.library.words import Words
from heartsease.web.patient.screens.ask.form import PREFIX

_AS_ROW = 11  # a scale of up to 0 to 10 is shown as a row to tap
_ROW_LETTERS = 24  # answers that are longer together stand below each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; without `choices` it is answered with a number."""

    number: int
    name: str
    text: str
    optional: bool
    choices: tuple[Choice, ...]
    row: bool  # short answers stand side by side
    low: str
    high: str
    low_label: str
    high_label: str
    unit: str
    typed: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the newest answers say; "" where there is nothing to say."""

    total: str
    band: str
    means: tuple[str, ...]
    course: tuple[str, ...]  # how it moved since the start
    on: str


def is_askable(instrument: Instrument | None) -> bool:
    """Whether we may show the words of this questionnaire."""
    return (
        instrument is not None
        and instrument.wording is not Wording.ABSENT
        and bool(instrument.items)
    )


def items_for(instrument: Instrument, sex: str | None) -> tuple[Item, ...]:
    """The questions that are asked of this person."""
    return tuple(
        item
        for item in instrument.items
        if not item.sex or sex is None or item.sex == sex
    )


def questions(
    instrument: Instrument,
    items: tuple[Item, ...],
    *,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> tuple[Question, ...]:
    """Each question with what was typed so far."""
    return tuple(
        _question(instrument, item, number, typed.get(item.id, ""), errors)
        for number, item in enumerate(items, start=1)
    )


def _question(
    instrument: Instrument,
    item: Item,
    number: int,
    typed: str,
    errors: Mapping[str, str],
) -> Question:
    low, high = range_of(instrument, item)
    choices = tuple(
        Choice(
            value=f"{one.value:g}", label=one.label, chosen=f"{one.value:g}" == typed
        )
        for one in choices_of(instrument, item)
    )
    scale = not choices and bool(item.high_label) and high - low < _AS_ROW
    if scale:
        numbers = (f"{value}" for value in range(int(low), int(high) + 1))
        choices = tuple(
            Choice(value=one, label=one, chosen=one == typed) for one in numbers
        )
    return Question(
        number=number,
        name=PREFIX + item.id,
        text=item.text,
        optional=item.optional,
        choices=choices,
        row=sum(len(one.label) for one in choices) <= _ROW_LETTERS,
        low=f"{low:g}",
        high=f"{high:g}",
        low_label=item.low_label,
        high_label=item.high_label,
        unit=_unit(item.unit),
        typed=typed,
        error=errors.get(item.id, ""),
    )


def _unit(unit: str) -> str:
    spoken = {
        "d": _("days"),
        "min": _("minutes"),
        "h": _("hours"),
        "/wk": _("times a week"),
        "/d": _("times a day"),
        "h/d": _("hours a day"),
    }
    return spoken.get(unit, unit_name(unit))


def about_words(instrument: Instrument) -> tuple[str, ...]:
    """Where the words come from; small, below the questions."""
    said = [instrument.licence.notice] if instrument.licence.notice else []
    if instrument.licence.kind is LicenceKind.OWN_WORDS or not instrument.validated:
        said.append(_("These words are our own. They were not tested in a study."))
    return (instrument.name, *said)


def result(picture: Picture, instrument: Instrument, words: Words) -> Result:
    """What the newest current answers say; never a diagnosis."""
    score = picture.scores.get(instrument.id)
    if score is None or instrument.scoring.method is Method.NONE:
        return Result(total="", band="", means=_kept(score), course=(), on="")
    total, band = score.total, score.band
    means = [] if score.screen is not True else [_says(instrument)]
    if not isinstance(band, Unknown) and band.meaning:
        means.append(band.meaning)
    if isinstance(total, Unknown):
        means.append(
            _("Some questions were skipped, so there is no total. That is okay.")
        )
    elif not means:
        means.append(_("Nothing in these answers stands out."))
    return Result(
        total="" if isinstance(total, Unknown) else _out_of(instrument, total),
        band="" if isinstance(band, Unknown) else band.label,
        means=tuple(means),
        course=_course(picture, instrument, words),
        on=day(score.on),
    )


def _kept(score: Score | None) -> tuple[str, ...]:
    if score is None:
        return (_("Nothing is kept for these questions right now."),)
    return (_("Your answers are kept. They have no total; each one counts by itself."),)


def _says(instrument: Instrument) -> str:
    return instrument.screen.says if instrument.screen else ""


def _out_of(instrument: Instrument, total: float) -> str:
    points = _("%(total)s of %(highest)s points") % {
        "total": f"{total:g}",
        "highest": f"{instrument.scoring.maximum:g}",
    }
    match instrument.higher_is:
        case Direction.WORSE:
            return _("%(points)s. More points mean a harder time.") % {"points": points}
        case Direction.BETTER:
            return _("%(points)s. More points mean a better time.") % {"points": points}
        case Direction.NEITHER:
            return points


def _course(picture: Picture, instrument: Instrument, words: Words) -> tuple[str, ...]:
    trajectory = picture.trajectories.get(instrument.id)
    if trajectory is None:
        return ()
    return tuple(statement(one, words) for one in trajectory.statements)
