"""A multilayer perceptron, by default 784-128-64-10 on 28×28 images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from confoundry.networks.base import InputShape, Network

if TYPE_CHECKING:
    import keras

Units = Annotated[int, Field(ge=1)]


class Mlp(Network):
    """Hidden dense layers and a softmax, compiled with sparse categorical cross-entropy.

    Attributes:
        units: Width of each hidden layer.
        activation: Keras' name of the hidden layers' activation.
        optimizer: Keras' name of the optimizer, with its default settings.
        l1: Factor of the L1 penalty on each hidden kernel.
        l2: Factor of the L2 penalty on each hidden kernel.
        dropout: Share of units dropped after each hidden layer.
    """

    units: tuple[Units, ...] = (128, 64)
    activation: Literal["relu", "tanh", "sigmoid", "elu", "selu", "gelu", "linear"] = "relu"
    optimizer: Literal["adam", "adamw", "sgd", "rmsprop"] = "adam"
    l1: float = Field(default=0, ge=0)
    l2: float = Field(default=0, ge=0)
    dropout: float = Field(default=0, ge=0, lt=1)

    def build(self, input_shape: InputShape, classes: int) -> keras.Model:
        """Return the compiled model."""
        import keras

        # Layers draw their seeds in the order in which they are made: the dense ones come first, so that a variant with
        # dropout begins from the same weights as one without.
        hidden = [
            keras.layers.Dense(units, self.activation, kernel_regularizer=self._penalty()) for units in self.units
        ]
        scores = keras.layers.Dense(classes, "softmax")
        model = keras.Sequential([keras.layers.Input(input_shape), keras.layers.Flatten()])
        for layer in hidden:
            model.add(layer)
            if self.dropout:
                model.add(keras.layers.Dropout(self.dropout))
        model.add(scores)
        model.compile(optimizer=self.optimizer, loss="sparse_categorical_crossentropy")
        return model

    def _penalty(self) -> keras.Regularizer | None:
        import keras

        return keras.regularizers.L1L2(self.l1, self.l2) if self.l1 or self.l2 else None
