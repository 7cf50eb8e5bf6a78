"""Keras' random numbers from a counter hash, while a step is compiled: dropout then costs next to nothing.

Keras draws from TensorFlow's stateless generators, which take longer on a CPU than the rest of a dense network's step.
Here the same draws (keyed by the state of the layer's own `SeedGenerator`, which Keras counts up) are a hash of the
element's number: a few integer operations, which the compiler joins with the layer's arithmetic.

The hash is a 32-bit mixer of three multiplications (`triple32` of C. Wellons' hash prospector, 2018: one of two leaves
neighbours correlated by 0.3%), with the two words of the draw's key put in before the first and the second of them.
"""

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf
from keras.src import backend  # what Keras' layers draw from; there is no public name for it
from keras.src.random.seed_generator import draw_seed

_REPLACING = threading.RLock()
_MIXERS = ((17, 0xED5AD4BB), (11, 0xAC4C1B51), (15, 0x31848BAB))  # shift, odd factor
_LAST_SHIFT = 14
_TWO = 0.9772498680518208  # the share of a normal distribution below two standard deviations


@contextmanager
def counter_random() -> Iterator[None]:
    """Let Keras draw from the counter hash whatever is traced meanwhile; what has been compiled keeps it."""
    draws = {draw.__name__: draw for draw in (uniform, normal, truncated_normal, randint, dropout)}
    with _REPLACING:
        original = {name: getattr(backend.random, name) for name in draws}
        try:
            for name, draw in draws.items():
                setattr(backend.random, name, draw)
            yield
        finally:
            for name, draw in original.items():
                setattr(backend.random, name, draw)


def bits(shape: Any, seed: Any) -> tf.Tensor:
    """Return random words, uint32 of this shape, for the next draw of a seed (a `SeedGenerator` or an integer)."""
    first, second = _key(draw_seed(seed))
    word = tf.cast(tf.range(tf.reduce_prod(shape)), tf.uint32)
    return tf.reshape(_scrambled(word ^ first, second), shape)


def _key(state: Any) -> tuple[Any, Any]:
    """Return two words that depend on each bit of a seed generator's state, the seed and the count of draws."""
    seed, count = tf.unstack(tf.cast(tf.cast(state, tf.int64) & 0xFFFFFFFF, tf.uint32))
    first = _scrambled(seed ^ _scrambled(count + _u(0x9E3779B9)))
    return first, _scrambled(first + _u(0x85EBCA6B) + count)


def _scrambled(word: Any, second: Any = None) -> Any:
    for number, (shift, factor) in enumerate(_MIXERS):
        word = _mix(word, shift, factor)
        if number == 0 and second is not None:
            word ^= second  # not added: the product of a sum is a sum, so that draws would be copies, moved along
    return word ^ tf.bitwise.right_shift(word, _u(_LAST_SHIFT))


def _mix(word: Any, shift: int, factor: int) -> Any:
    return (word ^ tf.bitwise.right_shift(word, _u(shift))) * _u(factor)


def _u(value: int) -> tf.Tensor:
    return tf.constant(value, tf.uint32)


def _share(shape: Sequence[Any], seed: Any) -> tf.Tensor:
    """Return numbers in (0, 1), float32: the middles of 2²³ equal parts, which float32 tells apart."""
    parts = tf.cast(tf.bitwise.right_shift(bits(shape, seed), _u(9)), tf.int32)
    return (tf.cast(parts, tf.float32) + 0.5) * 2.0**-23


def uniform(shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None) -> tf.Tensor:
    """Draw evenly between two numbers."""
    dtype = dtype or keras.config.floatx()
    low, high = tf.cast(minval, dtype), tf.cast(maxval, dtype)
    return low + tf.cast(_share(shape, seed), dtype) * (high - low)


def normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None) -> tf.Tensor:
    """Draw from a normal distribution."""
    return _scaled(tf.math.ndtri(_share(shape, seed)), mean, stddev, dtype)


def truncated_normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None) -> tf.Tensor:
    """Draw from a normal distribution without what lies more than two standard deviations away."""
    inner = (1 - _TWO) + _share(shape, seed) * (2 * _TWO - 1)
    return _scaled(tf.math.ndtri(inner), mean, stddev, dtype)


def _scaled(standard: tf.Tensor, mean: Any, stddev: Any, dtype: Any) -> tf.Tensor:
    dtype = dtype or keras.config.floatx()
    return tf.cast(standard, dtype) * tf.cast(stddev, dtype) + tf.cast(mean, dtype)


def randint(shape: Any, minval: Any, maxval: Any, dtype: Any = "int32", seed: Any = None) -> tf.Tensor:
    """Draw integers from `minval` to below `maxval`."""
    low, high = tf.cast(minval, tf.int64), tf.cast(maxval, tf.int64)
    return tf.cast(low + tf.cast(bits(shape, seed), tf.int64) % (high - low), dtype)


def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """Set a share of the inputs to zero, and scale the others up by what is lost."""
    if not 0 < rate < 1:
        return tf.zeros_like(inputs) if rate else inputs
    words = bits(_noise_shape(inputs, noise_shape), seed)
    kept = tf.cast(tf.bitwise.right_shift(words, _u(8)), tf.int32) >= math.floor(rate * 2**24)
    return tf.where(kept, inputs * tf.cast(1 / (1 - rate), inputs.dtype), tf.zeros((), inputs.dtype))


def _noise_shape(inputs: Any, noise_shape: Any) -> Any:
    """Return the shape of the mask: known sizes as numbers, without which XLA compiles slowly running code."""
    sizes = list(inputs.shape) if noise_shape is None else list(noise_shape)
    if None not in sizes:
        return sizes
    actual = tf.shape(inputs)
    return tf.stack([actual[i] if size is None else size for i, size in enumerate(sizes)])
