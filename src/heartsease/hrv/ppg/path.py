"""The best path through states over time, when changing the state has a price."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def steadiest(scores: Floats, prices: Floats) -> NDArray[np.intp]:
    """The state at each moment, of the path with the highest sum of scores less prices.

    `scores` (n, states), `prices` (states, states) from row to column; the result is (n,).
    """
    column = np.arange(scores.shape[1])
    best, came = scores[0], []
    for now in scores[1:]:
        options = best[:, None] - prices
        source = options.argmax(axis=0)
        best = options[source, column] + now
        came.append(source)
    path = [int(best.argmax())]
    for source in reversed(came):
        path.append(int(source[path[-1]]))
    return np.array(path[::-1], dtype=np.intp)
