"""Samples as arrays of known size: on the device if they fit the memory budget, else in blocks."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

BLOCK_BYTES = 1 << 24  # 16 MiB; about eight times that is in memory while one is read and rendered


def memory_budget() -> int:
    """Return the largest size, in bytes, of an array that is held as a whole: 256 MiB, or CONFOUNDRY_MEMORY_MIB.

    Up to four such arrays are held at once: training and validation images, and a rendering of each.
    """
    return int(os.environ.get("CONFOUNDRY_MEMORY_MIB", "256")) << 20


def samples_in(data: Any) -> int:
    """Return the number of samples.

    Raises:
        ValueError: The arrays differ in it, or there are none.
    """
    found = sorted({len(array) for array in keras.tree.flatten(data)})
    if len(found) != 1:
        raise ValueError(f"expected arrays of one length, got {' and '.join(map(str, found)) or 'none'}")
    if not found[0]:
        raise ValueError("expected at least one sample, got none")
    return found[0]


def nbytes(data: Any) -> int:
    """Return the size on the device, in bytes."""
    return sum(int(np.prod(array.shape)) * _dtype(array).size for array in keras.tree.flatten(data))


def block_size(data: Any) -> int:
    """Return how many samples are read at once."""
    each = nbytes(data) // samples_in(data)
    return max(1, BLOCK_BYTES // max(1, each))


def held(data: Any) -> Any:
    """Return the arrays as tensors on the device."""
    return keras.tree.map_structure(_tensor, data)


def rows_of(data: Any, rows: NDArray[np.int32]) -> Any:
    """Return these samples as tensors; files are read in ascending order, which is faster on disks."""
    ascending = np.argsort(rows)
    back = np.argsort(ascending)

    def read(array: Any) -> tf.Tensor:
        if isinstance(array, tf.Tensor):
            return tf.gather(array, rows)
        return _tensor(array[rows[ascending]][back])

    return keras.tree.map_structure(read, data)


def block_sizes(data: Any, batch_size: int) -> list[int]:
    """Return the number of samples in each block: whole batches, except for the last one."""
    samples = samples_in(data)
    size = max(1, block_size(data) // batch_size) * batch_size
    return [min(size, samples - start) for start in range(0, samples, size)]


def specs_of(data: Any, samples: int) -> Any:
    """Return what TensorFlow traces a function of so many samples by: shapes and types."""
    return keras.tree.map_structure(lambda array: tf.TensorSpec([samples, *array.shape[1:]], _dtype(array)), data)


def blocks(data: Any, order: NDArray[np.int32], batch_size: int) -> Iterator[Any]:
    """Yield the samples in their order as tensors, in blocks of whole batches; the next one is read ahead.

    Args:
        data: Arrays, memory maps, or whatever has `shape`, `dtype` and gives rows for an array of their numbers.
        order: Numbers of rows (n,).
        batch_size: Samples a step.
    """
    parts = np.split(order, np.cumsum(block_sizes(data, batch_size))[:-1])
    with ThreadPoolExecutor(1) as ahead:
        waiting = ahead.submit(rows_of, data, parts[0])
        for part in parts[1:]:
            block, waiting = waiting.result(), ahead.submit(rows_of, data, part)
            yield block
        yield waiting.result()


def _tensor(array: Any) -> tf.Tensor:
    return array if isinstance(array, tf.Tensor) else tf.constant(array[:], _dtype(array))


def _dtype(array: Any) -> tf.DType:
    """Return the type on the device: floating-point numbers have Keras' width, as `model.fit` makes them."""
    dtype = tf.as_dtype(array.dtype)
    return tf.as_dtype(keras.config.floatx()) if dtype.is_floating else dtype
