"""Networks that are no plain stack: with a skip, and with two branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.faults.layers import dense, output
from bench.faults.settings import Settings

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


def skip(shape: Shape, settings: Settings) -> keras.Model:
    """Dense layers, each but the first added to what came before it."""
    import keras

    inputs = keras.Input(shape)
    first, *others = settings.units
    x = _through(dense(first, settings), inputs)
    for units in others:
        more = _through(dense(units, settings), x)
        x = keras.layers.add([x, more]) if units == x.shape[-1] else more
    return keras.Model(inputs, output(settings)(x))


def branches(shape: Shape, settings: Settings) -> keras.Model:
    """Dense layers beside one that sees the inputs directly."""
    import keras

    inputs = keras.Input(shape)
    deep = inputs
    for units in settings.units:
        deep = _through(dense(units, settings), deep)
    direct = _through(dense(settings.units[-1], settings), inputs)
    return keras.Model(inputs, output(settings)(keras.layers.concatenate([deep, direct])))


def _through(stack: list[Any], x: Any) -> Any:
    for layer in stack:
        x = layer(x)
    return x
