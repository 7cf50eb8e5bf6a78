"""What is measured on tensors of one step: pure reductions, in a form that compiles to fast code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from confoundry.training.monitor.layers import BOUNDS

NEAR = 0.0125  # of the range: there the slope of sigmoid and tanh is 5% of what it is in the middle
MISSING = float("nan")
COLUMNS = (128, 96, 80, 64, 48, 32, 24, 16, 10, 8)


def square_sum(values: Any) -> tf.Tensor:
    """Return Σx², float32."""
    values = tf.cast(tf.convert_to_tensor(values), tf.float32)  # a sparse gradient becomes a dense one
    return total(tf.square(values))


def total(values: tf.Tensor) -> tf.Tensor:
    """Return the sum of all elements: by a product with ones, since XLA adds one after the other on a CPU."""
    columns = next((size for size in COLUMNS if (values.shape.num_elements() or 1) % size == 0), None)
    if columns is None:
        return tf.reduce_sum(values)
    return tf.reduce_sum(tf.linalg.matvec(tf.reshape(values, [-1, columns]), tf.ones([columns], values.dtype)))


def unit_range(outputs: Sequence[tf.Tensor], axes: Sequence[int]) -> tf.Tensor:
    """Return the smallest and the largest output of each unit, float32 (2, units).

    Args:
        outputs: Of one layer, one for each time that it is called.
        axes: The axis of each that counts the units.
    """
    lows, highs = [], []
    for output, units in zip(outputs, axes, strict=True):
        others = [axis for axis in range(output.shape.rank or 0) if axis != units]
        lows.append(tf.reduce_min(output, others))
        highs.append(tf.reduce_max(output, others))
    low, high = tf.reduce_min(tf.stack(lows), 0), tf.reduce_max(tf.stack(highs), 0)
    return tf.cast(tf.stack([low, high]), tf.float32)


def saturated(output: tf.Tensor, activation: str | None) -> tf.Tensor:
    """Return the share of outputs near the activation's bounds; of a softmax, the share of answers near certainty.

    NaN for an activation that has no bounds.
    """
    if activation == "softmax":
        return _share(tf.reduce_max(output, -1) > 1 - NEAR)
    if activation not in BOUNDS:
        return tf.constant(MISSING)
    low, high = BOUNDS[activation]
    margin = NEAR * (high - low)
    return _share((output < low + margin) | (output > high - margin))


def input_sums(arrays: Sequence[tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
    """Return [how many are finite, Σx, Σx², how many are not], and the largest |x|, of a batch of inputs."""
    sums, largest = tf.zeros([4]), tf.constant(0.0)
    for array in arrays:
        values = tf.cast(array, tf.float32)
        finite = tf.math.is_finite(values)
        clean = tf.where(finite, values, 0.0)
        good = total(tf.cast(finite, tf.float32))
        bad = tf.cast(tf.size(values), tf.float32) - good
        sums += tf.stack([good, total(clean), total(tf.square(clean)), bad])
        largest = tf.maximum(largest, _largest(tf.abs(clean)))
    return sums, largest


def _largest(values: tf.Tensor) -> tf.Tensor:
    """Return the largest element, by columns first, which XLA takes several at once of; a cast keeps the two apart."""
    columns = tf.cast(tf.reduce_max(values, 0), tf.float64)
    return tf.cast(tf.reduce_max(columns), tf.float32)


def _share(flags: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.cast(flags, tf.float32))
