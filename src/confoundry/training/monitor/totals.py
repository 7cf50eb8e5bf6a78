"""What is summed up over an epoch, in a few variables on the device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from confoundry.training.monitor.duplicates import Projections
from confoundry.training.monitor.layers import WatchedLayer
from confoundry.training.monitor.step import Sample
from confoundry.training.monitor.variables import zeros

Numbers = NDArray[np.floating]


@dataclass(frozen=True)
class Reading:
    """What the variables held at an epoch's end.

    Attributes:
        steps: [steps, Σ loss, Σ loss², steps whose loss was not finite, largest loss, steps from sample to sample]; −∞
            for the largest where no loss was seen that is finite.
        sampled: [sampled steps, Σ gradient norm, Σ share of the penalties, finite inputs, Σ x, Σ x², other inputs,
            largest gradient norm, largest |x|, first loss].
        layers: (layers, 6): Σ of [gradient norm, weight norm, norm of the update, share saturated, outputs seen of each
            unit], and the share of units that have not varied in the epoch.
        projections: Of a layer's number those of its kernel, after the last sampled step.
    """

    steps: Numbers
    sampled: Numbers
    layers: Numbers
    projections: Mapping[int, Numbers]


# What becomes of a number in an epoch's next sample: the larger one stays, the first, the latest; others are summed up.
LARGEST = np.array([False] * 7 + [True, True, False])
FIRST = np.array([False] * 9 + [True])
LATEST = np.array([False] * 5 + [True])


class Totals:
    """The variables. An epoch's first step is always sampled, and begins them anew.

    Args:
        every: Steps from one sample to the next.
    """

    def __init__(self, every: int) -> None:
        self._steps = tf.Variable(_begun(every), trainable=False)
        self._sampled = tf.Variable(tf.zeros([10], tf.float64), trainable=False)
        self._ranges: dict[int, tf.Variable] = {}
        self.watch(())

    def watch(self, layers: Sequence[WatchedLayer]) -> None:
        """Make variables for layers, which are built; a step may be traced meanwhile."""
        kernels = {number: one.kernel for number, one in enumerate(layers)}
        with tf.init_scope():
            self._layers = zeros([len(layers), 6])
            self._projections = Projections({number: one for number, one in kernels.items() if one is not None})

    def begin(self, every: int) -> None:
        """Begin an epoch, of which one in `every` steps is sampled."""
        self._steps.assign(_begun(every))

    def due(self) -> tf.Tensor:
        """Return whether the next step is to be sampled."""
        return tf.equal(tf.math.floormod(self._steps[0], self._steps[5]), 0)

    def count(self, loss: tf.Tensor | None) -> None:
        """Count a step, with its loss if that was seen."""
        value = tf.cast(np.nan if loss is None else loss, tf.float64)
        finite = tf.math.is_finite(value)
        known = tf.where(finite, value, tf.zeros_like(value))
        bad = tf.zeros_like(value) if loss is None else tf.cast(tf.logical_not(finite), tf.float64)
        old = self._steps.value()
        more = old + _unit(0) + _unit(1) * known + _unit(2) * (known * known) + _unit(3) * bad  # all in one kernel
        largest = tf.maximum(old, tf.where(finite, value, tf.fill(value.shape, tf.constant(-np.inf, tf.float64))))
        self._steps.assign(tf.where(tf.constant(np.arange(6) == 4), largest, more))

    def add(self, sample: Sample) -> None:
        """Add what was measured in a sampled step, before it is counted."""
        fresh = tf.equal(self._steps.value()[0], 0)
        self._projections.take()
        dead = [self._dead(number, found, fresh) for number, found in enumerate(sample.ranges)]
        now = tf.cast(sample.numbers, tf.float64)
        old = self._sampled.value()
        later = tf.where(tf.constant(LARGEST), tf.maximum(old, now), tf.where(tf.constant(FIRST), old, old + now))
        self._sampled.assign(tf.where(fresh, now, later))
        if dead:
            rows = tf.concat([sample.layers, tf.stack(dead)[:, None]], 1)
            self._layers.assign(tf.where(fresh | tf.constant(LATEST), rows, self._layers.value() + rows))

    def read(self) -> Reading:
        """Return the epoch's totals."""
        steps, sampled, layers = (one.value().numpy() for one in (self._steps, self._sampled, self._layers))
        return Reading(steps, sampled, layers, self._projections.read())

    def _dead(self, number: int, found: tf.Tensor | None, fresh: tf.Tensor) -> tf.Tensor:
        """Return the share of a layer's units whose smallest output in the epoch is the largest one too."""
        if found is None:
            return tf.constant(np.nan, tf.float32)
        if number not in self._ranges:
            self._ranges[number] = zeros(found.shape)
        kept = self._ranges[number]
        old = kept.value()
        low = tf.where(fresh, found[0], tf.minimum(old[0], found[0]))
        high = tf.where(fresh, found[1], tf.maximum(old[1], found[1]))
        kept.assign(tf.stack([low, high]))
        return tf.reduce_mean(tf.cast(tf.equal(low, high), tf.float32))


def _unit(place: int) -> tf.Tensor:
    return tf.constant(np.arange(6) == place, tf.float64)


def _begun(every: int) -> tf.Tensor:
    return tf.constant([0, 0, 0, 0, -np.inf, every], tf.float64)
