"""Weights of classes as weights of samples."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def sample_weights(labels: Any, class_weight: dict[int, float]) -> NDArray[np.float32]:
    """Return each sample's weight (n,): its class's, and 1 where the class has none.

    Args:
        labels: Class indices (n,) or (n, 1), or one-hot rows (n, C).
        class_weight: Class index → weight.

    Raises:
        ValueError: There is more than one output.
    """
    if isinstance(labels, (list, tuple, dict)):
        raise ValueError("expected class_weight for a model with one output, got several; give sample_weight instead")
    array = np.asarray(labels)
    classes = array.argmax(axis=-1) if array.ndim > 1 and array.shape[-1] != 1 else np.rint(array.reshape(len(array)))
    known, place = np.unique(classes.astype(np.int64), return_inverse=True)
    return np.array([class_weight.get(int(label), 1.0) for label in known], np.float32)[place]
