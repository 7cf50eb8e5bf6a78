"""Chooses the test image to show: the one whose answers are closest to the average."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def typical(
    answers: Mapping[str, NDArray[np.int64]], labels: NDArray[np.int64], value_of: NDArray[np.int64]
) -> int | None:
    """Return the index of the image whose answers are closest to the average.

    For each variant and image, count the answers that follow the shortcut, and those that are right, over the values
    that mislead. The image whose counts are closest to their means, in sum, is chosen; of equals, the first.

    Args:
        answers: Class indices (N, K) by variant.
        labels: (N,) class indices.
        value_of: (C,) the value of each class; -1 if it has none.

    Returns:
        An index in 0…N-1, or None if no image's class has a value.
    """
    own = value_of[labels]
    fit = np.flatnonzero(own >= 0)
    if not len(fit) or not answers:
        return None
    distance = np.zeros(len(fit))
    for given in answers.values():
        misleads = np.arange(given.shape[1]) != own[fit, None]
        follows = (value_of[given[fit]] == np.arange(given.shape[1])) & misleads
        right = (given[fit] == labels[fit, None]) & misleads
        for counts in (follows.sum(axis=1), right.sum(axis=1)):
            distance += np.abs(counts - counts.mean())
    return int(fit[np.argmin(distance)])
