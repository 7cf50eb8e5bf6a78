"""The batch size of a validation: large only if the scores do not depend on it."""

from typing import Any

import keras

LARGE = 1024


def validation_batch(model: keras.Model, batch_size: int) -> int:
    """Return the samples a step of a validation: those of training, unless all that is scored is a mean over samples.

    `model.fit` scores in batches of the training's size. Keras' own losses and metrics come to the same in any.

    Args:
        model: A compiled model, built.
        batch_size: Samples a step of training.
    """
    losses = keras.tree.flatten(model.loss)
    metrics = [inner for metric in model.metrics for inner in getattr(metric, "metrics", None) or [metric]]
    means = bool(losses) and all(_is_mean(loss) for loss in losses) and all(_is_keras_own(one) for one in metrics)
    return max(LARGE, batch_size) if means else batch_size


def _is_mean(loss: Any) -> bool:
    """Return whether a loss is Keras' own, and a mean over samples."""
    if loss is None or isinstance(loss, str):
        return loss is not None
    return _is_keras_own(loss) and getattr(loss, "reduction", "sum_over_batch_size") == "sum_over_batch_size"


def _is_keras_own(one: Any) -> bool:
    """Return whether a loss or a metric is Keras' own, and wraps no function of the user's."""
    function = getattr(one, "_fn", None) or getattr(one, "fn", None)
    module = getattr(one if callable(one) and hasattr(one, "__name__") else type(one), "__module__", "")
    return module.startswith("keras.") and (function is None or function.__module__.startswith("keras."))
