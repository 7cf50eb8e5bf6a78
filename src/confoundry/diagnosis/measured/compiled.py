"""Facts about the optimizer and the loss of a compiled model."""

from __future__ import annotations

from typing import Any

import numpy as np

from confoundry.diagnosis.measured.keras_names import loss_name, score_tells, takes_logits

INSPECTED = (0, *(round(10 ** (power / 4)) for power in range(17)))  # steps of a schedule: 0, 1, 2, 3, … 10,000
CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


def optimizer_facts(optimizer: Any) -> dict[str, Any]:
    """Return the facts about an optimizer."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)  # mixed precision wraps it in a LossScaleOptimizer
    return {
        "optimizer": type(inner).__name__.lower(),
        "learning_rate": largest_rate(inner),
        "scheduled": not hasattr(inner._learning_rate, "assign"),
        "momentum": float(getattr(inner, "momentum", 0) or 0),
        "weight_decay": float(getattr(inner, "weight_decay", 0) or 0),
        "clips": any(getattr(inner, name, None) for name in CLIPS),
    }


def largest_rate(optimizer: Any) -> float:
    """Return the learning rate; for a schedule its largest value within 10,000 steps, to three digits."""
    import keras

    kept = optimizer._learning_rate
    if isinstance(kept, keras.optimizers.schedules.LearningRateSchedule):
        return float(f"{max(float(kept(step)) for step in INSPECTED):.3g}")
    rate = np.float32(optimizer.learning_rate)
    return float(str(rate))  # 0.05, not 0.0500000007 as in single precision


def loss_facts(loss: Any) -> dict[str, Any]:
    """Return the facts about a loss; the first one if there are several."""
    one = first(loss)
    return {
        "loss": loss_name(one),
        "from_logits": takes_logits(one) if one is not None else None,
        "ignored": getattr(one, "ignore_class", None),
        "score_tells": score_tells(one),
    }


def first(given: Any) -> Any:
    """Return the first of several losses, outputs or labels."""
    import keras

    return next(iter(keras.tree.flatten(given)), None)
