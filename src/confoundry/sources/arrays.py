"""From arrays to labeled images: the checks that the arrays of every source must pass."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.sources.base import Labelled
from confoundry.sources.class_labels import check_lengths, class_labels
from confoundry.sources.pixel_arrays import CHANNELS, Named, pixels

Pair = tuple[NDArray[Any], NDArray[Any]]  # images, labels
Names = tuple[tuple[str, str], tuple[str, str]]  # of the training and test arrays, as used in remedies

KERAS: Names = (("x_train", "y_train"), ("x_test", "y_test"))


def labelled(path: Path, train: Pair, test: Pair | None, names: Names = KERAS) -> Labelled:
    """Check a source's arrays, and join its training and test images.

    Args:
        path: For error messages.
        train: Images (n, h, w) or (n, h, w, c), uint8, and labels (n,) or (n, 1) of any integer type.
        test: The same for the source's own test set, or None.
        names: The names of the arrays.

    Raises:
        BadInput: Shapes, types or lengths do not match; the message says what to do.
    """
    pairs = [pair for pair in (train, test) if pair is not None]
    images: list[Named] = [(name, pair[0]) for (name, _), pair in zip(names, pairs, strict=False)]
    labels: list[Named] = [(name, pair[1]) for (_, name), pair in zip(names, pairs, strict=False)]
    _check_several(path, images[0], labels[0])
    found = pixels(path, images)
    check_lengths(path, images, labels)
    indices = class_labels(path, labels)
    if test is None:
        return Labelled(found[0], indices[0])
    return Labelled(np.concatenate(found), np.concatenate(indices), len(found[1]))


def _check_several(path: Path, images: Named, labels: Named) -> None:
    """Refuse a single image, (1, h, w), (h, w) or (h, w, c)."""
    (name, array), one = images, labels[1].size == 1
    alone = one and (array.ndim == 2 or (array.ndim == 3 and array.shape[-1] in CHANNELS))
    if alone or (array.ndim > 2 and len(array) == 1):
        raise BadInput(
            path, expected=f"images of at least two classes in {name}", came="one image", remedy="add more images"
        )
