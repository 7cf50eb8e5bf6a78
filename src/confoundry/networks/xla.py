"""Whether XLA makes a network faster: dense networks on a CPU, any network on a GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

# By name, so that Keras is imported where a model is. XLA's convolutions are several times slower on a CPU.
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
    """Return whether a model runs faster compiled by XLA on this machine: one with dense layers alone, or with a GPU.

    Layers of models within the model count; one that is not in the table, such as a layer of the user's own, may hold a
    convolution.
    """
    return has_gpu() or has_dense_layers_alone(model)


def has_gpu() -> bool:
    """Return whether TensorFlow sees a GPU."""
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


def has_dense_layers_alone(model: keras.Model) -> bool:
    """Return whether all layers are in the table; a model that shows none is not known to be dense."""
    return bool(_layers(model)) and other_layer(model) is None


def other_layer(model: keras.Model) -> str | None:
    """Return the class of the first layer that is not in the table, if there is one."""
    import keras

    dense = tuple(getattr(keras.layers, name) for name in DENSE_LAYERS)
    return next((type(layer).__name__ for layer in _layers(model) if not isinstance(layer, dense)), None)


def _layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return all layers, those of models within the model included."""
    import keras

    inner = [_layers(layer) if isinstance(layer, keras.Model) else [layer] for layer in model.layers]
    return [layer for layers in inner for layer in layers]
