"""Units with equal kernels: the symmetry between them was never broken, so that they learn the same."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from confoundry.training.monitor.variables import zeros

DIRECTIONS = 8  # XLA compiles a product with fewer rows into slow code
EQUAL = 3e-6  # of the largest projection: sums of the same numbers differ by rounding


class Projections:
    """Kernels, projected on a few fixed directions: units with equal kernels fall together.

    Args:
        kernels: Of a layer's number its weights, whose last axis counts the units.
    """

    def __init__(self, kernels: Mapping[int, keras.Variable]) -> None:
        self._kernels = kernels
        self._directions = {number: _directions(kernel) for number, kernel in kernels.items()}
        self._now = zeros([DIRECTIONS, sum(map(_units, kernels.values()))])

    def take(self) -> None:
        """Project the kernels as they are now."""
        projected = []
        for number, kernel in self._kernels.items():
            flat = tf.reshape(tf.cast(tf.convert_to_tensor(kernel), tf.float32), [-1, _units(kernel)])
            projected.append(tf.matmul(self._directions[number], flat))
        if projected:
            self._now.assign(tf.concat(projected, 1))

    def read(self) -> dict[int, NDArray[np.float32]]:
        """Return of a layer's number its projections (directions, units) when they were last taken."""
        ends = np.cumsum([_units(kernel) for kernel in self._kernels.values()])
        return dict(zip(self._kernels, np.split(self._now.value().numpy(), ends[:-1], axis=1), strict=False))


def duplicates(projections: NDArray[np.float32] | None) -> float:
    """Return the share of units (columns) that agree with another one in all projections; NaN for one alone."""
    if projections is None or projections.shape[1] < 2 or not np.isfinite(projections).all():
        return float("nan")
    ordered = projections[:, np.argsort(projections[0])]
    equal = np.abs(np.diff(ordered)).max(0) <= EQUAL * np.abs(projections).max()
    return float(np.mean(np.append(equal, False) | np.append(False, equal)))


def _units(kernel: keras.Variable) -> int:
    return int(kernel.shape[-1])


def _directions(kernel: keras.Variable) -> tf.Tensor:
    inputs = int(np.prod(kernel.shape)) // _units(kernel)
    return tf.constant(np.random.default_rng(0).standard_normal((DIRECTIONS, inputs)), tf.float32)
