"""Which layers are watched: all that have weights or an activation, those of models within the model included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import keras

Bounds = tuple[float, float]

# Where an activation's outputs end. Softmax is another matter: of many classes all but one are near 0, as they should.
BOUNDS: dict[str, Bounds] = {
    "sigmoid": (0, 1),
    "hard_sigmoid": (0, 1),
    "tanh": (-1, 1),
    "hard_tanh": (-1, 1),
    "softsign": (-1, 1),
}
ACTIVATIONS = ("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax")
WITH_KERNEL = ("Dense", "Conv1D", "Conv2D", "Conv3D")  # their kernel's last axis counts the units
RECURRENT = ("SimpleRNN", "LSTM", "GRU")


@dataclass(frozen=True)
class WatchedLayer:
    """A layer that gets rows in the table.

    Attributes:
        name: Keras' name of it; with the name of a model within the model before it where another is called the same.
        layer: The layer itself.
    """

    name: str
    layer: keras.layers.Layer

    @property
    def activation(self) -> str | None:
        """Keras' name of its activation, if it has one."""
        if isinstance(self.layer, keras.layers.Softmax):
            return "softmax"
        activation = getattr(self.layer, "activation", None)
        return getattr(activation, "__name__", None)

    @property
    def kernel(self) -> keras.Variable | None:
        """Weights of its inputs, whose last axis counts the units."""
        if isinstance(self.layer, _classes(RECURRENT)):
            return getattr(getattr(self.layer, "cell", None), "kernel", None)
        return getattr(self.layer, "kernel", None) if isinstance(self.layer, _classes(WITH_KERNEL)) else None

    def units_axis(self, rank: int) -> int:
        """Return the axis of its outputs that counts the units."""
        return 1 if rank > 2 and getattr(self.layer, "data_format", None) == "channels_first" else rank - 1


def watched_layers(model: keras.Model) -> list[WatchedLayer]:
    """Return the layers of a built model that are watched, in Keras' order.

    Recurrent layers, wrappers and layers of the user's own that hold layers themselves are one layer each.
    """
    found = {id(layer): (owner, layer) for owner, layer in leaves(model) if layer.weights or _is_activation(layer)}
    names = Counter(layer.name for _, layer in found.values())

    def name(owner: keras.Model, layer: keras.layers.Layer) -> str:
        return layer.name if owner is model or names[layer.name] == 1 else f"{owner.name}/{layer.name}"

    return [WatchedLayer(name(owner, layer), layer) for owner, layer in found.values()]


def leaves(model: keras.Model) -> Iterator[tuple[keras.Model, keras.layers.Layer]]:
    """Yield the layers that are no models, those of models within the model included, each with its model."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaves(layer)
        else:
            yield model, layer


def _is_activation(layer: keras.layers.Layer) -> bool:
    return isinstance(layer, _classes(ACTIVATIONS))


def _classes(names: tuple[str, ...]) -> tuple[type, ...]:
    return tuple(getattr(keras.layers, name) for name in names)
