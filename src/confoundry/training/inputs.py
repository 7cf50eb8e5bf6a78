"""The arguments of `fit`, as matching arrays."""

from typing import Any

import keras
import numpy as np

from confoundry.training.arrays import held, memory_budget, nbytes, samples_in
from confoundry.training.weights import sample_weights


def training_arrays(x: Any, y: Any, sample_weight: Any, class_weight: dict[int, float] | None) -> Any:
    """Return inputs, targets and perhaps weights, on the device if they fit the memory budget.

    Raises:
        ValueError: They do not fit each other.
    """
    if class_weight is None:
        return _together(x, y, sample_weight)
    if sample_weight is not None:
        raise ValueError("expected sample_weight or class_weight, got both; multiply them into sample_weight")
    return _together(x, y, sample_weights(y, class_weight))


def validation_arrays(given: Any) -> Any:
    """Return the same of validation data, or None where there are none.

    Raises:
        ValueError: They do not fit each other.
    """
    if given is None:
        return None
    if not isinstance(given, (tuple, list)) or len(given) not in (2, 3):
        raise ValueError(f"expected validation_data as (x, y) or (x, y, weights), got {type(given).__name__}")
    return _together(*given)


def _together(x: Any, y: Any, weights: Any = None) -> Any:
    data = keras.tree.map_structure(_array, (x, y) if weights is None else (x, y, weights))
    samples_in(data)
    return held(data) if nbytes(data) <= memory_budget() else data


def _array(given: Any) -> Any:
    """Return what has a shape and gives its rows by their numbers as it is, or as an array."""
    if hasattr(given, "to_numpy"):  # pandas gives rows by the names in its index
        return given.to_numpy()
    array = given if hasattr(given, "dtype") and hasattr(given, "shape") else np.asarray(given)
    if not len(array.shape):
        raise ValueError(f"expected arrays of samples, got {type(given).__name__}; convert it by numpy.asarray")
    return array
