"""Checks labels; for every other kind of label, the error gives a fix in one line of NumPy."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.sources.pixel_arrays import Named, index_of_first

STRAY = 0.01  # negative labels below this share are not classes but mistakes, which `validate` lists


def class_labels(path: Path, arrays: Sequence[Named]) -> list[NDArray[np.int64]]:
    """Return class indices (n,).

    Args:
        path: For error messages.
        arrays: The training labels and, if any, the test labels: (n,) or (n, 1) of any integer type.

    Raises:
        BadInput: They are not class indices 0…C-1, or they are all the same.
    """
    columns = [(name, column(labels)) for name, labels in arrays]
    for name, labels in columns:
        _check_kind(path, name, labels, columns)
    _check_numbers(path, columns)
    return [labels.astype(np.int64) for _, labels in columns]


def column(labels: NDArray[Any]) -> NDArray[Any]:
    """Return labels (n, 1) as (n,), and others unchanged."""
    return labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels


def check_lengths(path: Path, images: Sequence[Named], labels: Sequence[Named]) -> None:
    """Check that there is one label for each image.

    Raises:
        BadInput: The numbers differ.
    """
    counts = [len(array) for _, array in images]
    for (_, pictures), (name, array) in zip(images, labels, strict=True):
        came = len(array) if array.ndim else 1
        if came == len(pictures):
            continue
        swapped = len(counts) > 1 and [len(one) if one.ndim else 1 for _, one in labels] == counts[::-1]
        remedy = f"swap {' and '.join(name for name, _ in labels)}" if swapped else "check how the arrays were made"
        raise BadInput(
            path, expected=f"{len(pictures):,} labels in {name}, one per image", came=f"{came:,}", remedy=remedy
        )


def unique_fix(arrays: Sequence[Named]) -> str:
    """Return code that replaces class names by indices, the same ones in the test labels."""
    (first, _), *others = arrays
    lines = [f"names, {first} = np.unique({first}, return_inverse=True)"]
    return "; ".join([*lines, *(f"{name} = np.searchsorted(names, {name})" for name, _ in others)])


def _each(arrays: Sequence[Named], expression: str) -> str:
    """Return one assignment for each array; `{y}` stands for its name."""
    return "; ".join(f"{name} = {expression.format(y=name)}" for name, _ in arrays)


def _check_kind(path: Path, name: str, labels: NDArray[Any], arrays: Sequence[Named]) -> None:
    expected = f"{name} as class indices 0, 1, 2, …"
    if labels.ndim > 1:
        raise BadInput(path, expected=expected, came=_rows(labels), remedy=_of_rows(labels, arrays))
    kind = labels.dtype.kind
    if kind == "b":
        raise BadInput(path, expected=expected, came="booleans", remedy=_each(arrays, "{y}.astype('int64')"))
    if kind in "SU":
        digits = bool(np.char.isdigit(labels).all())
        remedy = _each(arrays, "{y}.astype('int64')") if digits else unique_fix(arrays)
        raise BadInput(path, expected=expected, came=f"text, such as {_text(labels)}", remedy=remedy)
    if kind == "f":
        raise _floats(path, expected, name, labels, arrays)


def _text(labels: NDArray[Any]) -> str:
    first = labels.flat[0]
    return repr(first.decode("latin-1") if isinstance(first, bytes) else str(first))[:40]


def _floats(path: Path, expected: str, name: str, labels: NDArray[Any], arrays: Sequence[Named]) -> BadInput:
    if not np.isfinite(labels).all():
        missing = ~np.isfinite(labels)
        came = f"{np.count_nonzero(missing):,} missing, the first at {index_of_first(name, missing)}"
        images = name.replace("y", "x", 1)
        remedy = f"leave them out: known = np.isfinite({name}); {images}, {name} = {images}[known], {name}[known]"
        return BadInput(path, expected=expected, came=came, remedy=remedy)
    if (labels % 1 == 0).all():
        return BadInput(path, expected=expected, came=f"{labels.dtype}", remedy=_each(arrays, "{y}.astype('int64')"))
    came = f"fractions, such as {labels[labels % 1 != 0][0]:g}"
    remedy = f"group them into classes: bins = np.quantile({arrays[0][0]}, [0.25, 0.5, 0.75])"
    return BadInput(path, expected=expected, came=came, remedy=f"{remedy}; {_each(arrays, 'np.digitize({y}, bins)')}")


def _rows(labels: NDArray[Any]) -> str:
    return f"rows ({'×'.join(f'{size:,}' for size in labels.shape)})"


def _of_rows(labels: NDArray[Any], arrays: Sequence[Named]) -> str:
    """Return the fix for labels in rows: one-hot labels, scores, or several labels per image."""
    if labels.ndim > 2:
        return "give each image one label"
    if labels.dtype.kind in "SU" or (np.isin(labels, (0, 1)).all() and not (labels.sum(axis=1) == 1).all()):
        return "a study needs one label per image: keep one of the columns"
    return _each(arrays, "{y}.argmax(axis=1)")


def _check_numbers(path: Path, arrays: Sequence[Named]) -> None:
    """Check that labels are 0, 1, 2, …; a few invalid ones are left to `validate`, which lists them."""
    values, counts = np.unique(np.concatenate([labels for _, labels in arrays]), return_counts=True)
    low, high = int(values[0]), int(values[-1])
    what = " and ".join(name for name, _ in arrays)
    if len(values) == 1:
        came, remedy = f"label {low} for all {counts[0]:,}", "add images of another class"
        raise BadInput(path, expected=f"labels of at least two classes in {what}", came=came, remedy=remedy)
    if high > np.iinfo(np.int64).max or low > 0 or counts[values < 0].sum() >= max(1, STRAY * counts.sum()):
        row = high - low + 1 == len(values)
        shift = f"{{y}} {'-' if low > 0 else '+'} {abs(low)}"
        remedy = _each(arrays, shift) if row else unique_fix(arrays)
        expected = f"{what} as class indices 0, 1, 2, …"
        raise BadInput(path, expected=expected, came=f"labels from {low:,} to {high:,}", remedy=remedy)
