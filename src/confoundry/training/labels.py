"""Class labels that a network has no score for: XLA would train on them without a word, and give NaN."""

from typing import Any

import keras
import numpy as np

from confoundry.training.arrays import block_size


def check_labels(model: keras.Model, y: Any) -> None:
    """Check class indices against a network's number of scores, where the loss takes indices.

    Raises:
        ValueError: There is one without a score.
    """
    if not _takes_indices(model.loss) or not hasattr(y, "shape"):
        return
    shape = getattr(model, "output_shape", None)  # a subclassed model has none before it is called
    classes = shape[-1] if isinstance(shape, tuple) else None
    if not isinstance(classes, int):
        return
    rows = block_size(y)
    for start in range(0, len(y), rows):
        labels = np.asarray(y[start : start + rows])
        if labels.min() < 0 or labels.max() >= classes:
            raise ValueError(f"expected labels from 0 to {classes - 1}, got {labels.min()} to {labels.max()}")


def _takes_indices(loss: Any) -> bool:
    known = keras.losses.get(loss) if isinstance(loss, str) else loss
    if isinstance(known, keras.losses.SparseCategoricalCrossentropy):
        return known.get_config()["ignore_class"] is None
    return known is keras.losses.sparse_categorical_crossentropy
