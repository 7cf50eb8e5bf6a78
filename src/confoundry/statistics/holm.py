"""Holm's correction for many comparisons: it keeps the chance of even one false finding below the level."""

import numpy as np
from numpy.typing import NDArray


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the adjusted p values (k,) in the order given (Holm, Scand. J. Statist. 6, 1979).

    A comparison that could not be made (NaN) stays NaN and does not count in the family.
    """
    adjusted = np.full(len(p), np.nan)
    made = np.flatnonzero(np.isfinite(p))
    ranked = made[np.argsort(p[made], kind="stable")]
    steps = p[ranked] * np.arange(len(ranked), 0, -1)
    adjusted[ranked] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
