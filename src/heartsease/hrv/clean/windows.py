"""Medians and quantiles of the beats around each beat."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Column = NDArray[np.float64]

AT_ONCE = 8192  # windows; bounds the memory for any length, and fits the cache


def running_median(values: Column, width: int) -> Column:
    """The median of `width` (odd) values around each; the ends are mirrored.

    Fewer values than half a window share one median.
    """
    half = width // 2
    if len(values) <= half:
        return np.full(len(values), np.median(values) if len(values) else np.nan)
    windows = sliding_window_view(np.pad(values, half, mode="reflect"), width)
    return _ranked(windows, half)


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
    windows = sliding_window_view(np.pad(values, half, mode="reflect"), width)
    found = _ranked(windows, int(quantile * (width - 1)), places)
    return np.interp(np.arange(count), places, found)


def _ranked(
    windows: Column, rank: int, places: NDArray[np.intp] | None = None
) -> Column:
    """The value of that rank in each window, or in the windows at `places`."""
    count = len(windows) if places is None else len(places)
    found = np.empty(count)
    for start in range(0, count, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        some = windows[part] if places is None else windows[places[part]]
        found[part] = np.partition(some, rank, axis=1)[:, rank]
    return found


def bridged(values: Column, trusted: NDArray[np.bool_]) -> Column:
    """The values, with straight lines over those that are not trusted."""
    if trusted.all() or np.count_nonzero(trusted) < 2:
        return values
    places = np.arange(len(values))
    return np.interp(places, places[trusted], values[trusted])
