"""Where a curve that can only rise crosses a level."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

ROUNDING = 1e-12  # pooled means of equal heights differ from them by this much at most


def crossing(places: NDArray[np.float64], heights: NDArray[np.float64], level: float) -> float:
    """Return the last place at which a rising curve through noisy heights is not above the level.

    The curve is the least-squares fit that never falls (Barlow et al. 1972), straight between places.

    Args:
        places: Where the heights were measured (k,), rising, k ≥ 1.
        heights: What was measured (k,).
        level: The height to stay within.

    Returns:
        A place between the first and the last; −inf where the curve starts above the level, inf where it ends within.
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
