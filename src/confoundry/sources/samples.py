"""Samples of any shape for a diagnosis: images, rows of a table, sequences; labels are classes or numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.sources.arrays import KERAS, Names, Pair
from confoundry.sources.base import Labelled
from confoundry.sources.class_labels import column
from confoundry.sources.pixel_arrays import NARROW, Named, index_of_first, pixels, scaled_up

FEW = 20  # at most so many different whole numbers are most likely classes


@dataclass(frozen=True)
class Samples:
    """Inputs with labels; the source's test samples, if any, come last.

    Attributes:
        inputs: float32 (n, …); images (n, h, w, c) in [0, 1], anything else as in the file.
        labels: int64 (n,): class indices; or float32: numbers (n,) or (n, k), or rows of zeros and ones (n, k).
        tests: How many of the last samples are the source's own test set.
        pictures: The images as uint8, whose hashes decide the split; None if the inputs are not images.
        notes: Warnings about data that may not be what the user meant, each with a fix.
    """

    inputs: NDArray[np.float32]
    labels: NDArray[Any]
    tests: int = 0
    pictures: NDArray[np.uint8] | None = None
    notes: tuple[str, ...] = ()

    @property
    def classes(self) -> int:
        """Number of classes; of columns, if labels are rows; 1 if labels are numbers."""
        if self.labels.ndim == 2:
            return self.labels.shape[1]
        whole = np.issubdtype(self.labels.dtype, np.integer)
        return max(int(self.labels.max()) + 1, 1) if whole else 1


def from_pictures(data: Labelled) -> Samples:
    """Return a source's images as samples."""
    return Samples(_scaled(data.images), data.labels, data.tests, data.images, tuple(_notes(data.labels, data.images)))


def from_arrays(path: Path, train: Pair, test: Pair | None, names: Names = KERAS) -> Samples:
    """Check arrays, and join training and test samples.

    Args:
        path: For error messages.
        train: Inputs (n, …), of which uint8 (n, h, w) or (n, h, w, c) are images, and labels (n,), (n, 1) or (n, k):
            integers (n,) are class indices, text is class names.
        test: The same for the test set, or None.
        names: The names of the arrays.

    Raises:
        BadInput: They do not match, a value is missing, or all labels are the same.
    """
    pairs = [pair for pair in (train, test) if pair is not None]
    inputs: list[Named] = [(name, pair[0]) for (name, _), pair in zip(names, pairs, strict=False)]
    labels: list[Named] = [(name, column(pair[1])) for (_, name), pair in zip(names, pairs, strict=False)]
    for given, known in zip(inputs, labels, strict=True):
        _check_shapes(path, given, known)
    for what, arrays in (("samples", inputs), ("labels", labels)):
        shapes = [_size(array) for _, array in arrays]
        if len(set(shapes)) > 1:
            came, remedy = f"{shapes[0]} and {shapes[1]}", "give both the same shape"
            raise BadInput(path, expected=f"training and test {what} of one shape", came=came, remedy=remedy)
    known = np.concatenate(_numbered(path, labels))
    tests = len(inputs[1][1]) if test is not None else 0
    if inputs[0][1].dtype == np.uint8 and inputs[0][1].ndim in (3, 4):
        pictures = np.concatenate(pixels(path, inputs, least=1))
        return Samples(_scaled(pictures), known, tests, pictures, tuple(_notes(known, pictures)))
    found = np.concatenate([_finite(path, *one) for one in inputs])
    return Samples(found[:, None] if found.ndim == 1 else found, known, tests, notes=tuple(_notes(known)))


def _check_shapes(path: Path, inputs: Named, labels: Named) -> None:
    (x, given), (y, known) = inputs, labels
    if given.ndim == 0 or known.ndim not in (1, 2):
        expected, came = f"{x} (n, …) and {y} (n,) or (n, k)", f"{_size(given, 0)} and {_size(known, 0)}"
        raise BadInput(path, expected=expected, came=came, remedy="reshape them")
    if given.dtype.kind not in "biuf":
        remedy = f"encode it as numbers, with keras.layers.StringLookup or {x}.astype('float32')"
        raise BadInput(path, expected=f"numbers in {x}", came="text", remedy=remedy)
    if len(given) == len(known):
        return
    if len(known) == 1 and given.ndim > 1:
        came, remedy = (
            f"{_size(given, 0)} with one label",
            f"a single sample is {x}[None], and one sample is too few for training",
        )
        raise BadInput(path, expected=f"{x} (n, …) with n labels", came=came, remedy=remedy)
    expected, remedy = f"{len(given):,} labels, one per sample", "check how the arrays were made"
    raise BadInput(path, expected=expected, came=f"{len(known):,}", remedy=remedy)


def _numbered(path: Path, labels: Sequence[Named]) -> list[NDArray[Any]]:
    """Return classes as int64, numbers and rows as float32; text is replaced by indices of the sorted names."""
    joined: NDArray[Any] = np.concatenate([known.ravel() for _, known in labels])
    if any(known.dtype.kind in "SU" for _, known in labels):
        if not all(known.dtype.kind in "SU" and known.ndim == 1 for _, known in labels):
            raise BadInput(
                path, expected="labels of one kind", came="text and numbers", remedy="give each sample one class name"
            )
        joined = np.unique(joined, return_inverse=True)[1].astype(np.int64)
        ends = np.cumsum([len(known) for _, known in labels])[:-1]
        return _differing(path, np.split(joined, ends), labels)
    whole = all(known.dtype.kind in "iub" and known.ndim == 1 for _, known in labels)
    found = [known.astype(np.int64) if whole else _finite(path, name, known) for name, known in labels]
    return _differing(path, found, labels)


def _differing(path: Path, found: list[NDArray[Any]], labels: Sequence[Named]) -> list[NDArray[Any]]:
    """Return the labels after a check that they are not all the same."""
    if found[0].ndim == 1 and len(found[0]) > 1 and (found[0] == found[0][0]).all():
        (name, given), remedy = labels[0], "add samples with other labels"
        raise BadInput(path, expected=f"several labels in {name}", came=f"{given[0]!s} for all", remedy=remedy)
    return found


def _finite(path: Path, name: str, array: NDArray[Any]) -> NDArray[np.float32]:
    """Return numbers as float32 after a check that none is missing."""
    with np.errstate(over="ignore"):
        found = array.astype(np.float32)
    bad = ~np.isfinite(found)
    if bad.any():
        where = index_of_first(name, bad)
        came = f"{np.count_nonzero(bad):,} missing or infinite, the first at {where}"
        remedy = "fill it in, or remove these samples"
        raise BadInput(path, expected=f"a number for each value in {name}", came=came, remedy=remedy)
    return found


def _scaled(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.divide(pictures, np.float32(255), dtype=np.float32)


def _notes(labels: NDArray[Any], pictures: NDArray[np.uint8] | None = None) -> Iterator[str]:
    """Yield warnings about data that may not be what the user meant."""
    values = np.unique(labels)
    if labels.ndim == 1 and labels.dtype == np.int64 and values[0] > 0:
        low, high = int(values[0]), int(values[-1])
        yield f"labels go from {low:,} to {high:,}, which makes {high + 1:,} classes; if they number the classes, " + (
            f"subtract {low:,}" if len(values) == high - low + 1 else "y = np.unique(y, return_inverse=True)[1]"
        )
    if labels.ndim == 1 and labels.dtype == np.float32 and len(values) <= FEW and (values % 1 == 0).all():
        yield f"the {len(values)} different labels, such as {values[0]:.1f}, are treated as numbers to predict; " + (
            "if they are classes, y = y.astype('int64')"
        )
    if pictures is not None and (high := int(pictures.max())) <= NARROW:
        yield f"pixels go up to {high} of 255; if they were never scaled, x = {scaled_up('x', high)}"


def _size(array: NDArray, start: int = 1) -> str:
    return "×".join(f"{size:,}" for size in array.shape[start:]) or "a number"
