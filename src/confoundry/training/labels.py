"""Class labels that a network has no score for: XLA would train on them without a word, and give NaN."""

from typing import Any

import keras
import numpy as np


def check_labels(model: keras.Model, y: Any) -> None:
    """Check class indices against a network's number of scores, where the loss takes indices.

    Raises:
        ValueError: There is one without a score.
    """
    if not _takes_indices(model.loss) or not hasattr(y, "shape"):
        return
    shape = getattr(model, "output_shape", None)  # a subclassed model has none before it is called
    classes = shape[-1] if isinstance(shape, tuple) else None
    labels = np.asarray(y[:])
    if isinstance(classes, int) and len(labels) and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(f"expected labels from 0 to {classes - 1}, got {labels.min()} to {labels.max()}")


def _takes_indices(loss: Any) -> bool:
    known = keras.losses.get(loss) if isinstance(loss, str) else loss
    if isinstance(known, keras.losses.SparseCategoricalCrossentropy):
        return known.get_config()["ignore_class"] is None
    return known is keras.losses.sparse_categorical_crossentropy
