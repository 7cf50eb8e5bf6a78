"""How bright a picture is."""

import numpy as np
from numpy.typing import NDArray

from confoundry.properties.grey import grey


def brightness(images: NDArray[np.floating]) -> NDArray[np.float64]:
    """Measure the mean grey of each picture.

    Args:
        images: (n, h, w, c), in [0, 1].

    Returns:
        (n,) in [0, 1].
    """
    return grey(images).reshape(len(images), -1).mean(axis=1)
