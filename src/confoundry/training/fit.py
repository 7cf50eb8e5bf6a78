"""Training a compiled Keras model: Keras' own loop, with many steps a call over data that are kept in memory."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from confoundry.keys import generator

# XLA makes small dense networks faster on a CPU, and convolutions and random numbers slower.
FASTER_WITH_XLA = (
    keras.layers.InputLayer,
    keras.layers.Dense,
    keras.layers.Flatten,
    keras.layers.Reshape,
    keras.layers.Rescaling,
    keras.layers.Activation,
    keras.layers.ReLU,
    keras.layers.BatchNormalization,
    keras.layers.LayerNormalization,
)
VALIDATION_BATCH = 4096


def fit(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    validation_data: tuple[Any, Any] | None = None,
    sample_weight: Any = None,
    class_weight: dict[int, float] | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> keras.callbacks.History:
    """Train a compiled model in place, in batches that the seed alone decides.

    Args:
        model: Any compiled Keras model.
        x: Inputs, an array (n, …) or a structure of such.
        y: Targets, likewise.
        epochs: Passes over the data.
        batch_size: Samples a step; the last step of an epoch takes what is left.
        seed: Decides the order of the samples, anew for each epoch.
        validation_data: Inputs and targets that are scored after each epoch.
        sample_weight: Weights (n,).
        class_weight: Weight of each class.
        callbacks: Keras callbacks; those of a batch's end are called once an epoch.

    Returns:
        Keras' record of what was measured in each epoch.
    """
    samples = len(keras.tree.flatten(x)[0])
    steps = -(-samples // batch_size)
    data = (x, y) if sample_weight is None else (x, y, sample_weight)
    model.jit_compile = all(isinstance(layer, FASTER_WITH_XLA) for layer in _layers(model))
    model.steps_per_execution = steps
    return model.fit(
        _batches(data, _orders(samples, epochs, seed), batch_size),
        epochs=epochs,
        steps_per_epoch=steps,
        validation_data=None if validation_data is None else _held(validation_data),
        class_weight=class_weight,
        callbacks=list(callbacks),
        shuffle=False,
        verbose=0,  # pyright: ignore[reportArgumentType]
    )


def _orders(samples: int, epochs: int, seed: int) -> np.ndarray:
    """Return the order of the samples in each epoch: int32 (epochs, samples)."""
    return np.stack([generator(seed, "order", epoch).permutation(samples) for epoch in range(epochs)]).astype(np.int32)


def _batches(data: Any, orders: np.ndarray, batch_size: int) -> tf.data.Dataset:
    """Return the batches of all epochs, one after the other."""
    held, kept = keras.tree.map_structure(tf.constant, data), tf.constant(orders)

    def epoch(number: tf.Tensor) -> tf.data.Dataset:
        return tf.data.Dataset.from_tensor_slices(kept[number]).batch(batch_size)

    def gather(rows: tf.Tensor) -> Any:
        return keras.tree.map_structure(lambda array: tf.gather(array, rows), held)

    return tf.data.Dataset.range(len(orders)).flat_map(epoch).map(gather).prefetch(4).with_options(_options())


def _held(data: tuple[Any, Any]) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices(data).batch(VALIDATION_BATCH).cache().with_options(_options())


def _options() -> tf.data.Options:
    options = tf.data.Options()
    options.autotune.enabled = False
    options.threading.private_threadpool_size = 1
    return options


def _layers(model: keras.Model) -> list[keras.layers.Layer]:
    """Return all layers, those of models within the model included."""
    inner = [_layers(layer) if isinstance(layer, keras.Model) else [layer] for layer in model.layers]
    return [layer for layers in inner for layer in layers]
