"""Checks for class labels without a network output: XLA would train on them silently, and give NaN."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from confoundry.training.arrays import block_size, specs_of


def check_labels(model: keras.Model, x: Any, y: Any) -> None:
    """Check class indices against a network's number of scores, where a loss takes indices.

    Args:
        model: A compiled model, built.
        x: Inputs.
        y: Targets.

    Raises:
        ValueError: There is an index without a score.
    """
    targets, losses = (by_name(given, getattr(model, "output_names", ())) for given in (y, model.loss))
    if not any(map(_takes_indices, losses)):
        return
    outputs = keras.tree.flatten(_outputs(model, x))
    losses = losses * len(targets) if len(losses) == 1 else losses
    if len(targets) == len(outputs) == len(losses):
        for target, output, loss in zip(targets, outputs, losses, strict=True):
            if _takes_indices(loss):
                _check(target, output.shape[-1])


def by_name(given: Any, names: Sequence[str]) -> list[Any]:
    """Return the parts of a structure; those of a dictionary in the order of these names, if it has them."""
    if isinstance(given, dict) and names and set(names) <= given.keys():
        return [given[name] for name in names]
    return keras.tree.flatten(given)


def _outputs(model: keras.Model, x: Any) -> Any:
    """Return what the model gives, as symbols; a subclassed model knows only when it is called."""
    if found := getattr(model, "outputs", None):
        return found
    specs = keras.tree.map_structure(lambda spec: keras.KerasTensor(spec.shape, spec.dtype.name), specs_of(x, 1))
    return model.compute_output_spec(specs)


def _check(labels: Any, classes: int) -> None:
    rows = block_size(labels)
    for start in range(0, len(labels), rows):
        part = np.asarray(labels[start : start + rows])
        if part.min() < 0 or part.max() >= classes:
            raise ValueError(f"expected labels from 0 to {classes - 1}, got {part.min()} to {part.max()}")


def _takes_indices(loss: Any) -> bool:
    known = keras.losses.get(loss) if isinstance(loss, str) else loss
    if isinstance(known, keras.losses.SparseCategoricalCrossentropy):
        return known.get_config()["ignore_class"] is None
    return known is keras.losses.sparse_categorical_crossentropy
