"""What is summed up over an epoch, in a few variables on the device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from confoundry.training.monitor.step import Sample

Numbers = NDArray[np.floating]
SUMS = 7  # of what is sampled; the rest are the largest, and what came first


@dataclass(frozen=True)
class Reading:
    """What the variables held at an epoch's end.

    Attributes:
        steps: [steps, Σ loss, Σ loss², steps whose loss was not finite, largest loss, steps from sample to sample].
        sampled: [sampled steps, Σ gradient norm, Σ share of the penalties, finite inputs, Σ x, Σ x², other inputs,
            largest gradient norm, largest |x|, first loss].
        layers: (layers, 6): Σ of [gradient norm, weight norm, norm of the update, share saturated, share of
            duplicates, outputs seen of each unit].
        ranges: Of a layer's number the smallest and the largest output of each unit (2, units).
    """

    steps: Numbers
    sampled: Numbers
    layers: Numbers
    ranges: Mapping[int, Numbers]


class Totals:
    """The variables. An epoch's first step is always sampled, and begins them anew.

    Args:
        layers: Number of layers.
    """

    def __init__(self, layers: int) -> None:
        with tf.init_scope():  # a step may be traced meanwhile
            self._steps = tf.Variable(_begun(1), trainable=False)
            self._sampled = tf.Variable(tf.zeros([10], tf.float64), trainable=False)
            self._layers = tf.Variable(tf.zeros([layers, 6]), trainable=False)
        self._ranges: dict[int, tf.Variable] = {}

    def begin(self, every: int) -> None:
        """Begin an epoch, of which one in `every` steps is sampled."""
        self._steps.assign(_begun(every))

    def due(self) -> tf.Tensor:
        """Return whether the next step is to be sampled."""
        return tf.equal(self._steps[0] % self._steps[5], 0)

    def count(self, loss: tf.Tensor | None) -> None:
        """Count a step, with its loss if that was seen."""
        steps, total, squares, bad, largest, every = tf.unstack(self._steps)
        one, none = tf.constant(1, tf.float64), tf.constant(0, tf.float64)
        if loss is None:
            total += np.nan
        else:
            value = tf.cast(loss, tf.float64)
            finite = tf.math.is_finite(value)
            known = tf.where(finite, value, none)
            total, squares = total + known, squares + known * known
            bad += tf.where(finite, none, one)
            largest = tf.where(finite, tf.maximum(largest, value), largest)
        self._steps.assign(tf.stack([steps + one, total, squares, bad, largest, every]))

    def add(self, sample: Sample) -> None:
        """Add what was measured in a sampled step, before it is counted."""
        fresh = tf.equal(self._steps[0], 0)
        sums, largest, first = (tf.cast(part, tf.float64) for part in (sample.sums, sample.largest, [sample.loss]))
        old, count = self._sampled.read_value(), SUMS
        more = tf.concat([old[:count] + sums, tf.maximum(old[count:-1], largest), old[-1:]], 0)
        self._sampled.assign(tf.where(fresh, tf.concat([sums, largest, first], 0), more))
        self._layers.assign(tf.where(fresh, sample.layers, self._layers + sample.layers))
        for number, found in sample.ranges.items():
            kept = self._range(number, found.shape)
            wider = tf.stack([tf.minimum(kept[0], found[0]), tf.maximum(kept[1], found[1])])
            kept.assign(tf.where(fresh, found, wider))

    def read(self) -> Reading:
        """Return the epoch's totals."""
        read = (variable.numpy() for variable in (self._steps, self._sampled, self._layers))
        return Reading(*read, {number: kept.numpy() for number, kept in self._ranges.items()})

    def _range(self, number: int, shape: tf.TensorShape) -> tf.Variable:
        if number not in self._ranges:
            with tf.init_scope():
                self._ranges[number] = tf.Variable(tf.zeros(shape), trainable=False)
        return self._ranges[number]


def _begun(every: int) -> tf.Tensor:
    return tf.constant([0, 0, 0, 0, -np.inf, every], tf.float64)
