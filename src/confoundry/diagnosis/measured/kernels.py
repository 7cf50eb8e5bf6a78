"""The initial weights of a layer compared with those of Keras' default initializer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGE = 1_000_000  # elements; the spread of a larger kernel is computed from a sample of it
NO_KERNELS = ("bias", "beta", "gamma", "alpha", "embeddings", "scale")
UNITS_BEFORE_LAST = ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")


def array_of(variable: Any) -> NDArray[np.float32]:
    """Return the values of a variable."""
    import keras

    return np.asarray(keras.ops.convert_to_numpy(variable))


def kernels_of(layer: Any) -> list[NDArray[np.float32]]:
    """Return the kernels of a layer, including those of nested layers."""
    return [
        array_of(variable)
        for variable in layer.trainable_weights
        if len(variable.shape) >= 2 and not any(word in variable.name for word in NO_KERNELS)
    ]


def spread(kernels: list[NDArray[np.float32]]) -> float | None:
    """Return the standard deviation over that of the Glorot initializer, for the kernel that differs most."""
    ratios = [_ratio(kernel) for kernel in kernels]
    return max(ratios, key=lambda ratio: abs(math.log(max(ratio, 1e-30))), default=None)


def constant(kernels: list[NDArray[np.float32]], kind: str) -> bool:
    """Return whether all units of a layer have the same weights; for a single unit, whether its weights are equal."""
    return bool(kernels) and all(_alike(_columns(kernel, kind)) for kernel in kernels)


def glorot(shape: tuple[int, ...]) -> float:
    """Return the standard deviation of the Glorot initializer for a kernel shape (Glorot and Bengio 2010)."""
    field = math.prod(shape[:-2])
    return math.sqrt(2 / (field * (shape[-2] + shape[-1])))


def _ratio(kernel: NDArray[np.float32]) -> float:
    flat = kernel.ravel()
    return float(np.std(flat[:: 1 + flat.size // LARGE], dtype=np.float64)) / glorot(kernel.shape)


def _columns(kernel: NDArray[np.float32], kind: str) -> NDArray[np.float32]:
    """Return a kernel as inputs × units."""
    if kind in UNITS_BEFORE_LAST:
        kernel = np.swapaxes(kernel, -1, -2)
    if kind.startswith(("DepthwiseConv", "SeparableConv")) and math.prod(kernel.shape[:-2]) > 1:
        return kernel.reshape(math.prod(kernel.shape[:-2]), -1)
    return kernel.reshape(-1, kernel.shape[-1])


def _alike(columns: NDArray[np.float32]) -> bool:
    if columns.shape[1] == 1:
        return columns.size > 1 and bool(np.all(columns == columns[0]))
    return bool(np.all(columns == columns[:, :1]))
