"""Converts labels to the form that a network's loss takes, so that any builder can be used."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[Any]


def labels_for(labels: Labels, *, loss: str, outputs: int, classes: int) -> Labels:
    """Return labels in the form that a loss takes.

    A sparse loss takes class indices. Any other loss takes one-hot rows if there is one output per class. In all other
    cases the labels are returned unchanged, and the diagnosis reports the mismatch.

    Args:
        labels: Class indices int64 (n,); numbers float32 (n,) or (n, k); or rows of zeros and ones float32 (n, k).
        loss: Keras' name of the loss in snake case.
        outputs: Number of outputs per sample.
        classes: Number of classes.
    """
    sparse, whole = loss.startswith("sparse_"), np.issubdtype(labels.dtype, np.integer)
    if sparse and _is_one_hot(labels):
        return labels.argmax(axis=1).astype(np.int64)
    if sparse or not whole or labels.ndim > 1 or outputs != classes or classes < 2 or int(labels.min()) < 0:
        return labels
    return np.eye(classes, dtype=np.float32)[labels]


def _is_one_hot(labels: Labels) -> bool:
    """Return whether each row contains a single 1 and zeros otherwise."""
    if labels.ndim != 2 or labels.shape[1] < 2:
        return False
    return bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all())
