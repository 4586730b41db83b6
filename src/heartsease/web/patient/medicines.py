"""Names of treatments and medicines, as people write them."""

from collections.abc import Iterable
from functools import cache

from heartsease.core.medicines.definition import Medicine
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.staging.treatment import named
from heartsease.library.knowledge import standard


def ingredients_of(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The ingredients of a medicine; () for a name we do not know."""
    return knowledge.formulary.resolve(text)


def treatment_of(text: str, knowledge: Knowledge) -> str | None:
    """The one treatment a name means; None when it is none, or several at once."""
    if session := named(text, knowledge.staging.treatments):
        return session
    found = knowledge.formulary.resolve(text)
    return found[0] if len(found) == 1 else None


def name_of(treatment: str, knowledge: Knowledge) -> str:
    """What a treatment id is called."""
    medicine = knowledge.formulary.medicines.get(treatment)
    session = knowledge.staging.treatments.get(treatment)
    return medicine.name if medicine else session.name if session else treatment


@cache
def medicine_names() -> tuple[str, ...]:
    """What is offered while a medicine's name is being typed: brands as well."""
    known = standard().formulary
    return _in_order(name for one in known.medicines.values() for name in _names(one))


@cache
def treatment_names() -> tuple[str, ...]:
    """The same for a treatment trial: medicines that count as one, then sessions."""
    known = standard()
    sessions = (one.name for one in known.staging.treatments.values())
    medicines = (
        name
        for one in known.formulary.medicines.values()
        if one.adequacy and one.counts_as_trial
        for name in _names(one)
    )
    return (*_in_order(medicines), *sorted(sessions))


def _names(one: Medicine) -> tuple[str, ...]:
    return (one.name, *one.other_names)


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, by the alphabet, whatever its first letter looks like."""
    once = {name.casefold(): name for name in names}
    return tuple(once[name] for name in sorted(once))
