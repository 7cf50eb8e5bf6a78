"""A multilayer perceptron, by default 784-128-64-10 on 28×28 images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confoundry.networks.base import InputShape
from confoundry.networks.layers import Layered, Units

if TYPE_CHECKING:
    import keras


class Mlp(Layered):
    """Hidden dense layers and a layer of class scores.

    Attributes:
        units: Width of each hidden layer.
    """

    units: tuple[Units, ...] = (128, 64)

    def build(self, input_shape: InputShape, classes: int) -> keras.Model:
        """Return the compiled model."""
        import keras

        hidden = [self.hidden(keras.layers.Dense, units) for units in self.units]
        scores = self.scores(classes)
        model = keras.Sequential([keras.layers.Input(input_shape), *self.augmentation(), keras.layers.Flatten()])
        for layer in hidden:
            for one in self.with_followers(layer):
                model.add(one)
        model.add(scores)
        return self.compiled(model)
