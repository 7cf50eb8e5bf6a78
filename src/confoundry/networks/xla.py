"""Decides whether to compile a network with XLA: it is faster for dense networks on a CPU, and for all on a GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

# By name, so that Keras is only imported when there is a model. XLA's convolutions are several times slower on a CPU.
DENSE_LAYERS = (
    "InputLayer",
    "Dense",
    "Flatten",
    "Reshape",
    "Permute",
    "Rescaling",
    "Activation",
    "ReLU",
    "LeakyReLU",
    "PReLU",
    "ELU",
    "Softmax",
    "BatchNormalization",
    "LayerNormalization",
    "UnitNormalization",
    "Normalization",
    "Dropout",
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
    "ActivityRegularization",
    "Concatenate",
    "Add",
    "Subtract",
    "Multiply",
    "Average",
)


def faster_with_xla(model: keras.Model) -> bool:
    """Return whether XLA makes a model faster on this machine: it has a GPU, or the model has only dense layers.

    Layers of nested models count. A layer that is not in the table, such as a custom layer, may contain a convolution.
    """
    return has_gpu() or has_dense_layers_alone(model)


def has_gpu() -> bool:
    """Return whether TensorFlow sees a GPU."""
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


def has_dense_layers_alone(model: keras.Model) -> bool:
    """Return whether all layers are in the table; false for a model without visible layers."""
    return bool(_layers(model)) and other_layer(model) is None


def other_layer(model: keras.Model) -> str | None:
    """Return the class name of the first layer that is not in the table; None if all are."""
    import keras

    dense = tuple(getattr(keras.layers, name) for name in DENSE_LAYERS)
    return next((type(layer).__name__ for layer in _layers(model) if not isinstance(layer, dense)), None)


def _layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return all layers, including those of nested models."""
    import keras

    inner = [_layers(layer) if isinstance(layer, keras.Model) else [layer] for layer in model.layers]
    return [layer for layers in inner for layer in layers]
