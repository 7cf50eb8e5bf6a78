"""A model's outputs in inference mode, compiled once for any number of samples."""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from confoundry.training.arrays import samples_in, specs_of

AT_ONCE = 1024
NUMBERS_AT_ONCE = 1 << 22  # of inputs


class Predictor:
    """Computes a model's outputs with its current weights.

    Args:
        model: A built model.
        x: Inputs (n, …), which determine shapes and types.
    """

    def __init__(self, model: keras.Model, x: Any) -> None:
        self._model = model
        each = sum(int(np.prod(array.shape[1:])) for array in keras.tree.flatten(x))
        self._fixed = _fixed_size(model)
        self._at_once = self._fixed or int(np.clip(NUMBERS_AT_ONCE // each, 32, AT_ONCE))
        signature = specs_of(x, self._fixed)  # pyright: ignore[reportArgumentType] - None: any number of samples
        self._call: Any = partial(_answered, model)
        if not model.run_eagerly:
            self._call = tf.function(self._call, input_signature=[signature])

    def __call__(self, x: Any) -> tuple[Any, NDArray[np.bool_] | None]:
        """Return the outputs (n, …) for inputs (n, …), an array or a structure of arrays, and the mask.

        Returns:
            The outputs, and the mask (n, steps) of the first one; None if it has none.
        """
        samples = samples_in(x)
        parts = [self._part(x, start) for start in range(0, samples, self._at_once)]
        whole: Any = keras.tree.map_structure(
            lambda *found: None if found[0] is None else np.concatenate(found)[:samples], *parts
        )
        return whole

    def _part(self, x: Any, start: int) -> Any:
        given = keras.tree.map_structure(lambda array: self._filled(array[start : start + self._at_once]), x)
        return keras.tree.map_structure(lambda found: None if found is None else found.numpy(), self._call(given))

    def _filled(self, rows: NDArray) -> tf.Tensor:
        """Return rows as a tensor, repeated to fill the batch if the network has a fixed batch size."""
        if self._fixed and len(rows) < self._fixed:
            rows = np.resize(rows, (self._fixed, *rows.shape[1:]))
        return tf.convert_to_tensor(rows)


def _answered(model: keras.Model, given: Any) -> tuple[Any, Any]:
    answers = model(given, training=False)
    return answers, getattr(keras.tree.flatten(answers)[0], "_keras_mask", None)


def _fixed_size(model: keras.Model) -> int | None:
    inputs = getattr(model, "inputs", None) or []
    return next((tensor.shape[0] for tensor in inputs if tensor.shape and tensor.shape[0]), None)
