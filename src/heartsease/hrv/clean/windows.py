"""Medians and quantiles of the beats around each beat."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Column = NDArray[np.float64]


def running_median(values: Column, width: int) -> Column:
    """The median of `width` (odd) values around each; the ends are mirrored.

    Fewer values than half a window share one median.
    """
    half = width // 2
    if len(values) <= half:
        return np.full(len(values), np.median(values) if len(values) else np.nan)
    windows = sliding_window_view(np.pad(values, half, mode="reflect"), width)
    middle: Column = np.partition(windows, half, axis=1)[:, half]
    return middle


def running_quantile(
    values: Column, quantile: float, *, width: int, step: int = 1
) -> Column:
    """The `quantile` (no interpolation) of `width` values around each.

    Computed at every `step`-th value and drawn straight between: a threshold that
    follows 91 beats does not change within eight.
    """
    half = width // 2
    count = len(values)
    if count <= half:
        return np.full(count, np.quantile(values, quantile) if count else np.nan)
    places = np.unique(np.append(np.arange(0, count, step), count - 1))
    windows = sliding_window_view(np.pad(values, half, mode="reflect"), width)[places]
    rank = int(quantile * (width - 1))
    found = np.partition(windows, rank, axis=1)[:, rank]
    return np.interp(np.arange(count), places, found)


def bridged(values: Column, trusted: NDArray[np.bool_]) -> Column:
    """The values, with straight lines over those that are not trusted."""
    if trusted.all() or np.count_nonzero(trusted) < 2:
        return values
    places = np.arange(len(values))
    return np.interp(places, places[trusted], values[trusted])
