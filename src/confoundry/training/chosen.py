"""Chooses the images a model is trained on: a subset, or all but one fold. The choice is keyed by the images' ids."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from confoundry.keys import key

Rows = NDArray[np.int64]


def first_images(ids: Sequence[str], images: int | float, seed: int) -> Rows:
    """Return the rows of some images, in their order; a smaller choice is always part of a larger one.

    Args:
        ids: Every image's id.
        images: How many of them, or which share of them; at least one, at most all.
        seed: The study's seed.
    """
    count = images if isinstance(images, int) else round(images * len(ids))
    return np.sort(_by_hash(ids, seed, "images")[: max(count, 1)])


def folds(ids: Sequence[str], labels: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    """Return each image's fold (n,), 0 to count − 1: as many in each, of every class and in all, or one more.

    Args:
        ids: Every image's id.
        labels: Every image's class.
        count: How many folds.
        seed: The study's seed.
    """
    mixed = _by_hash(ids, seed, "folds")
    dealt = mixed[np.argsort(labels[mixed], kind="stable")]  # class by class; the deal goes on from one to the next
    found = np.empty(len(dealt), np.int64)
    found[dealt] = np.arange(len(dealt)) % count
    return found


def _by_hash(ids: Sequence[str], seed: int, purpose: str) -> Rows:
    return np.argsort(np.array([key(seed, purpose, one) for one in ids], np.uint64), kind="stable")
