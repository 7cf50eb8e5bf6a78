"""Networks as stacks of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bench.faults.settings import Settings

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


def mlp(shape: Shape, settings: Settings) -> keras.Model:
    """Dense layers after one another."""
    return _stack(shape, [layer for units in settings.units for layer in dense(units, settings)], settings)


def flat(shape: Shape, settings: Settings) -> keras.Model:
    """Dense layers on the pixels of an image."""
    from keras import layers

    hidden = [layer for units in settings.units for layer in dense(units, settings)]
    return _stack(shape, [layers.Flatten(), *hidden], settings)


def cnn(shape: Shape, settings: Settings) -> keras.Model:
    """Convolutions that keep the size, each pooled, then a dense layer."""
    from keras import layers

    stack: list[Any] = []
    for filters in settings.units:
        stack += [*conv(filters, settings, padding="same"), layers.MaxPooling2D()]
    return _stack(shape, [*stack, layers.Flatten(), *dense(32, settings)], settings)


def cnn_pooled(shape: Shape, settings: Settings) -> keras.Model:
    """Convolutions, and the mean of each filter over the image."""
    from keras import layers

    first, *others = settings.units
    stack = [*conv(first, settings, padding="same"), layers.MaxPooling2D()]
    stack += [layer for filters in others for layer in conv(filters, settings, padding="same")]
    return _stack(shape, [*stack, layers.GlobalAveragePooling2D(), *_dropout(settings)], settings)


def lenet(shape: Shape, settings: Settings) -> keras.Model:
    """Convolutions with a mean over 2 × 2 after each, then two dense layers."""
    from keras import layers

    stack: list[Any] = []
    for filters in settings.units:
        stack += [*conv(filters, settings, padding="same"), layers.AveragePooling2D(2)]
    return _stack(shape, [*stack, layers.Flatten(), *dense(40, settings), *dense(24, settings)], settings)


def conv1d(shape: Shape, settings: Settings) -> keras.Model:
    """Convolutions over the steps, and the mean of each filter over them."""
    from keras import layers

    stack = [layer for filters in settings.units for layer in conv(filters, settings, padding="same", rank=1)]
    return _stack(shape, [*stack, layers.GlobalAveragePooling1D(), *_dropout(settings)], settings)


def lstm(shape: Shape, settings: Settings) -> keras.Model:
    """An LSTM whose last state is judged."""
    return _stack(shape, _recurrent("LSTM", settings.units, settings), settings)


def gru(shape: Shape, settings: Settings) -> keras.Model:
    """A GRU whose last state is judged."""
    return _stack(shape, _recurrent("GRU", settings.units, settings), settings)


def conv_gru(shape: Shape, settings: Settings) -> keras.Model:
    """A convolution over the steps, then a GRU."""
    first, *others = settings.units
    tanh = settings.changed(activation="tanh") if settings.activation == "relu" else settings
    return _stack(shape, [*conv(first, settings, padding="same", rank=1), *_recurrent("GRU", others, tanh)], settings)


def dense(units: int, settings: Settings) -> list[Any]:
    """Return a hidden dense layer and what follows it."""
    from keras import layers

    return _followed(layers.Dense(units, **_weights(settings), **_activation(settings)), settings)


def conv(filters: int, settings: Settings, *, padding: str, rank: int = 2) -> list[Any]:
    """Return a convolution and what follows it; dropout comes later, after dense layers or pooling."""
    from keras import layers

    kind = layers.Conv2D if rank == 2 else layers.Conv1D
    layer = kind(filters, settings.kernel, padding=padding, **_weights(settings), **_activation(settings))
    return _followed(layer, settings.changed(dropout=0.0))


def output(settings: Settings) -> Any:
    """Return the last layer."""
    from keras import layers

    weights = _weights(settings.changed(bias=0.0, l1=0.0, l2=0.0))
    return layers.Dense(settings.outputs, activation=settings.output_activation, **weights)


def _recurrent(kind: str, units: Sequence[int], settings: Settings) -> list[Any]:
    from keras import layers

    weights = {key: value for key, value in _weights(settings).items() if key != "bias_initializer"}
    stack: list[Any] = []
    for number, size in enumerate(units, start=1):
        more = {"activation": settings.activation, "return_sequences": number < len(units)}
        stack.append(getattr(layers, kind)(size, **more, **weights))
    return [*stack, *_dropout(settings)]


def _followed(layer: Any, settings: Settings) -> list[Any]:
    from keras import layers

    stack = [layer]
    if settings.batch_norm:
        stack.append(layers.BatchNormalization())
    if settings.batch_norm or settings.apart:
        stack.append(layers.Activation(settings.activation))
    return [*stack, *_dropout(settings)]


def _dropout(settings: Settings) -> list[Any]:
    from keras import layers

    return [layers.Dropout(settings.dropout)] if settings.dropout else []


def _activation(settings: Settings) -> dict[str, Any]:
    return {} if settings.batch_norm or settings.apart else {"activation": settings.activation}


def _weights(settings: Settings) -> dict[str, Any]:
    from keras import initializers, regularizers

    kernel = {
        "glorot": lambda: initializers.GlorotUniform(),
        "zeros": lambda: initializers.Zeros(),
        "constant": lambda: initializers.Constant(settings.spread),
        "scaled": lambda: initializers.VarianceScaling(settings.spread**2, "fan_avg", "uniform"),
    }[settings.initializer]
    given: dict[str, Any] = {"kernel_initializer": kernel()}
    if settings.bias:
        given["bias_initializer"] = initializers.Constant(settings.bias)
    if settings.l1 or settings.l2:
        given["kernel_regularizer"] = regularizers.L1L2(settings.l1, settings.l2)
    return given


def _stack(shape: Shape, hidden: Sequence[Any], settings: Settings) -> keras.Model:
    import keras

    return keras.Sequential([keras.Input(shape), *hidden, output(settings)])
