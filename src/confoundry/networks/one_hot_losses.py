"""Losses that convert class numbers to one-hot labels."""

from typing import Any

import keras


def _rows(indices: Any, scores: Any) -> Any:
    """Return one-hot labels, as wide as the scores."""
    indices = keras.ops.cast(keras.ops.reshape(indices, (-1,)), "int32")
    return keras.ops.one_hot(indices, scores.shape[-1], dtype=scores.dtype)


@keras.saving.register_keras_serializable("confoundry")
class OneHotMeanSquaredError(keras.losses.MeanSquaredError):
    """Mean squared error between scores and one-hot labels."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return super().call(_rows(y_true, y_pred), y_pred)


@keras.saving.register_keras_serializable("confoundry")
class OneHotBinaryCrossentropy(keras.losses.BinaryCrossentropy):
    """Binary cross-entropy between scores and one-hot labels."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return super().call(_rows(y_true, y_pred), y_pred)
