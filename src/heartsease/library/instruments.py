"""Loads the questionnaires, and the wording that a site with a licence adds to them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from heartsease.core.instruments.definition import (
    AnswerSet,
    Band,
    Criterion,
    Instrument,
    Item,
    Licence,
    LicenceKind,
    Method,
    Scoring,
    Subscale,
    Wording,
)
from heartsease.core.sources.source import Citation
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File, read

_ID = re.compile(r"[a-z][a-z0-9_]*")
_CLOSE = 1e-9  # two decimal numbers that differ by rounding only


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWords:
    """The words of one question."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A site's words for an instrument that ships without them, and its permission."""

    id: str
    stem: str = ""
    permission: str  # who allowed it, when, for what
    notice: str = ""
    source: Citation
    items: tuple[ItemWords, ...]
    answer_sets: tuple[AnswerSet, ...] = ()


def load(root: File, overlays: Sequence[Path] = ()) -> Mapping[str, Instrument]:
    """Every instrument by id; `root` is the knowledge folder.

    An overlay folder may hold `<id>.toml` with the wording of an instrument whose
    wording is absent here, for a site that has permission to use it.
    It names exactly the same items and the same answer values, and cannot touch the
    scoring: cut-offs and bands stay the ones that were reviewed with the program.
    Raises `KnowledgeError` naming the file and what is wrong.
    """
    loaded = {
        file.name.removesuffix(".toml"): _one(file)
        for file in _files(root, "instruments")
    }
    for folder in overlays:
        for file in sorted(folder.glob("*.toml")):
            overlay = read(file, Overlay)
            if overlay.id not in loaded:
                raise KnowledgeError(f"{file.name}: {overlay.id} is not an instrument")
            loaded[overlay.id] = _worded(loaded[overlay.id], overlay, file.name)
    return MappingProxyType(loaded)


def _files(root: File, folder: str) -> list[File]:
    where = root / folder
    if not where.is_dir():
        return []
    files = [file for file in where.iterdir() if file.name.endswith(".toml")]
    return sorted(files, key=lambda file: file.name)


def _one(file: File) -> Instrument:
    instrument = read(file, Instrument)
    if f"{instrument.id}.toml" != file.name:
        raise KnowledgeError(
            f"{file.name}: its id is {instrument.id}; they must be equal"
        )
    for problem in _problems(instrument):
        raise KnowledgeError(f"{file.name}: {problem}")
    return instrument


def _problems(instrument: Instrument) -> list[str]:
    names = [item.id for item in instrument.items]
    return [
        *_twins("item", names),
        *_twins("answer set", [one.id for one in instrument.answer_sets]),
        *_twins("subscale", [one.id for one in instrument.subscales]),
        *(f"{name!r} is not an item id" for name in names if not _ID.fullmatch(name)),
        *(problem for item in instrument.items for problem in _item(instrument, item)),
        *_words(instrument),
        *_scoring(instrument, names),
        *_bands("total", instrument.bands, instrument.scoring),
        *(problem for one in instrument.subscales for problem in _sub(one, names)),
        *_criterion(
            None if instrument.screen is None else instrument.screen.positive,
            names,
            [one.id for one in instrument.subscales],
        ),
        *_honesty(instrument),
    ]


def _twins(what: str, ids: list[str]) -> list[str]:
    return [f"{what} {one} stands there twice" for one in ids if ids.count(one) > 1]


def _item(instrument: Instrument, item: Item) -> list[str]:
    said: list[str] = []
    sets = {one.id for one in instrument.answer_sets}
    if item.answers and item.answers not in sets:
        said.append(f"item {item.id}: answer set {item.answers} is not there")
    numbers = item.minimum is not None and item.maximum is not None
    if bool(item.answers) == numbers:
        said.append(f"item {item.id}: give an answer set, or minimum and maximum")
    if numbers and not (item.minimum or 0.0) < (item.maximum or 0.0):
        said.append(f"item {item.id}: its minimum is not below its maximum")
    if item.optional and item.scored:
        said.append(f"item {item.id}: an optional item cannot be scored")
    if item.sex not in ("", "female", "male"):
        said.append(f"item {item.id}: {item.sex!r} is not a sex we have norms for")
    return said


def _words(instrument: Instrument) -> list[str]:
    worded = [item.id for item in instrument.items if item.text.strip()]
    if instrument.wording is Wording.ABSENT:
        return [f"item {one} has words although wording is absent" for one in worded]
    if not instrument.items:
        return ["a questionnaire with wording needs items"]
    wordless = [item.id for item in instrument.items if item.id not in worded]
    return [f"item {one} has no words" for one in wordless]


def _scoring(instrument: Instrument, names: list[str]) -> list[str]:
    scoring = instrument.scoring
    used = [name for term in scoring.terms for name in term.items]
    if scoring.gate is not None:
        used.append(scoring.gate.item)
    said = [
        f"scoring names {one}, which is not an item" for one in used if one not in names
    ]
    if scoring.method is not Method.NONE and not scoring.minimum < scoring.maximum:
        said.append("the range of the total is empty")
    if scoring.missing.allowed and scoring.missing.citation is None:
        said.append("allowing missing items needs a citation")
    if scoring.missing.allowed and scoring.terms:
        said.append("a total of terms cannot be prorated")
    return said


def _bands(what: str, bands: tuple[Band, ...], scale: Subscale | Scoring) -> list[str]:
    minimum, maximum, step = scale.minimum, scale.maximum, scale.step
    if not bands:
        return []
    said = _twins(f"band of the {what}", [band.name for band in bands])
    if bands[0].lowest != minimum or bands[-1].highest != maximum:
        said.append(f"the bands of the {what} do not cover {minimum} to {maximum}")
    for one, following in zip(bands, bands[1:], strict=False):
        if abs(one.highest + step - following.lowest) > _CLOSE:
            said.append(f"bands {one.name} and {following.name} overlap or leave a gap")
    said += [
        f"band {band.name} is upside down"
        for band in bands
        if band.lowest > band.highest
    ]
    return said


def _sub(subscale: Subscale, names: list[str]) -> list[str]:
    gone = [name for name in subscale.items if name not in names]
    said = [f"subscale {subscale.id} names {one}, which is not an item" for one in gone]
    return [*said, *_bands(f"subscale {subscale.id}", subscale.bands, subscale)]


def _criterion(
    criterion: Criterion | None, names: list[str], subscales: list[str]
) -> list[str]:
    if criterion is None:
        return []
    parts = (*criterion.all, *criterion.any)
    bounds = (criterion.at_least, criterion.above, criterion.at_most, criterion.below)
    bounded = any(bound is not None for bound in bounds)
    said: list[str] = []
    if criterion.all and criterion.any:
        said.append("the screen has all and any side by side; nest them")
    if bool(parts) == bounded:
        said.append("each part of the screen needs bounds, or parts of its own")
    if criterion.item and criterion.item not in names:
        said.append(f"the screen names {criterion.item}, which is not an item")
    if criterion.subscale and criterion.subscale not in subscales:
        said.append(f"the screen names {criterion.subscale}, which is not a subscale")
    if criterion.sex not in ("", "female", "male"):
        said.append(f"the screen names the sex {criterion.sex!r}")
    return [
        *said,
        *(more for one in parts for more in _criterion(one, names, subscales)),
    ]


def _honesty(instrument: Instrument) -> list[str]:
    said: list[str] = []
    if instrument.wording is Wording.OWN and instrument.validated:
        said.append("own wording is not validated")
    if instrument.wording is Wording.VERBATIM and instrument.wording_seen is None:
        said.append("verbatim wording needs the source where it was seen")
    worded = instrument.wording is not Wording.ABSENT
    if worded and not instrument.licence.ships_wording:
        said.append("the licence does not allow this wording to be here")
    if instrument.loinc_checked and instrument.loinc_citation is None:
        said.append("checked LOINC codes need a citation")
    if not instrument.cases:
        said.append("a definition ends with worked cases")
    return said


def _worded(instrument: Instrument, overlay: Overlay, name: str) -> Instrument:
    if instrument.wording is not Wording.ABSENT:
        raise KnowledgeError(f"{name}: {instrument.id} has its wording already")
    words = {item.id: item.text for item in overlay.items}
    own = {item.id for item in instrument.items}
    if set(words) != own or len(words) != len(overlay.items):
        raise KnowledgeError(
            f"{name}: its items must be exactly {', '.join(sorted(own))}"
        )
    if not all(text.strip() for text in words.values()):
        raise KnowledgeError(f"{name}: every item needs its words")
    sets = _relabelled(instrument, overlay, name)
    return replace(
        instrument,
        wording=Wording.VERBATIM,
        stem=overlay.stem,
        items=tuple(replace(item, text=words[item.id]) for item in instrument.items),
        answer_sets=sets,
        wording_seen=overlay.source,
        licence=Licence(
            kind=LicenceKind.SITE,
            statement=overlay.permission,
            source=overlay.source,
            ships_wording=False,
            notice=overlay.notice,
        ),
    )


def _relabelled(
    instrument: Instrument, overlay: Overlay, name: str
) -> tuple[AnswerSet, ...]:
    new = {one.id: one for one in overlay.answer_sets}
    old = {one.id: one for one in instrument.answer_sets}
    if extra := set(new) - set(old):
        raise KnowledgeError(
            f"{name}: answer set {', '.join(sorted(extra))} is not there"
        )
    for id_, one in new.items():
        if [c.value for c in one.answers] != [c.value for c in old[id_].answers]:
            raise KnowledgeError(f"{name}: the values of answer set {id_} must stay")
    return tuple(new.get(one.id, one) for one in instrument.answer_sets)
