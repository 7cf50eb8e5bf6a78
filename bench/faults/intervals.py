"""How far a share may be off: exact limits, and limits that know that programs of a pair resemble each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest

from confoundry.keys import generator

DRAWS = 4000


def exact(hits: int, of: int) -> tuple[float, float]:
    """Return Clopper and Pearson's 95 % limits of a share; 0 and 1 where there is nothing."""
    if not of:
        return 0.0, 1.0
    limits = binomtest(hits, of).proportion_ci(0.95, method="exact")
    return float(limits.low), float(limits.high)


def clustered(hits: Sequence[bool], clusters: Sequence[str]) -> tuple[float, float]:
    """Return 95 % limits of a share: whole clusters are drawn again, with replacement (percentiles).

    Where all hit, none, or there is one cluster, draws do not differ: the limits are exact, of the number of clusters.
    """
    names, member = np.unique(np.asarray(clusters), return_inverse=True)
    if len(names) < 2 or len(set(hits)) < 2:
        return exact(round(len(names) * float(np.mean(hits))) if len(names) else 0, len(names))
    right = np.bincount(member, weights=np.asarray(hits, float), minlength=len(names))
    sizes = np.bincount(member, minlength=len(names))
    drawn = generator("faults", "bootstrap", len(names)).integers(len(names), size=(DRAWS, len(names)))
    low, high = np.quantile(right[drawn].sum(1) / sizes[drawn].sum(1), (0.025, 0.975))
    return float(low), float(high)
