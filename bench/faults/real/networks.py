"""What the programs' networks share: layers in a row, compiled with an optimizer named in two words."""

from __future__ import annotations

from typing import Any

import keras


def compiled(*layers: keras.layers.Layer, loss: Any, step: str) -> keras.Model:
    """Return the layers as a compiled network.

    Args:
        layers: In the order of the data, the input first.
        loss: As `compile` takes it.
        step: Optimizer and learning rate: `sgd 0.01`.
    """
    name, rate = step.split()
    model = keras.Sequential(list(layers))
    optimizer = keras.optimizers.get({"class_name": name, "config": {"learning_rate": float(rate)}})
    model.compile(optimizer=optimizer, loss=loss)
    return model
