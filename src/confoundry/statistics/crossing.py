"""Where a monotone curve crosses a level."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

ROUNDING = 1e-12  # largest rounding error of pooled means of equal heights


def crossing(places: NDArray[np.float64], heights: NDArray[np.float64], level: float) -> float:
    """Return the last place at which a monotone curve through noisy heights is not above the level.

    The curve is the least-squares isotonic fit (Barlow et al. 1972), linear between places.

    Args:
        places: Where the heights were measured (k,), increasing, k ≥ 1.
        heights: The measured heights (k,).
        level: The level.

    Returns:
        A place between the first and the last; −inf if the curve starts above the level, inf if it ends at or below it.
    """
    curve = isotonic_regression(heights).x
    above = np.flatnonzero(curve > level + ROUNDING)
    if not len(above):
        return np.inf
    right = above[0]
    if right == 0:
        return -np.inf
    left = right - 1
    share = (level - curve[left]) / (curve[right] - curve[left])
    return float(places[left] + share * (places[right] - places[left]))
