"""Converts the user's inputs and labels to arrays and checks that they match."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput

NUMBERS = "biuf"


def gathered(x: Any, y: Any = None, *, inputs: int | None, outputs: int | None, what: str = "x") -> tuple[Any, Any]:
    """Return inputs and labels as arrays, or structures of arrays.

    Args:
        x: An array, a list or a dictionary of arrays for several inputs, a pandas frame, a tensor; or a
            `tf.data.Dataset` of batches that include the labels.
        y: Labels in any of these forms; None if `x` is a data set.
        inputs: Number of inputs of the model, if known: it decides whether a list is one array or several.
        outputs: Number of outputs of the model, if known.
        what: The name of `x` in error messages.

    Raises:
        BadInput: They are not numeric, or do not match.
    """
    if y is None:
        x, y = _batches(x, what)
    x, y = _structure(x, inputs, what), _structure(y, outputs, f"the labels of {what}")
    _belong_together(x, y, what)
    return x, y


def _batches(dataset: Any, what: str) -> tuple[Any, Any]:
    import keras
    import tensorflow as tf

    if not isinstance(dataset, tf.data.Dataset):
        raise BadInput(
            what, expected="inputs with labels", came="no labels", remedy="give y, or a tf.data.Dataset of (x, y)"
        )
    if int(dataset.cardinality()) == tf.data.INFINITE_CARDINALITY:
        raise BadInput(what, expected="a data set that ends", came="an infinite one", remedy="call .take(n) on it")
    if not isinstance(dataset.element_spec, tuple) or len(dataset.element_spec) < 2:
        raise BadInput(what, expected="batches of (x, y)", came="batches without labels", remedy="zip in the labels")
    if any(spec.shape.rank == 0 for spec in keras.tree.flatten(dataset.element_spec[1])):
        raise BadInput(what, expected="a data set of batches", came="single samples", remedy="call .batch(32) on it")
    found = [keras.tree.map_structure(_plain, batch[:2]) for batch in dataset]
    if not found:
        raise BadInput(what, expected="at least one batch", came="none", remedy="check the data set")
    try:
        joined: Any = keras.tree.map_structure(lambda *parts: np.concatenate([*map(np.atleast_1d, parts)]), *found)
        return joined
    except ValueError:
        raise BadInput(
            what, expected="batches of the same shape", came="different shapes", remedy="pad the samples to one length"
        ) from None


def _structure(given: Any, parts: int | None, what: str) -> Any:
    """Return an array, or a list or dictionary of arrays."""
    if isinstance(given, dict):
        return {name: _array(part, f"{what}[{name!r}]") for name, part in given.items()}
    if isinstance(given, (list, tuple)) and given and all(hasattr(part, "shape") for part in given):
        if len(given) == parts == 1:
            return _array(given[0], what)
        if len(given) == parts or (parts is None and _are_several(given)):
            return [_array(part, f"{what}[{number}]") for number, part in enumerate(given)]
    return _array(given, what)


def _are_several(given: Any) -> bool:
    """Return whether a list holds several inputs, not samples: it is shorter than each of its arrays."""
    lengths = {np.shape(part)[:1] for part in given}
    return lengths != {()} and len(lengths) == 1 and len(given) < len(given[0])


def _array(given: Any, what: str) -> NDArray:
    """Return one array; floating-point numbers in Keras' default type."""
    import keras

    try:
        array = np.asarray(_plain(given))
        if array.dtype.kind in "OSU" and array.size and isinstance(array.flat[0], (str, bytes)):
            remedy = "encode it first, for example with keras.layers.StringLookup or TextVectorization"
            raise BadInput(what, expected="numbers", came="text", remedy=remedy)
        if array.dtype == object:
            array = array.astype(np.float64)
    except (TypeError, ValueError):
        raise BadInput(
            what, expected="numbers in rows of one length", came="something else", remedy="convert it to a single array"
        ) from None
    if array.dtype.kind not in NUMBERS:
        raise BadInput(what, expected="numbers", came=f"{array.dtype} values", remedy="encode them as numbers")
    if not array.ndim or not array.size:
        raise BadInput(what, expected="samples", came="none", remedy="give at least one")
    if array.dtype.kind == "i" or array.dtype.kind == "u":
        return array
    return array.astype(keras.config.floatx() if array.dtype.kind == "f" else np.uint8, copy=False)


def _plain(given: Any) -> Any:
    """Return pandas, TensorFlow or SciPy data as an array."""
    for name in ("to_numpy", "numpy", "toarray"):
        if hasattr(given, name):
            return getattr(given, name)()
    return given


def _belong_together(x: Any, y: Any, what: str) -> None:
    import keras

    lengths = {len(array) for array in keras.tree.flatten(x)}
    if len(lengths) > 1:
        raise BadInput(
            what,
            expected="inputs of equal length",
            came=" and ".join(map(str, sorted(lengths))),
            remedy="cut them to the same length",
        )
    for labels in keras.tree.flatten(y):
        if len(labels) not in lengths:
            raise BadInput(
                f"the labels of {what}",
                expected=f"{lengths.pop()}, one for each sample",
                came=str(len(labels)),
                remedy="check how inputs and labels were split",
            )
