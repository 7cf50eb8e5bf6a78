"""Samples of any shape, for a diagnosis: pictures, rows of a table, sequences; labels are classes or numbers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.sources.base import Labelled


@dataclass(frozen=True)
class Samples:
    """Inputs with labels, a source's training samples before its test samples.

    Attributes:
        inputs: float32 (n, …); pictures (n, h, w, c) in [0, 1], anything else as it is in the file.
        labels: int64 (n,): class indices; or float32: numbers (n,) or (n, k), or a row of zeros and ones (n, k) each.
        tests: How many of the last samples are the source's own test set.
        pictures: The pictures as bytes, of which an image's split is made; None where the inputs are none.
    """

    inputs: NDArray[np.float32]
    labels: NDArray[Any]
    tests: int = 0
    pictures: NDArray[np.uint8] | None = None

    @property
    def classes(self) -> int:
        """How many classes the labels have; columns where they come in rows; 1 where a sample's label is a number."""
        if self.labels.ndim == 2:
            return self.labels.shape[1]
        whole = np.issubdtype(self.labels.dtype, np.integer)
        return max(int(self.labels.max()) + 1, 1) if whole else 1


def from_pictures(data: Labelled) -> Samples:
    """Return a source's pictures as samples."""
    inputs = np.divide(data.images, np.float32(255), dtype=np.float32)
    return Samples(inputs, data.labels, data.tests, data.images)


def from_arrays(path: Path, train: tuple[NDArray, NDArray], test: tuple[NDArray, NDArray] | None) -> Samples:
    """Check arrays of numbers, and join training and test samples.

    Args:
        path: Named in errors.
        train: Inputs (n, …) and labels (n,), (n, 1) or (n, k); whole numbers (n,) are class indices.
        test: The same for the test set, or None.

    Raises:
        BadInput: Their shapes do not go together.
    """
    pairs = [_pair(path, *pair) for pair in (train, test) if pair is not None]
    (inputs, labels), (others, other_labels) = pairs[0], pairs[-1]
    if inputs.shape[1:] != others.shape[1:] or labels.shape[1:] != other_labels.shape[1:]:
        came = f"{_size(inputs)} with labels {_size(labels)}, and {_size(others)} with {_size(other_labels)}"
        raise _wrong(path, "training and test samples of one shape", came)
    if test is None:
        return Samples(inputs, labels)
    return Samples(np.concatenate([inputs, others]), np.concatenate([labels, other_labels]), len(others))


def _pair(path: Path, inputs: NDArray, labels: NDArray) -> tuple[NDArray[np.float32], NDArray[Any]]:
    if inputs.ndim == 0 or labels.ndim not in (1, 2):
        raise _wrong(path, "inputs (n, …) and labels (n,) or (n, k)", f"{_size(inputs, 0)} and {_size(labels, 0)}")
    if len(inputs) != len(labels):
        raise _wrong(path, f"{len(inputs):,} labels, one per sample", f"{len(labels):,}")
    labels = labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels
    whole = labels.dtype.kind in "iub" and labels.ndim == 1
    inputs = inputs[:, None] if inputs.ndim == 1 else inputs
    return inputs.astype(np.float32), labels.astype(np.int64 if whole else np.float32)


def _size(array: NDArray, start: int = 1) -> str:
    return "×".join(f"{size:,}" for size in array.shape[start:]) or "a number"


def _wrong(path: Path, expected: str, came: str) -> BadInput:
    return BadInput(path, expected=expected, came=came, remedy="mend the arrays in it")
