"""Healthy networks as people build them, which only look like mistakes: nothing is said of them."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from sklearn.datasets import load_digits

import confoundry

DIGITS = load_digits()
PIXELS, DIGIT = (DIGITS.data / 16).astype(np.float32), DIGITS.target
CROSS = "sparse_categorical_crossentropy"


def compiled(inputs, outputs, loss=CROSS, rate=0.003):
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(rate), loss)
    return model


def points():
    """Points in no order: each is seen by itself, then the largest of each feature is taken."""
    rng = np.random.default_rng(0)
    y = np.arange(400) % 2
    around = rng.normal(size=(400, 32, 3))
    around /= np.linalg.norm(around, axis=-1, keepdims=True)  # on a ball, or in it
    x = np.where(y[:, None, None] == 1, around, around * rng.random((400, 32, 1))).astype(np.float32)
    start = keras.Input((32, 3))
    each = layers.Conv1D(64, 1, activation="relu")(layers.Conv1D(32, 1, activation="relu")(start))
    return compiled(start, layers.Dense(2, "softmax")(layers.GlobalMaxPooling1D()(each))), x, y


def blocks_that_begin_with_nothing():
    start = keras.Input((64,))
    found = layers.Dense(64, "relu")(start)
    for _ in range(2):
        found = found + layers.Dense(64, kernel_initializer="zeros")(layers.Dense(64, "relu")(found))
    return compiled(start, layers.Dense(10, "softmax")(found)), PIXELS, DIGIT


def separable():
    start = keras.Input((8, 8, 1))
    found = layers.Conv2D(16, 3, padding="same", activation="relu")(start)
    for filters in (32, 32):
        found = layers.Conv2D(filters, 1, use_bias=False)(layers.DepthwiseConv2D(3, padding="same")(found))
        found = layers.ReLU()(layers.BatchNormalization()(found))
    return compiled(start, layers.Dense(10, "softmax")(layers.Flatten()(found))), PIXELS.reshape(-1, 8, 8, 1), DIGIT


def waves():
    """Sines, with the small weights that they need (Sitzmann et al., 2020)."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (800, 1)).astype(np.float32)
    y = np.sin(9 * x) * np.cos(4 * x)
    small = keras.initializers.RandomUniform(-np.sqrt(6 / 32) / 10, np.sqrt(6 / 32) / 10)
    start = keras.Input((1,))
    found = layers.Dense(32, sine, kernel_initializer=keras.initializers.RandomUniform(-1, 1))(start)
    found = layers.Dense(32, sine, kernel_initializer=small)(found)
    return compiled(start, layers.Dense(1, kernel_initializer=small)(found), "mse", 5e-4), x, y


def sine(x):
    return ops.sin(10 * x)


class TokenAndPlace(layers.Layer):
    def __init__(self, places, words, width):
        super().__init__()
        self.words, self.places = layers.Embedding(words, width), layers.Embedding(places, width)

    def call(self, x):
        return self.words(x) + self.places(ops.arange(ops.shape(x)[-1]))


def transformer():
    """Is there one of four rare words in a text?"""
    rng = np.random.default_rng(0)
    x, y = rng.integers(10, 500, (600, 16)), np.arange(600) % 2
    x[y == 1, rng.integers(0, 16, 300)] = rng.integers(1, 5, 300)
    start = keras.Input((16,))
    found = TokenAndPlace(16, 500, 16)(start)
    attended = layers.MultiHeadAttention(2, 8)(*[layers.LayerNormalization()(found)] * 2)
    found = found + attended
    found = found + layers.Dense(16)(layers.Dense(32, "gelu")(layers.LayerNormalization()(found)))
    return compiled(start, layers.Dense(1, "sigmoid")(layers.GlobalMaxPooling1D()(found)), "binary_crossentropy"), x, y


def dummies():
    """Categories as zeros and ones, some of them rare, beside a number."""
    rng = np.random.default_rng(0)
    kind, number = rng.choice(12, 900, p=[0.3, 0.3, 0.2, 0.1, *[0.0125] * 8]), rng.normal(size=900)
    x = np.column_stack([np.eye(12)[kind], number]).astype(np.float32)
    y = (np.arange(12)[kind] % 4 - 1.5) * np.sin(2 * number) + 0.5 * number
    start = keras.Input((13,))
    found = layers.Dense(64, "relu")(layers.Dense(64, "relu")(start))
    return compiled(start, layers.Dense(1)(found), "mse"), x, y.astype(np.float32)


IDIOMS = {one.__name__: one for one in (points, blocks_that_begin_with_nothing, separable, waves, transformer, dummies)}


LONG = ("separable", "transformer")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow, pytest.mark.ci] if name in LONG else []) for name in IDIOMS]
)
def test_nothing_is_said_of_an_idiom(name):
    keras.utils.set_random_seed(0)
    found = confoundry.diagnose(*IDIOMS[name](), epochs=40 if name != "separable" else 15, batch_size=32)
    assert found.healthy, str(found)
    assert found.scores["validation"] > 0.85
