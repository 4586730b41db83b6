"""What importers need to know of the knowledge: codes, names, units and answers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from heartsease.core.values.code import ICD10, ICD10_CM, LOINC, Code
from heartsease.core.values.quantity import Quantity, UnitError, convert

CodeKey = tuple[str, str]  # system and code

_SPACES = re.compile(r"\s+")
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The unit of a measure, what converts into it, and what a body can have.

    `offsets` gives slope and intercept for units that are not proportional.
    `lowest` and `highest` are the plausible limits; None is not known.
    """

    measure: str
    name: str
    unit: str
    mol_per: Quantity | None = None
    offsets: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    lowest: float | None = None
    highest: float | None = None

    def canonical(self, quantity: Quantity) -> float:
        """The amount in the measure's own unit; raises `UnitError` for another kind."""
        return convert(
            quantity,
            self.unit,
            mol_per=self.mol_per,
            offset=self.offsets.get(quantity.unit),
        ).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of one instrument, and the answers it can have.

    `values` are the allowed numbers, () for anything from `lowest` to `highest`.
    """

    instrument: str
    item: str
    values: tuple[float, ...] = ()
    lowest: float = 0.0
    highest: float = 0.0
    by_code: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    by_label: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def allows(self, value: float) -> bool:
        """Whether this number is an answer to the question."""
        if self.values:
            return value in self.values
        return self.lowest <= value <= self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """An instrument as importers see it; limits are those of the total."""

    id: str
    name: str
    total_minimum: float
    total_maximum: float
    questions: tuple[Question, ...] = ()
    # Total from all answers, None when it cannot be worked out from them.
    total_of: Callable[[Mapping[str, float]], float | None] = lambda answers: None


def _no_medicine(text: str, codes: Sequence[Code]) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Look-ups by code and by name; what is not found is None or (), never a guess."""

    scales: Mapping[str, Scale] = field(default_factory=dict)
    measures_by_code: Mapping[CodeKey, str] = field(default_factory=dict)
    measures_by_name: Mapping[str, str] = field(default_factory=dict)
    questionnaires: Mapping[str, Questionnaire] = field(default_factory=dict)
    totals_by_code: Mapping[CodeKey, str] = field(default_factory=dict)
    panels_by_code: Mapping[CodeKey, str] = field(default_factory=dict)
    items_by_code: Mapping[CodeKey, tuple[Question, ...]] = field(default_factory=dict)
    conditions_by_code: Mapping[CodeKey, str] = field(default_factory=dict)
    conditions_by_name: Mapping[str, str] = field(default_factory=dict)
    resolve_medicine: Callable[[str, Sequence[Code]], tuple[str, ...]] = _no_medicine

    def measure_of(
        self, code: Code | Sequence[Code] = (), name: str = ""
    ) -> str | None:
        """The measure a code names, else the one a printed name is known for."""
        for one in (code,) if isinstance(code, Code) else code:
            if found := self.measures_by_code.get((one.system, one.code)):
                return found
        return self.measures_by_name.get(plain(name)) if name else None

    def instrument_of(self, code: Code) -> str | None:
        """The instrument whose total or panel this code is."""
        key = (code.system, code.code)
        return self.totals_by_code.get(key) or self.panels_by_code.get(key)

    def item_of(self, code: Code) -> tuple[Question, ...]:
        """The questions this code stands for; short forms share codes with long."""
        return self.items_by_code.get((code.system, code.code), ())

    def answer_value(self, question: Question, code: str) -> float | None:
        """What a LOINC answer code counts for this question."""
        return question.by_code.get(code)

    def condition_of(
        self, code: Code | Sequence[Code] = (), text: str = ""
    ) -> str | None:
        """The condition of a code, else of a text that is exactly its label.

        An ICD-10 code also belongs to the shorter codes it begins with.
        """
        for one in (code,) if isinstance(code, Code) else code:
            for key in _wider(one):
                if found := self.conditions_by_code.get(key):
                    return found
        return self.conditions_by_name.get(plain(text)) if text else None

    def medicine_of(self, text: str, codes: Sequence[Code] = ()) -> tuple[str, ...]:
        """The ingredients of a medicine, () when it is not recognised."""
        return self.resolve_medicine(text, codes)

    def canonical(self, measure: str | None, quantity: Quantity) -> float | None:
        """The amount in the measure's own unit, None when that cannot be said."""
        scale = self.scales.get(measure or "")
        if scale is None:
            return None
        try:
            return scale.canonical(quantity)
        except UnitError:
            return None


def plain(name: str) -> str:
    """A printed name without differences of case, spaces and final stops."""
    return _SPACES.sub(" ", name.strip().casefold()).rstrip(".:*")


def _wider(code: Code) -> list[CodeKey]:
    if code.system not in (ICD10, ICD10_CM):
        return [(code.system, code.code)]
    bare = code.code.replace(".", "").upper()
    shortened = [bare[:n] for n in range(len(bare), 2, -1)]
    written = [f"{s[:3]}.{s[3:]}" if len(s) > 3 else s for s in shortened]
    return [
        (system, text)
        for one in written
        for text in (one,)
        for system in (code.system, ICD10, ICD10_CM)
    ]


def loinc(code: str) -> CodeKey:
    """The key of a LOINC code."""
    return (LOINC, code)
