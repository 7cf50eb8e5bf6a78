"""A network that is a class of its own, as many write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.faults.layers import dense, output
from bench.faults.settings import Settings

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


def stack(shape: Shape, settings: Settings) -> keras.Model:
    """Return a network of dense layers whose order only its `call` knows; it is built when it first sees data."""
    import keras

    del shape  # such a network finds it out itself

    class Stack(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = [layer for units in settings.units for layer in dense(units, settings)]
            self.answer = output(settings)

        def call(self, inputs: Any, training: bool = False) -> Any:
            x = inputs
            for layer in self.hidden:
                x = layer(x, training=training) if isinstance(layer, keras.layers.Dropout) else layer(x)
            return self.answer(x)

    return Stack()
