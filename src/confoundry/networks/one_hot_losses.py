"""Losses of rows with one 1, for targets that are class indices."""

from typing import Any

import keras


def _rows(indices: Any, scores: Any) -> Any:
    """Return a row for each class index, as wide as the scores, with its 1 at the index."""
    indices = keras.ops.cast(keras.ops.reshape(indices, (-1,)), "int32")
    return keras.ops.one_hot(indices, scores.shape[-1], dtype=scores.dtype)


@keras.saving.register_keras_serializable("confoundry")
class OneHotMeanSquaredError(keras.losses.MeanSquaredError):
    """Mean squared error between scores and a row with a 1 at the class."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return super().call(_rows(y_true, y_pred), y_pred)


@keras.saving.register_keras_serializable("confoundry")
class OneHotBinaryCrossentropy(keras.losses.BinaryCrossentropy):
    """Binary cross-entropy of each score, with a 1 at the class."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return super().call(_rows(y_true, y_pred), y_pred)
