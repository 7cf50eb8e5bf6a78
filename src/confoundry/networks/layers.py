"""What the layers of the built-in networks share: activation, initial values, penalties, and the layers after them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from confoundry.networks.compiling import Compiled

if TYPE_CHECKING:
    import keras

Units = Annotated[int, Field(ge=1)]
Activation = Literal["relu", "tanh", "sigmoid", "elu", "selu", "gelu", "linear", "softmax"]
Spread = Annotated[float, Field(gt=0)]


class Layered(Compiled, ABC):
    """Base class of the built-in networks: hidden layers with weights, and a dense layer of class scores.

    A layer draws its seed when it is created. So all `hidden` layers and `scores` are created first, then the others: a
    variant with dropout or augmentation starts from the same weights as one without.

    Attributes:
        activation: Keras' name of the hidden layers' activation.
        initializer: Keras' name of the kernel initializer, or the standard deviation of a normal distribution.
        bias: Initial bias of the hidden layers.
        l1: Factor of the L1 penalty on each hidden kernel.
        l2: Factor of the L2 penalty on each hidden kernel.
        dropout: Share of units dropped after each hidden dense layer.
        batch_norm: Whether the hidden layers are normalized before their activation.
        augment: Whether training images are shifted, rotated and zoomed at random.
    """

    activation: Activation = "relu"
    initializer: Literal["glorot_uniform", "he_normal", "zeros"] | Spread = "glorot_uniform"
    bias: float = 0
    l1: float = Field(default=0, ge=0)
    l2: float = Field(default=0, ge=0)
    dropout: float = Field(default=0, ge=0, lt=1)
    batch_norm: bool = False
    augment: bool = False

    def hidden(self, kind: Callable[..., keras.layers.Layer], size: int, **options: Any) -> keras.layers.Layer:
        """Return a hidden `Dense` or `Conv2D` layer with `size` units or filters."""
        import keras

        return kind(
            size,
            activation=None if self.batch_norm else self.activation,
            kernel_initializer=self._initializer(),
            bias_initializer=keras.initializers.Constant(self.bias) if self.bias else "zeros",
            kernel_regularizer=keras.regularizers.L1L2(self.l1, self.l2) if self.l1 or self.l2 else None,
            **options,
        )

    def scores(self, classes: int) -> keras.layers.Layer:
        """Return the last layer, with one score per class."""
        import keras

        return keras.layers.Dense(classes, self.output_activation, kernel_initializer=self._initializer())

    def with_followers(self, layer: keras.layers.Layer) -> list[keras.layers.Layer]:
        """Return a hidden layer and the layers after it: normalization, activation, dropout."""
        import keras

        found = [layer]
        if self.batch_norm:
            found += [keras.layers.BatchNormalization(), keras.layers.Activation(self.activation)]
        if self.dropout and isinstance(layer, keras.layers.Dense):
            found.append(keras.layers.Dropout(self.dropout))
        return found

    def augmentation(self) -> list[keras.layers.Layer]:
        """Return the augmentation layers. They come first, and are active only in training."""
        import keras

        if not self.augment:
            return []
        return [
            keras.layers.RandomTranslation(0.08, 0.08, fill_mode="nearest"),
            keras.layers.RandomRotation(0.04, fill_mode="nearest"),
            keras.layers.RandomZoom(0.1, fill_mode="nearest"),
        ]

    def _initializer(self) -> Any:
        import keras

        if isinstance(self.initializer, str):
            return self.initializer
        return keras.initializers.RandomNormal(stddev=self.initializer)
