"""The array types that the numbers of heart rhythm are written in."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Truths: TypeAlias = NDArray[np.bool_]


def inner(one: Floats, other: Floats) -> float:
    """The sum of products; pairwise, and on one core.

    The linear algebra library would wake its threads for more than some thousand numbers.
    On a busy machine they wait for each other a hundred times longer than they compute.
    """
    return float(np.multiply(one, other).sum())
