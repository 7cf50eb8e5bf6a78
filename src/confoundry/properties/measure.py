"""Measures every property of every image, in blocks, so that memory stays bounded."""

import numpy as np
from numpy.typing import NDArray

from confoundry.properties.table import PROPERTIES

BLOCK = 2**22  # numbers in a block: 32 MiB in double precision


def measure(images: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    """Return the values (n,) of each property in PROPERTIES for uint8 images (n, h, w, c)."""
    step = max(1, BLOCK // int(np.prod(images.shape[1:])))
    blocks = [_measure(images[start : start + step] / np.float64(255)) for start in range(0, len(images), step)]
    return {name: np.concatenate([block[name] for block in blocks]) for name in PROPERTIES}


def _measure(block: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {name: function(block) for name, function in PROPERTIES.items()}
