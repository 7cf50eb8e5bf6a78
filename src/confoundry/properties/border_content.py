"""How much an image shows at its border, where marks, rulers, frames and cut-off objects appear."""

import numpy as np
from numpy.typing import NDArray

from confoundry.properties.grey import grey

SHARE = 8  # the border is an eighth of the shorter side wide


def border_content(images: NDArray[np.floating]) -> NDArray[np.float64]:
    """Measure the mean absolute deviation of the border's grey from its median.

    Args:
        images: (n, h, w, c), in [0, 1].

    Returns:
        (n,) in [0, 0.5]; 0 if the border has a uniform brightness.
    """
    # NumPy's sums depend on an array's memory layout, and indexing changes the layout.
    border = np.ascontiguousarray(grey(images)[:, _border(*images.shape[1:3])])
    return np.abs(border - np.median(border, axis=1, keepdims=True)).mean(axis=1)


def _border(height: int, width: int) -> NDArray[np.bool_]:
    """Return the pixels (h, w) of the border: at least one pixel wide."""
    size = max(1, min(height, width) // SHARE)
    border = np.ones((height, width), bool)
    border[size : height - size, size : width - size] = False
    return border
