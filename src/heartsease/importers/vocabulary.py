"""What importers need to know of the knowledge: codes, names, units and answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from heartsease.core.instruments.definition import (
    Instrument,
    Item,
    choices_of,
    range_of,
)
from heartsease.core.labs.definition import (
    Measure,
    by_loinc,
    by_name,
    fold_name,
    in_canonical_unit,
)
from heartsease.core.medicines.names import Formulary
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.vocabulary import Card
from heartsease.core.staging.treatment import Treatment, named
from heartsease.core.values.code import (
    ICD10,
    ICD10_CM,
    LOINC,
    OWN_CONDITION,
    OWN_INGREDIENT,
    OWN_MEASURE,
    Code,
)
from heartsease.core.values.quantity import Quantity, UnitError

CodeKey = tuple[str, str]  # system and code
# How SNOMED CT ends the full names of things that are done to people.
_SNOMED_TAGS = ("(procedure)", "(regime/therapy)")
_ICD_CATEGORY = 3  # characters; the classification and its US edition agree up to here


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


def _no_codes() -> Mapping[CodeKey, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of one instrument, with what its answers count.

    `choices` are the allowed numbers; without them anything from `lowest` to `highest`.
    """

    instrument: str
    item: str
    lowest: float
    highest: float
    choices: frozenset[float] = frozenset()
    by_code: Mapping[str, float] = field(default_factory=dict)
    by_label: Mapping[str, float] = field(default_factory=dict)

    def allows(self, value: float) -> bool:
        """Whether this number is an answer to the question."""
        if self.choices:
            return value in self.choices
        return self.lowest <= value <= self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Look-ups by code and by name; what is not found is None or (), never a guess."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    formulary: Formulary | None = None
    measures_by_loinc: Mapping[str, str] = field(default_factory=_nothing)
    measures_by_name: Mapping[str, str] = field(default_factory=_nothing)
    totals_by_loinc: Mapping[str, str] = field(default_factory=_nothing)
    panels_by_loinc: Mapping[str, str] = field(default_factory=_nothing)
    questions_by_loinc: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    conditions_by_code: Mapping[CodeKey, str] = field(default_factory=_no_codes)
    conditions_by_name: Mapping[str, str] = field(default_factory=_nothing)
    treatments: Mapping[str, Treatment] = field(default_factory=dict)
    session_gap_days: int = 0  # sessions further apart are of another course

    def measure_of(self, codes: Sequence[Code] = (), name: str = "") -> str | None:
        """The measure one of the codes names, else the one this printed name means."""
        for code in codes:
            if code.system == LOINC and code.code in self.measures_by_loinc:
                return self.measures_by_loinc[code.code]
            if code.system == OWN_MEASURE and code.code in self.measures:
                return code.code
        return self.measures_by_name.get(fold_name(name)) if name else None

    def is_medicine(self, treatment: str | None) -> bool:
        """Whether a treatment is a medicine that we know."""
        return self.formulary is not None and treatment in self.formulary.medicines

    def instrument_of(self, code: Code) -> str | None:
        """The instrument whose total or panel this code is."""
        if code.system != LOINC:
            return None
        return self.totals_by_loinc.get(code.code) or self.panels_by_loinc.get(
            code.code
        )

    def item_of(self, code: Code) -> tuple[Question, ...]:
        """The questions this code stands for; a short form shares codes with a long."""
        return (
            self.questions_by_loinc.get(code.code, ()) if code.system == LOINC else ()
        )

    def condition_of(
        self, codes: Sequence[Code] = (), text: str = "", *, exact: bool = False
    ) -> str | None:
        """The condition of a code, else of a text that is exactly its label.

        An ICD-10 category stands for the codes below it, unless `exact`: the absence of
        one kind of diabetes is not the absence of diabetes.
        """
        for code in codes:
            for key in [(code.system, code.code)] if exact else _wider(code):
                if found := self.conditions_by_code.get(key):
                    return found
        return self.conditions_by_name.get(fold_name(text)) if text else None

    def medicine_of(self, text: str, codes: Sequence[Code] = ()) -> tuple[str, ...]:
        """The ingredients of a medicine, () when it is not recognised.

        Ids of our own come from a file of ours, which knew what the text meant.
        """
        if self.formulary is None:
            return ()
        known = self.formulary.medicines
        own = (code.code for code in codes if code.system == OWN_INGREDIENT)
        if found := tuple(one for one in own if one in known):
            return found
        return self.formulary.resolve(text, codes)

    def treatment_of(self, text: str, codes: Sequence[Code] = ()) -> str | None:
        """The treatment counted in sessions with exactly this name.

        None when the text and the names of the codes mean different ones.
        No code of a terminology has been checked so far; only their names are read.
        """
        names = (text, *(code.display for code in codes))
        found = {named(_without_tag(name), self.treatments) for name in names if name}
        known = found - {None}
        return known.pop() if len(known) == 1 else None

    def canonical(self, measure: str | None, quantity: Quantity) -> float | None:
        """The amount in the measure's own unit; None when that cannot be said."""
        known = self.measures.get(measure or "")
        if known is None:
            return None
        try:
            return in_canonical_unit(known, quantity).value
        except UnitError:
            return None


def vocabulary_of(
    instruments: Mapping[str, Instrument],
    measures: Mapping[str, Measure],
    formulary: Formulary,
    cards: Iterable[Card],
    treatments: Mapping[str, Treatment] | None = None,
    session_gap_days: int = 0,
) -> Vocabulary:
    """The look-ups importers need, from what the loaders of `library` return."""
    terms = [term for card in cards for term in card.terms]
    return Vocabulary(
        measures=measures,
        instruments=instruments,
        formulary=formulary,
        measures_by_loinc=by_loinc(measures),
        measures_by_name=by_name(measures),
        totals_by_loinc={
            one.loinc_total: one.id for one in instruments.values() if one.loinc_total
        },
        panels_by_loinc={
            one.loinc_panel: one.id for one in instruments.values() if one.loinc_panel
        },
        questions_by_loinc=_questions(instruments.values()),
        conditions_by_code={
            **{(OWN_CONDITION, term.id): term.id for term in terms},
            **{(one.system, one.code): term.id for term in terms for one in term.codes},
        },
        conditions_by_name={
            fold_name(name): term.id for term in terms for name in (term.id, term.label)
        },
        treatments=treatments or {},
        session_gap_days=session_gap_days,
    )


def whole_vocabulary(knowledge: Knowledge) -> Vocabulary:
    """The look-ups from the whole of the knowledge."""
    return vocabulary_of(
        knowledge.instruments,
        knowledge.measures,
        knowledge.formulary,
        knowledge.cards,
        treatments=knowledge.staging.treatments,
        session_gap_days=knowledge.staging.infer.session_gap_days,
    )


def question_of(instrument: Instrument, item: Item) -> Question:
    """One item as importers see it."""
    choices = choices_of(instrument, item)
    lowest, highest = range_of(instrument, item)
    return Question(
        instrument=instrument.id,
        item=item.id,
        lowest=lowest,
        highest=highest,
        choices=frozenset(choice.value for choice in choices),
        by_code={one.loinc: one.value for one in choices if one.loinc},
        by_label={fold_name(one.label): one.value for one in choices if one.label},
    )


def _questions(instruments: Iterable[Instrument]) -> dict[str, tuple[Question, ...]]:
    found: dict[str, tuple[Question, ...]] = {}
    for instrument in instruments:
        for item in instrument.items:
            if item.loinc:
                question = question_of(instrument, item)
                found[item.loinc] = (*found.get(item.loinc, ()), question)
    return found


def _without_tag(name: str) -> str:
    for tag in _SNOMED_TAGS:
        name = name.strip().removesuffix(tag)
    return name


def _wider(code: Code) -> list[CodeKey]:
    if code.system not in (ICD10, ICD10_CM):
        return [(code.system, code.code)]
    bare = code.code.replace(".", "").upper()
    keys = [
        (code.system, _dotted(bare[:length]))
        for length in range(len(bare), _ICD_CATEGORY - 1, -1)
    ]
    return [*keys, (ICD10_CM, bare[:_ICD_CATEGORY]), (ICD10, bare[:_ICD_CATEGORY])]


def _dotted(bare: str) -> str:
    head, tail = bare[:_ICD_CATEGORY], bare[_ICD_CATEGORY:]
    return f"{head}.{tail}" if tail else head
