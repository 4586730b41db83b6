"""Reads the condition tables of knowledge files: the closed vocabulary as TOML.

| TOML | holds when |
|---|---|
| `{ has = "gout" }` or `{ has = ["gout", "ckd"] }` | any of these conditions |
| `{ taking = "maoi" }` (ingredient or class, or a list) | any of these is taken |
| `{ screen = "scoff" }` | the questionnaire's own published screen is positive |
| `{ value = "ferritin", above = 150, unit = "ug/L" }` | the latest current result |
| `{ state = "tsh", in = ["low", "high"] }` | the named band of the latest result |
| `{ score = "phq9", at_least = 10 }` | the latest current total |
| `{ item = "phq9.self_harm", at_least = 1 }` | the latest current answer |
| `{ days_since = "asq", at_most = 21 }` | the newest yes to a condition or a screen is that
  young, and no newer no has taken it back; it counts also after the answer ran out |
| `{ fact = "adherence_in_doubt" }` or with bounds | a fact worked out from rows |
| `{ age_at_least = 60 }`, `{ age_below = 18 }`, `{ sex = "female" }` | |
| `{ all = [..] }`, `{ any = [..] }`, `{ not = {..} }`, `{ always = true }` | |
| `{ if_known = {..} }` | known to be true; a silence counts as no and is not asked |

Bounds are `at_least`, `above`, `at_most`, `below`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from heartsease.core.safety.condition import (
    All,
    Always,
    Any,
    Compare,
    Condition,
    IfKnown,
    Is,
    Not,
    OneOf,
)
from heartsease.core.values.quantity import UnitError
from heartsease.library.errors import KnowledgeError

_BOUNDS = ("at_least", "above", "at_most", "below")
_NUMERIC = ("value", "score", "item", "days_since", "fact")


@dataclass(frozen=True, slots=True)
class ConditionTables:
    """Reads conditions; `to_measure_unit(measure, number, unit)` converts bounds."""

    to_measure_unit: Callable[[str, float, str], float]

    def read(self, data: Anything, *, where: str) -> Condition:
        """One condition; raises `KnowledgeError` naming `where` and the word."""
        if not isinstance(data, Mapping) or not data:
            raise KnowledgeError(
                f"{where}: a condition is a table such as {{ has = .. }}"
            )
        match dict(data):
            case {"always": True, **rest}:
                self._nothing_more(rest, where)
                return Always()
            case {"all": list(parts), **rest}:
                self._nothing_more(rest, where)
                return All(tuple(self.read(part, where=where) for part in parts))
            case {"any": list(parts), **rest}:
                self._nothing_more(rest, where)
                return Any(tuple(self.read(part, where=where) for part in parts))
            case {"not": part, **rest}:
                self._nothing_more(rest, where)
                return Not(self.read(part, where=where))
            case {"if_known": part, **rest}:
                self._nothing_more(rest, where)
                return IfKnown(self.read(part, where=where))
            case {"has": names, **rest}:
                self._nothing_more(rest, where)
                return _any_is("has", names, where)
            case {"taking": names, **rest}:
                self._nothing_more(rest, where)
                return _any_is("taking", names, where)
            case {"screen": names, **rest}:
                self._nothing_more(rest, where)
                return _any_is("screen", names, where)
            case {"sex": str(sex), **rest}:
                self._nothing_more(rest, where)
                return OneOf("sex", frozenset({sex}))
            case {"state": str(measure), "in": list(names), **rest}:
                self._nothing_more(rest, where)
                return OneOf(f"state:{measure}", frozenset(names))
            case {"age_at_least": int(age), **rest}:
                self._nothing_more(rest, where)
                return Compare(key="age", at_least=float(age))
            case {"age_below": int(age), **rest}:
                self._nothing_more(rest, where)
                return Compare(key="age", below=float(age))
            case _:
                return self._number(data, where)

    def _number(self, data: Mapping[str, Anything], where: str) -> Condition:
        kind = next((kind for kind in _NUMERIC if kind in data), None)
        if kind is None:
            raise KnowledgeError(
                f"{where}: {', '.join(map(str, data))} is not in the vocabulary"
            )
        name = data[kind]
        unit = data.get("unit")
        self._nothing_more(
            {k: v for k, v in data.items() if k not in (kind, "unit", *_BOUNDS)}, where
        )
        bounds = {word: data[word] for word in _BOUNDS if word in data}
        if not bounds and kind == "fact":
            return Is(f"fact:{name}")
        if not bounds:
            raise KnowledgeError(
                f"{where}: {name} needs a bound ({', '.join(_BOUNDS)})"
            )
        if kind == "value":
            if not isinstance(unit, str):
                raise KnowledgeError(f"{where}: {name} needs its unit")
            bounds = {w: self._in_unit(name, b, unit, where) for w, b in bounds.items()}
        return Compare(
            key=f"{kind}:{name}", **{word: float(b) for word, b in bounds.items()}
        )

    def _in_unit(self, measure: str, bound: float, unit: str, where: str) -> float:
        try:
            return self.to_measure_unit(measure, float(bound), unit)
        except (KeyError, UnitError) as problem:
            raise KnowledgeError(f"{where}: {measure} in {unit}: {problem}") from None

    @staticmethod
    def _nothing_more(rest: Mapping[str, Anything], where: str) -> None:
        if rest:
            raise KnowledgeError(
                f"{where}: {', '.join(rest)} cannot stand beside the rest; "
                "combine conditions with all or any"
            )


def _any_is(kind: str, names: Anything, where: str) -> Condition:
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, list) or not all(isinstance(n, str) for n in listed):
        raise KnowledgeError(f"{where}: {kind} takes a name or a list of names")
    parts = tuple(Is(f"{kind}:{name}") for name in listed)
    return parts[0] if len(parts) == 1 else Any(parts)
