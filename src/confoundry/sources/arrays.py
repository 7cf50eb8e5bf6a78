"""From arrays as files hold them to labelled images: the checks that each source's arrays must pass."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.sources.base import Labelled

MAX_SIDE = 16_384  # pixels
MAX_CHANNELS = 4

Integers = NDArray[np.integer[Any]]
Pair = tuple[Integers, Integers]  # images, labels


def labelled(path: Path, train: Pair, test: Pair | None) -> Labelled:
    """Check a source's arrays and join its training and test images.

    Args:
        path: Named in errors.
        train: Images (n, h, w) or (n, h, w, c), uint8, and labels (n,) or (n, 1), any integer type.
        test: The same for the source's own test set, or None.

    Raises:
        BadInput: Shapes, types or numbers do not go together.
    """
    images, labels = _images(path, "training", train[0]), _labels(path, "training", *train)
    if test is None:
        return Labelled(images, labels)
    own, own_labels = _images(path, "test", test[0]), _labels(path, "test", *test)
    if own.shape[1:] != images.shape[1:]:
        expected, came = (f"test images of {_size(images)}", _size(own))
        raise BadInput(path, expected=expected, came=came, remedy="bring both sets to one size")
    return Labelled(np.concatenate([images, own]), np.concatenate([labels, own_labels]), len(own))


def _images(path: Path, part: str, images: Integers) -> NDArray[np.uint8]:
    if images.dtype != np.uint8:
        raise _wrong(path, f"{part} images of type uint8 (0…255)", str(images.dtype))
    if images.ndim not in (3, 4):
        raise _wrong(path, f"{part} images as (n, h, w) or (n, h, w, c)", f"{images.ndim} dimensions")
    images = images if images.ndim == 4 else images[..., None]
    if max(images.shape[1:3]) > MAX_SIDE or images.shape[3] > MAX_CHANNELS:
        limits = f"at most {MAX_SIDE:,} pixels a side and {MAX_CHANNELS} channels"
        raise _wrong(path, f"{part} images of {limits}", _size(images))
    return np.ascontiguousarray(images, dtype=np.uint8)


def _labels(path: Path, part: str, images: Integers, labels: Integers) -> NDArray[np.int64]:
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.shape != images.shape[:1]:
        shape = "×".join(f"{size:,}" for size in labels.shape) or "a single one"
        shape += " (one-hot? Then y.argmax(axis=1))" if labels.ndim == 2 else ""
        raise _wrong(path, f"{len(images):,} {part} labels, one per image", shape)
    if int(labels.max()) > np.iinfo(np.int64).max:
        raise _wrong(path, f"{part} labels that number the classes 0, 1, 2, …", f"{labels.max():,}")
    return labels.astype(np.int64)


def _size(images: Integers) -> str:
    return "×".join(f"{size:,}" for size in images.shape[1:])


def _wrong(path: Path, expected: str, came: str) -> BadInput:
    return BadInput(path, expected=expected, came=came, remedy="mend the arrays in it")
