"""Amounts with UCUM units; the one place in the program where units are converted.

Units follow UCUM (https://ucum.org, version 2.1): the part of it that laboratories and
prescriptions use.
An amount of substance and a mass of the same analyte are different dimensions here; the
factor between them belongs to the analyte and is passed in as `mol_per`.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its UCUM unit, e.g. `Quantity(12.0, "ug/L")`."""

    value: float
    unit: str


class UnitError(ValueError):
    """A unit is not UCUM as far as we read it, or two units do not measure the same."""


@dataclass(frozen=True, slots=True)
class _Unit:
    factor: float
    dimension: tuple[tuple[str, int], ...]


_PREFIXES: Mapping[str, float] = {
    "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "d": 1e-1, "c": 1e-2,
    "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15,
}  # fmt: skip

_ATOMS: Mapping[str, tuple[float, Mapping[str, int], bool]] = {
    # symbol: (factor to the base unit, dimension, takes prefixes)
    "g": (1.0, {"mass": 1}, True),
    "m": (1.0, {"length": 1}, True),
    "[lb_av]": (453.59237, {"mass": 1}, False),
    "[in_i]": (0.0254, {"length": 1}, False),
    "[ft_i]": (0.3048, {"length": 1}, False),
    "L": (1e-3, {"length": 3}, True),
    "l": (1e-3, {"length": 3}, True),
    "mol": (1.0, {"substance": 1}, True),
    "eq": (1.0, {"equivalent": 1}, True),
    "[IU]": (1.0, {"arbitrary IU": 1}, True),
    "[iU]": (1.0, {"arbitrary IU": 1}, True),
    "U": (1.0, {"catalytic U": 1}, True),
    "kat": (6e7, {"catalytic U": 1}, True),  # 1 kat = 1 mol/s, 1 U = 1 umol/min
    "[arb'U]": (1.0, {"arbitrary unit": 1}, False),
    "s": (1.0, {"time": 1}, True),
    "min": (60.0, {"time": 1}, False),
    "h": (3600.0, {"time": 1}, False),
    "d": (86400.0, {"time": 1}, False),
    "wk": (604800.0, {"time": 1}, False),
    "mm[Hg]": (1.0, {"pressure mm[Hg]": 1}, False),
    "%": (1e-2, {}, False),
    "cal": (1.0, {"energy cal": 1}, True),
    "Cel": (1.0, {"temperature Cel": 1}, False),
    "lx": (1.0, {"illuminance": 1}, True),
    "mo": (2629800.0, {"time": 1}, False),
    "a": (31557600.0, {"time": 1}, False),
    "{index}": (1.0, {"index": 1}, False),
}

_POWER_OF_TEN = re.compile(r"10[*^](-?\d+)")
_EXPONENT = re.compile(r"^(.*?[A-Za-z\]\}%])(-?\d+)$")
_ANNOTATION = re.compile(r"\{[^{}]*\}")
# A separator inside an annotation, as in {1.73_m2}, separates nothing.
_TOKEN = re.compile(r"[./]|(?:\{[^{}]*\}|\[[^\[\]]*\]|[^./{}\[\]])+")


def convert(
    quantity: Quantity,
    unit: str,
    *,
    mol_per: Quantity | None = None,
    offset: tuple[float, float] | None = None,
) -> Quantity:
    """The same amount in another unit.

    `mol_per` joins mass and substance: how much of the analyte is one mole, as a mass
    (e.g. `Quantity(400.6, "g")`).
    `offset` is `(slope, intercept)` for the few pairs that are not proportional, e.g.
    HbA1c from NGSP % to IFCC mmol/mol.
    Raises `UnitError` naming both units when they do not measure the same thing.
    """
    if quantity.unit == unit:
        return quantity
    if offset is not None:
        slope, intercept = offset
        return Quantity(quantity.value * slope + intercept, unit)
    source, target = _parse(quantity.unit), _parse(unit)
    value = quantity.value * source.factor / target.factor
    if source.dimension == target.dimension:
        return Quantity(value, unit)
    if mol_per is not None:
        grams_per_mole = convert(mol_per, "g").value
        if _swap(source.dimension, "mass", "substance") == target.dimension:
            return Quantity(value / grams_per_mole, unit)
        if _swap(source.dimension, "substance", "mass") == target.dimension:
            return Quantity(value * grams_per_mole, unit)
    raise UnitError(f"{quantity.unit} and {unit} do not measure the same thing.")


def same_dimension(one: str, other: str) -> bool:
    """Whether two units can be converted without knowing the analyte."""
    return _parse(one).dimension == _parse(other).dimension


def is_pure_number(unit: str) -> bool:
    """Whether nothing but a number is left of the unit: "%", "mmol/mol", "h/d".

    Any two such units convert into each other, so that agreeing on the dimension says
    nothing about measuring the same thing.
    """
    return not _parse(unit).dimension


def is_readable(unit: str) -> bool:
    """Whether we can read this UCUM unit at all."""
    try:
        _parse(unit)
    except UnitError:
        return False
    return True


def _swap(
    dimension: tuple[tuple[str, int], ...], old: str, new: str
) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((new if name == old else name, n) for name, n in dimension))


@lru_cache(maxsize=4096)
def _parse(unit: str) -> _Unit:
    factor, powers = 1.0, dict[str, int]()
    for part, sign in _signed_terms(unit):
        one, dimension = _term(part, whole=unit)
        factor *= one**sign
        for name, power in dimension.items():
            powers[name] = powers.get(name, 0) + sign * power
    named = tuple(sorted((name, n) for name, n in powers.items() if n))
    return _Unit(factor, named)


def _signed_terms(unit: str) -> list[tuple[str, int]]:
    """The terms with +1 above and -1 below the line; "/min" starts below it."""
    tokens = _TOKEN.findall(unit)
    if not tokens or "".join(tokens) != unit or any(map(str.isspace, unit)):
        raise UnitError(f"{unit!r} is not a UCUM unit.")
    if tokens[0] != "/":
        tokens.insert(0, ".")
    separators, terms = tokens[::2], tokens[1::2]
    if len(separators) != len(terms) or any(one not in "./" for one in separators):
        raise UnitError(f"{unit!r} is not a UCUM unit.")
    return [
        (term, -1 if separator == "/" else 1)
        for separator, term in zip(separators, terms, strict=True)
    ]


def _term(part: str, *, whole: str) -> tuple[float, Mapping[str, int]]:
    if part in _ATOMS:
        factor, dimension, _ = _ATOMS[part]
        return factor, dimension
    if power := _POWER_OF_TEN.fullmatch(part):
        return 10.0 ** int(power[1]), {}
    bare = _ANNOTATION.sub("", part)
    if not bare:  # "{score}": UCUM reads a lone annotation as the unity
        return 1.0, {}
    if bare != part:
        return _term(bare, whole=whole)
    if bare == "1":
        return 1.0, {}
    if exponent := _EXPONENT.fullmatch(part):
        factor, dimension = _term(exponent[1], whole=whole)
        n = int(exponent[2])
        return factor**n, {name: power * n for name, power in dimension.items()}
    prefix, rest = part[:1], part[1:]
    if prefix in _PREFIXES and rest in _ATOMS and _ATOMS[rest][2]:
        factor, dimension, _ = _ATOMS[rest]
        return _PREFIXES[prefix] * factor, dimension
    raise UnitError(f"{whole!r} is not a UCUM unit we can read ({part!r}).")


def is_finite(quantity: Quantity) -> bool:
    """False for a value no instrument can print (NaN, infinity)."""
    return math.isfinite(quantity.value)
