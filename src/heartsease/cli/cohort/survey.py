"""Survey statistics: shares, means and regressions with the error of the design.

Standard errors are Taylor-linearised over strata and primary sampling units (PSU), as
the NHANES tutorials on variance estimation recommend (CDC/NCHS,
wwwn.cdc.gov/nchs/nhanes/tutorials/varianceestimation.aspx).
A subgroup keeps the whole design; people outside it count with nothing, so that their
sampling units stay counted.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One entry per person: examination weight, stratum and PSU."""

    weight: Vector
    stratum: npt.NDArray[np.int64]
    psu: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A weighted mean or share; `error` is None where a stratum has a single PSU."""

    value: float
    error: float | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """Coefficients, the constant first, and their design-based standard errors."""

    coefficients: Vector
    errors: Vector
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """Weighted percentiles, with the lowest and highest the order of ties allows."""

    usual: Vector
    lowest: Vector
    highest: Vector


def mean(values: Vector, design: Design, *, within: Mask) -> Estimate | None:
    """The weighted mean inside `within`; None when nobody with a weight is there."""
    counted = within & (design.weight > 0)
    if not counted.any():
        return None
    weight = np.where(counted, design.weight, 0.0)
    known = np.where(counted, values, 0.0)
    value = float((weight * known).sum() / weight.sum())
    scores = weight * (known - value) / weight.sum()
    variance = _variance(scores[:, None], design)
    return Estimate(
        value=value,
        error=None if variance is None else float(np.sqrt(variance[0, 0])),
        people=int(counted.sum()),
    )


def regression(
    outcome: Vector, predictors: Matrix, design: Design, *, within: Mask
) -> Regression:
    """Weighted least squares of people with every value; the constant is added."""
    complete = within & (design.weight > 0) & ~np.isnan(outcome)
    complete &= ~np.isnan(predictors).any(axis=1)
    weight = np.where(complete, design.weight, 0.0)
    columns = np.column_stack((np.ones(len(outcome)), predictors))
    columns = np.where(complete[:, None], columns, 0.0)
    known = np.where(complete, outcome, 0.0)
    bread = np.linalg.inv(columns.T @ (weight[:, None] * columns))
    coefficients = bread @ (columns.T @ (weight * known))
    residuals = known - columns @ coefficients
    meat = _variance(columns * (weight * residuals)[:, None], design)
    errors = (
        np.full(len(coefficients), np.nan)
        if meat is None
        else np.sqrt(np.diag(bread @ meat @ bread))
    )
    return Regression(
        coefficients=coefficients, errors=errors, people=int(complete.sum())
    )


def percentiles(values: Vector, weights: Vector, shares: Vector) -> Percentiles:
    """Between the middles of each person's slice of the weighted distribution.

    People with equal values can stand in any order, which moves a percentile near the
    edge of a tie: heaviest first gives the lowest, lightest first the highest.
    """
    return Percentiles(
        usual=_between_middles(
            values, weights, np.argsort(values, kind="stable"), shares
        ),
        lowest=_between_middles(
            values, weights, np.lexsort((-weights, values)), shares
        ),
        highest=_between_middles(
            values, weights, np.lexsort((weights, values)), shares
        ),
    )


def alpha(items: Matrix) -> float:
    """Cronbach's alpha of complete answers, unweighted."""
    number = items.shape[1]
    of_total = items.sum(axis=1).var(ddof=1)
    of_items = items.var(axis=0, ddof=1).sum()
    return float(number / (number - 1) * (1 - of_items / of_total))


def _between_middles(
    values: Vector, weights: Vector, order: npt.NDArray[np.intp], shares: Vector
) -> Vector:
    sorted_weights = weights[order]
    up_to = np.cumsum(sorted_weights)
    middles = (up_to - sorted_weights / 2) / up_to[-1]
    found: Vector = np.interp(shares, middles, values[order])
    return found


def _variance(scores: Matrix, design: Design) -> Matrix | None:
    """Of a total, from the spread of PSU totals within each stratum."""
    units, unit_of = np.unique(
        np.column_stack((design.stratum, design.psu)), axis=0, return_inverse=True
    )
    totals = np.zeros((len(units), scores.shape[1]))
    np.add.at(totals, unit_of.reshape(-1), scores)
    variance = np.zeros((scores.shape[1], scores.shape[1]))
    for stratum in np.unique(units[:, 0]):
        inside = totals[units[:, 0] == stratum]
        number = len(inside)
        if number == 1:
            return None
        apart = inside - inside.mean(axis=0)
        variance += number / (number - 1) * apart.T @ apart
    return variance
