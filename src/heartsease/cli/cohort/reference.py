"""Ours beside the reference numbers that lie with the data.

How the reference was reached, found by trying what reproduces it:

| number | convention |
|---|---|
| PHQ-9 mean, share of 10 or more, by sex | adults of 18 and over with all nine items answered; examination weight |
| alpha | the same people, without weights |
| percentiles | adults of 18 and over with a result, whatever else they answered; examination weight; between the middles of each person's slice of the distribution; below the detection limit = limit / sqrt 2 |
| regressions | PHQ-9 on the columns named, with a constant; complete cases; weighted least squares; natural logarithms; errors linearised over strata and sampling units |

and how far ours may be from it:

| number | tolerance | why |
|---|---|---|
| number of people | 0 | a count |
| mean, alpha | 0.0005 | the reference is rounded to three decimals |
| percentages | 0.005 | two decimals |
| coefficients and errors | 0.00005 | four decimals |
| percentiles | 0.005 beyond the lowest and highest that the order of people with equal results allows | two decimals; the order of ties is arbitrary |
| percentiles of red-cell folate | also 0.5 % | we read the survey's column in nmol/L, which is rounded to three figures; the reference has ng/mL |

`n_demo` counts children too and is not compared.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from heartsease.cli.cohort import survey
from heartsease.cli.cohort.survey import Mask, Vector
from heartsease.cli.cohort.tables import PERCENT, Cohort
from heartsease.core.labs.definition import Measure, in_unit
from heartsease.core.values.quantity import Quantity

FILE = "reference_numbers.json"
ITEMS = (
    "interest", "mood", "sleep", "energy", "appetite", "worth", "concentration",
    "movement", "self_harm",
)  # fmt: skip
SHARES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)

_THREE_DECIMALS = 0.0005
_TWO_DECIMALS = 0.005
_FOUR_DECIMALS = 0.00005
# A number that lies on the edge of its rounding may fall on either side of it.
_EDGE = 1e-9
_THREE_FIGURES = 0.005  # relative: half a step in 100, the worst of three figures
_ROUNDED = frozenset({"red_cell_folate"})
_TEN = 10.0  # nmol/L of vitamin D that one step of the regression stands for

_MEASURES: Mapping[str, tuple[str, str]] = {  # measure, and the reference's unit
    "LBXHSCRP": ("hs_crp", "mg/L"),
    "LBXVIDMS": ("vitamin_d", "nmol/L"),
    "LBXFER": ("ferritin", "ng/mL"),
    "LBDRFO": ("red_cell_folate", "ng/mL"),
    "LBDFOTSI": ("folate", "nmol/L"),
}
_PERCENTILES = "pct_2.5_5_25_50_75_95_97.5"
_REGRESSION = ("adj_", "adjBMI_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One number: ours beside theirs; `ok` when within what we said beforehand."""

    number: str
    ours: float
    theirs: float
    tolerance: float
    ok: bool
    percentile_of: str = ""  # the laboratory column, "" for other numbers

    @property
    def difference(self) -> float:
        """Ours minus theirs."""
        return self.ours - self.theirs


def reference_of(folder: Path) -> Mapping[str, Any]:
    """The reference numbers by cycle; empty when the folder has none."""
    path = folder / FILE
    if not path.exists():
        return {}
    numbers: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return numbers


def compare(
    cohort: Cohort, theirs: Mapping[str, Any], measures: Mapping[str, Measure]
) -> tuple[Compared, ...]:
    """Every number of the cycle that can be compared, in the reference's order."""
    return (
        *_of_phq9(cohort, theirs),
        *_of_regressions(cohort, theirs),
        *_of_percentiles(cohort, theirs.get(_PERCENTILES, {}), measures),
    )


def _within(number: str, ours: float, theirs: float, tolerance: float) -> Compared:
    return Compared(
        number=number,
        ours=ours,
        theirs=theirs,
        tolerance=tolerance,
        ok=abs(ours - theirs) <= tolerance + _EDGE,
    )


def _of_phq9(cohort: Cohort, theirs: Mapping[str, Any]) -> Iterator[Compared]:
    women, men = cohort.female > 0, cohort.female == 0
    high = cohort.positive.astype(np.float64)
    shares = {"phq_ge10_pct": cohort.scored, "phq_ge10_f": cohort.scored & women}
    shares["phq_ge10_m"] = cohort.scored & men
    if "n_phq" in theirs:
        yield _within("n_phq", float(cohort.scored.sum()), theirs["n_phq"], 0.0)
    average = survey.mean(cohort.total, cohort.design, within=cohort.scored)
    if "phq_mean" in theirs and average is not None:
        yield _within("phq_mean", average.value, theirs["phq_mean"], _THREE_DECIMALS)
    for name, within in shares.items():
        share = survey.mean(high, cohort.design, within=within)
        if name in theirs and share is not None:
            ours = PERCENT * share.value
            yield _within(name, ours, theirs[name], _TWO_DECIMALS)
    if "alpha" in theirs:
        ours = survey.alpha(cohort.items(ITEMS))
        yield _within("alpha", ours, theirs["alpha"], _THREE_DECIMALS)


def _of_regressions(cohort: Cohort, theirs: Mapping[str, Any]) -> Iterator[Compared]:
    for name, fitted in theirs.items():
        if not name.startswith(_REGRESSION):
            continue
        predictors = [one for one in fitted if one not in ("n", "const")]
        columns = np.column_stack([_column(cohort, one) for one in predictors])
        ours = survey.regression(
            cohort.total, columns, cohort.design, within=cohort.scored
        )
        yield _within(f"{name} n", float(ours.people), fitted["n"], 0.0)
        for place, predictor in enumerate(("const", *predictors)):
            both = zip(
                ("", " SE"),
                (ours.coefficients[place], ours.errors[place]),
                fitted[predictor],
                strict=True,
            )
            for what, mine, other in both:
                label = f"{name} {predictor}{what}"
                yield _within(label, float(mine), other, _FOUR_DECIMALS)


def _column(cohort: Cohort, name: str) -> Vector:
    match name:
        case "logCRP":
            return np.log(cohort.values("hs_crp"))
        case "logFER":
            return np.log(cohort.values("ferritin"))
        case "VITD10":
            return cohort.values("vitamin_d") / _TEN
        case "SLEEP":
            return cohort.values("sleep_hours")
        case "BMXBMI":
            return cohort.values("bmi")
        case "RIDAGEYR":
            return cohort.age
        case "female":
            return cohort.female
        case _:
            raise KeyError(f"{name} is not a column of the reference regressions")


def _of_percentiles(
    cohort: Cohort,
    theirs: Mapping[str, Sequence[float]],
    measures: Mapping[str, Measure],
) -> Iterator[Compared]:
    for name, wanted in theirs.items():
        column, sex, ages = name.split("|")
        measure, unit = _MEASURES[column]
        one = Quantity(1.0, measures[measure].unit)
        values = cohort.values(measure) * in_unit(measures[measure], one, unit).value
        people = _group(cohort, sex, ages) & ~np.isnan(values)
        found = survey.percentiles(
            values[people], cohort.design.weight[people], np.array(SHARES)
        )
        for place, other in enumerate(wanted):
            slack = _TWO_DECIMALS + _EDGE
            slack += other * _THREE_FIGURES if measure in _ROUNDED else 0.0
            low, high = float(found.lowest[place]), float(found.highest[place])
            ours = float(found.usual[place])
            yield Compared(
                number=f"{name} {PERCENT * SHARES[place]:g} %",
                ours=ours,
                theirs=other,
                tolerance=max(high - ours, ours - low) + slack,
                ok=low - slack <= other <= high + slack,
                percentile_of=column,
            )


def _group(cohort: Cohort, sex: str, ages: str) -> Mask:
    youngest, oldest = (float(one) for one in ages.split("-"))
    group: Mask = (
        (cohort.design.weight > 0)
        & (cohort.female == float(sex == "F"))
        & (cohort.age >= youngest)
        & (cohort.age <= oldest)
    )
    return group
