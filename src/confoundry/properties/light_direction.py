"""The side that the light comes from: the direction of the median brightness gradient."""

import numpy as np
from numpy.typing import NDArray

GRID = 32  # pixels per side at most: block means remove noise and the steps of 8-bit brightness


def light_direction(images: NDArray[np.floating]) -> NDArray[np.float64]:
    """Measure where the light of each picture comes from.

    The edges of objects point in all directions, but a brightness ramp has the same direction at every pixel, so the
    median gradient is that of the light. Black and white pixels are left out, since clipping has flattened them.

    Args:
        images: (n, h, w, c), in [0, 1].

    Returns:
        (n,) radians in [0, 2π), anticlockwise from the right-hand side; NaN if there is no clear direction.
    """
    grey = _coarse(images.mean(axis=-1, dtype=np.float64))
    right = _median_step(grey, axis=2)
    up = -_median_step(grey, axis=1)
    angles = np.arctan2(up, right) % (2 * np.pi) % (2 * np.pi)  # a tiny negative angle comes to 2π the first time
    return np.where((up == 0) & (right == 0), np.nan, angles)


def _median_step(grey: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return the median difference of neighbours along an axis, without clipped pixels; 0 if none are left."""
    open_ = (grey > 0) & (grey < 1)
    before, after = (np.take(open_, range(s, open_.shape[axis] - 1 + s), axis) for s in (0, 1))
    steps = np.where(before & after, np.diff(grey, axis=axis), np.nan).reshape(len(grey), -1)
    medians = np.zeros(len(grey))
    some = ~np.isnan(steps).all(axis=1)
    if some.any():
        medians[some] = np.nanmedian(steps[some], axis=1)
    return medians


def _coarse(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return block means (n, ≤ GRID, ≤ GRID); incomplete blocks at the right and the bottom are dropped."""
    n, height, width = grey.shape
    size = max(1, -(-max(height, width) // GRID))
    rows, columns = max(height // size, 1), max(width // size, 1)
    tall, wide = min(size, height), min(size, width)
    cut = grey[:, : rows * tall, : columns * wide]
    return cut.reshape(n, rows, tall, columns, wide).mean(axis=(2, 4))
