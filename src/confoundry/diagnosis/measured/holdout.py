"""Which samples are held out of training, where no validation data were given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from confoundry.keys import generator

FROM = 50
SHARE = 0.2
Rows = NDArray[np.intp]


def hold_out(samples: int, classes: NDArray | None, *, seed: int) -> tuple[Rows, Rows]:
    """Return the rows to train on and those held out: a fifth, of each class alike; none of fewer than 50.

    Args:
        samples: How many there are.
        classes: Each one's class (n,), where it has one.
        seed: Decides which.
    """
    held = np.zeros(samples, bool)
    if samples >= FROM:
        order = generator(seed, "hold out").permutation(samples)
        groups = [order] if classes is None else [order[classes[order] == one] for one in np.unique(classes)]
        for group in groups:
            held[group[: int(SHARE * len(group) + 0.5)]] = True
    return np.flatnonzero(~held), np.flatnonzero(held)
