"""What a model was compiled with: its optimizer and its loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from confoundry.diagnosis.measured.keras_names import loss_name, score_tells, takes_logits

LOOKED_AT = (0, *(round(10 ** (power / 4)) for power in range(17)))  # steps of a schedule: 0, 1, 2, 3, … 10,000
CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


def optimizer_facts(optimizer: Any) -> dict[str, Any]:
    """Return a network's facts about its optimizer."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)  # under mixed precision one scales the loss
    return {
        "optimizer": type(inner).__name__.lower(),
        "learning_rate": largest_rate(inner),
        "scheduled": not hasattr(inner._learning_rate, "assign"),
        "momentum": float(getattr(inner, "momentum", 0) or 0),
        "weight_decay": float(getattr(inner, "weight_decay", 0) or 0),
        "clips": any(getattr(inner, name, None) for name in CLIPS),
    }


def largest_rate(optimizer: Any) -> float:
    """Return the learning rate; of a schedule the largest, to three digits, which may come after some steps."""
    import keras

    kept = optimizer._learning_rate
    if isinstance(kept, keras.optimizers.schedules.LearningRateSchedule):
        return float(f"{max(float(kept(step)) for step in LOOKED_AT):.3g}")
    rate = np.float32(optimizer.learning_rate)
    return float(str(rate))  # as it was given: in single precision 0.05 is 0.0500000007


def loss_facts(loss: Any) -> dict[str, Any]:
    """Return a network's facts about its loss; of several the first."""
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
