"""What is measured on tensors of one step: pure reductions, in a form that compiles to fast code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from confoundry.training.monitor.layers import BOUNDS

NEAR = 0.0125  # of the range: there the slope of sigmoid and tanh is 5 % of what it is in the middle
DIRECTIONS = 8  # onto which kernels are projected: XLA compiles a product with fewer rows into slow code
EQUAL = 3e-6  # of the largest projection: sums of the same numbers differ by rounding
MISSING = float("nan")


def square_sum(values: Any) -> tf.Tensor:
    """Return Σx², float32."""
    values = tf.cast(tf.convert_to_tensor(values), tf.float32)  # a sparse gradient becomes a dense one
    return _sum(tf.square(values))


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


def duplicates(kernel: Any) -> tf.Tensor:
    """Return the share of units whose kernel equals another unit's: the units are the last axis.

    Equal kernels are neighbours once their projections on a fixed direction are sorted, and agree on the others too.
    """
    kernel = tf.cast(tf.convert_to_tensor(kernel), tf.float32)
    units = kernel.shape[-1] or 0
    flat = tf.reshape(kernel, [-1, units])
    if units < 2:
        return tf.constant(MISSING)
    directions = np.random.default_rng(0).standard_normal((DIRECTIONS, flat.shape[0] or 0)).astype(np.float32)
    projections = tf.matmul(tf.constant(directions), flat)
    ordered = tf.gather(projections, tf.argsort(projections[0]), axis=1)
    apart = tf.reduce_max(tf.abs(ordered[:, 1:] - ordered[:, :-1]), 0)
    equal = apart <= EQUAL * tf.reduce_max(tf.abs(projections))
    alone = tf.constant([False])
    return _share(tf.concat([equal, alone], 0) | tf.concat([alone, equal], 0))


def input_sums(arrays: Sequence[tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
    """Return [how many are finite, Σx, Σx², how many are not], and the largest |x|, of a batch of inputs."""
    sums, largest = tf.zeros([4]), tf.constant(0.0)
    for array in arrays:
        values = tf.cast(array, tf.float32)
        finite = tf.math.is_finite(values)
        clean = tf.where(finite, values, 0.0)
        good = _sum(tf.cast(finite, tf.float32))
        bad = tf.cast(tf.size(values), tf.float32) - good
        sums += tf.stack([good, _sum(clean), _sum(tf.square(clean)), bad])
        largest = tf.maximum(largest, tf.reduce_max(tf.abs(clean)))
    return sums, largest


def _sum(values: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(values)


def _share(flags: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.cast(flags, tf.float32))
