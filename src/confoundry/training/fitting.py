"""Trains a compiled Keras model: computes the same as `model.fit`, with each epoch in one compiled call."""

import warnings
from collections.abc import Sequence
from typing import Any

import keras

from confoundry.training.compiled import CannotTrace
from confoundry.training.inputs import training_arrays, validation_arrays
from confoundry.training.keras_loop import fit_with_keras
from confoundry.training.monitor.callback import driven
from confoundry.training.path import Path, path_of
from confoundry.training.trainer import Trainer


class History(keras.callbacks.History):
    """Keras' record of what was measured in each epoch.

    Attributes:
        path: How the model was trained, and why so.
    """

    path: Path


def fit(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    validation_data: tuple[Any, ...] | None = None,
    sample_weight: Any = None,
    class_weight: dict[int, float] | None = None,
    callbacks: Sequence[keras.callbacks.Callback] | keras.callbacks.Callback = (),
    xla: bool = True,
) -> History:
    """Train a compiled model in place, in batches that depend only on the seed.

    It computes the same as `model.fit` on the same batches, up to rounding; random layers draw different numbers. If
    whole epochs cannot be compiled for a model or a callback, `model.fit` trains it, with a warning that says why.

    Args:
        model: Any compiled Keras model.
        x: Inputs: an array (n, …), a memory map, a tensor, or a structure of such. Larger ones than the memory budget
            (256 MiB; CONFOUNDRY_MEMORY_MIB) are read in blocks.
        y: Targets, likewise.
        epochs: Passes over the data.
        batch_size: Samples a step; the last step of an epoch takes what is left.
        seed: Decides the order of the samples, anew for each epoch.
        validation_data: Inputs, targets and perhaps weights that are scored after each epoch.
        sample_weight: Weights (n,).
        class_weight: Weight of each class, for a model with one output; 1 where it is left out.
        callbacks: Keras callbacks.
        xla: Whether XLA may compile networks that it makes faster. Compiling takes seconds, which does not pay off for
            few steps.

    Returns:
        The metrics of each epoch, and how the model was trained.

    Raises:
        ValueError: The model is not compiled, or the arrays do not match.
    """
    if not model.compiled:
        raise ValueError("expected a compiled model, got one that is not; call model.compile(optimizer, loss) first")
    if batch_size < 1:
        raise ValueError(f"expected a batch_size of at least 1, got {batch_size}")
    data = training_arrays(x, y, sample_weight, class_weight)
    validation = validation_arrays(validation_data)
    record = History()
    called = [callbacks] if isinstance(callbacks, keras.callbacks.Callback) else list(callbacks)
    record.path = path_of(model, called, xla=xla)
    options = {"epochs": epochs, "batch_size": batch_size, "seed": seed, "callbacks": [*called, record]}
    if record.path.compiled:
        try:
            with driven(model, called) as watch:
                record.path = Trainer.of(model, record.path, watch).fit(data, validation, **options)
            return record
        except CannotTrace as error:
            record.path = Path(compiled=False, xla=False, why=str(error))
    warnings.warn(f"trained with model.fit, which is slower: {record.path.why}", stacklevel=2)
    fit_with_keras(model, data, validation, **options)
    return record
