"""Selects held-out samples if no validation data are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from confoundry.keys import generator

FROM = 50
SHARE = 0.2
Rows = NDArray[np.intp]


def hold_out(samples: int, classes: NDArray | None, *, seed: int) -> tuple[Rows, Rows]:
    """Return the rows to train on and a fifth of the rows to hold out; with fewer than 50 samples none are held out.

    Args:
        samples: Number of samples.
        classes: Class of each sample (n,), to stratify by; None if there are no classes.
        seed: Determines which rows are held out.
    """
    held = np.zeros(samples, bool)
    if samples >= FROM:
        order = generator(seed, "hold out").permutation(samples)
        groups = [order] if classes is None else [order[classes[order] == one] for one in np.unique(classes)]
        for group in groups:
            held[group[: int(SHARE * len(group) + 0.5)]] = True
    return np.flatnonzero(~held), np.flatnonzero(held)
