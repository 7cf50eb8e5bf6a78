"""A convolutional network: convolutions, each followed by pooling, then dense layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from confoundry.networks.base import InputShape
from confoundry.networks.layers import Layered, Units

if TYPE_CHECKING:
    import keras


class Cnn(Layered):
    """Convolutions with padding, max pooling, dense layers, and a layer of class scores.

    Attributes:
        filters: Number of filters of each convolution.
        kernel: Width and height of the filters, in pixels.
        pool: Width and height of the pooling windows, in pixels; 1: no pooling.
        units: Width of each dense layer.
    """

    filters: tuple[Units, ...] = Field(default=(8, 16), min_length=1)
    kernel: int = Field(default=3, ge=1, le=31)
    pool: int = Field(default=2, ge=1)
    units: tuple[Units, ...] = (64,)

    def build(self, input_shape: InputShape, classes: int) -> keras.Model:
        """Return the compiled model."""
        import keras

        convolutions = [
            self.hidden(keras.layers.Conv2D, filters, kernel_size=self.kernel, padding=self.padding(place))
            for place, filters in enumerate(self.filters)
        ]
        dense = [self.hidden(keras.layers.Dense, units) for units in self.units]
        scores = self.scores(classes)
        layers = [keras.layers.Input(input_shape), *self.augmentation()]
        for layer in convolutions:
            layers += [*self.with_followers(layer), *self.pooling()]
        layers.append(keras.layers.Flatten())
        for layer in dense:
            layers += self.with_followers(layer)
        return self.compiled(keras.Sequential([*layers, scores]))

    def padding(self, place: int) -> str:  # noqa: ARG002
        """Return the Keras padding mode of a convolution, by its place among the convolutions."""
        return "same"

    def pooling(self) -> list[keras.layers.Layer]:
        """Return the layers after each convolution. A window partly outside the image also gives a pixel."""
        import keras

        return [keras.layers.MaxPooling2D(self.pool, padding="same")] if self.pool > 1 else []
