"""What one metric promises: its unit, its convention, and when it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Numbers: TypeAlias = Mapping[str, float]  # by metric id; NaN where it is not defined


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of heart rate variability, as it is defined here.

    `unit` is a UCUM code. `convention` names the denominator, the degrees of freedom and
    everything else on which other programs differ. `intervals` and `seconds` are the
    shortest usable length, counted in kept intervals and in the time they fill; below
    either, the metric is Unknown. `gaps` says what a left-out beat does to it.
    """

    id: str
    name: str
    unit: str
    convention: str
    gaps: str
    source: str
    intervals: int
    seconds: float = 0.0
    asked_above: int | None = None  # in more intervals than this, only by name
    undefined: str = "variation between intervals"  # what a NaN is the lack of
