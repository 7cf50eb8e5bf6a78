"""How much a picture's brightness varies."""

import numpy as np
from numpy.typing import NDArray

from confoundry.properties.grey import grey


def contrast(images: NDArray[np.floating]) -> NDArray[np.float64]:
    """Measure the standard deviation of each picture's grey over its pixels (RMS contrast, Peli 1990).

    Args:
        images: (n, h, w, c), in [0, 1].

    Returns:
        (n,) in [0, 0.5].
    """
    return grey(images).reshape(len(images), -1).std(axis=1)
