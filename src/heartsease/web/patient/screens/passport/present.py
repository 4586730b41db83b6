"""The treatment history and today's medicines as the passport shows them."""

from dataclasses import dataclass
from uuid import UUID

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.record.record import Certainty, MedicineEntry
from heartsease.core.safety.gather import may_linger
from heartsease.core.staging.adequacy import Adequacy
from heartsease.exchange.history import History, TrialRow, history
from heartsease.web.patient.medicines import name_of
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import said_day
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who
from heartsease.web.record.mapping import to_record
from heartsease.web.record.queries import Stored, entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial with its verdict; without `entry` it was worked out from other facts."""

    row: TrialRow
    entry: UUID | None
    adequate: bool | None
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How a trial would count as it is written down now."""

    row: TrialRow
    adequate: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    entry: UUID
    text: str
    known_as: str  # "" for a name we do not know
    dose: str
    since: str
    as_needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCard:
    name: str
    value: str
    items: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]


def trials(seen: Seen, who: Who) -> tuple[Trial, ...]:
    """Trials in the order of the record, each with where it can be corrected."""
    entries = {one.payload.get("id"): one.id for one in entries_of(who.id, "trial")}
    main = seen.knowledge.staging.facts.adequacy_rules
    assessed = seen.picture.staging.assessed.get(main, ())
    told = _history(seen)
    return tuple(
        Trial(
            row=row,
            entry=None
            if one.trial.provenance.certainty is Certainty.INFERRED
            else entries.get(one.trial.id),
            adequate=_settled(one.adequacy),
            known=one.trial.treatment is not None,
        )
        for one, row in zip(assessed, told.trials, strict=True)
    )


def counted(picture: Picture, trial: str, knowledge: Knowledge) -> Counted:
    """The verdict on one trial of a picture, by the rules the passport shows."""
    main = knowledge.staging.facts.adequacy_rules
    rows = history(picture, knowledge, words()).trials
    for one, row in zip(picture.staging.assessed[main], rows, strict=True):
        if one.trial.id == trial:
            return Counted(row=row, adequate=_settled(one.adequacy))
    raise LookupError("the trial is one of the picture")


def stages(seen: Seen) -> tuple[StageCard, ...]:
    """The staging models with the points that make each of them up."""
    lines = {one.name: one.value for one in _history(seen).stages}
    return tuple(
        StageCard(
            name=stage.name,
            value=lines[stage.name],
            items=tuple(
                (item.label, _points(item.lowest, item.highest)) for item in stage.items
            ),
            caveats=stage.caveats,
        )
        for stage in seen.picture.staging.stages
        if stage.name in lines
    )


def medicines(seen: Seen, who: Who) -> tuple[Medicine, ...]:
    """What is taken now, as far as we were told."""
    return tuple(
        _medicine(one, seen)
        for one in entries_of(who.id, "medicine")
        if not one.payload.get("stopped_on") and not one.payload.get("ended")
    )


def without_a_day(seen: Seen, who: Who) -> tuple[Medicine, ...]:
    """What was stopped on no sure day, where that day matters to what is safe."""
    formulary = seen.knowledge.formulary
    rough_days = seen.knowledge.ranking.currency.rough_days
    rows = [(one, _told(one)) for one in entries_of(who.id, "medicine")]
    return tuple(
        _medicine(one, seen)
        for one, told in rows
        if may_linger(
            told,
            seen.on,
            washout_days=max(map(formulary.washout_days, told.ingredients))
            if told.ingredients
            else formulary.longest_washout_days,
            rough_days=rough_days,
        )
    )


def _told(one: Stored) -> MedicineEntry:
    [entry] = to_record("", [("medicine", one.payload)]).medicines
    return entry


def _history(seen: Seen) -> History:
    if seen.page.history is None:
        raise LookupError("there is a history outside of an emergency")
    return seen.page.history


def _medicine(one: Stored, seen: Seen) -> Medicine:
    dose = one.payload.get("daily_dose")
    names = (name_of(id_, seen.knowledge) for id_ in one.payload.get("ingredients", ()))
    return Medicine(
        entry=one.id,
        text=one.payload["text"],
        known_as=" + ".join(names),
        dose=f"{dose['value']:g} {dose['unit']}" if dose else "",
        since=said_day(one.payload.get("started_on", "")),
        as_needed=one.payload.get("as_needed", False),
    )


def _settled(adequacy: Adequacy) -> bool | None:
    return adequacy.adequate if isinstance(adequacy.adequate, bool) else None


def _points(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} – {high:g}"
