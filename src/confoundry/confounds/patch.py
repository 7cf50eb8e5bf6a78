"""A bright mark near the border, as a ruler or a hospital's stamp, whose place goes with the class."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from confoundry.confounds.base import Confound, Images, Values


class Patch(Confound):
    """A white square; the confound's value is its place, evenly spaced along the border, clockwise from the top left.

    Attributes:
        size: Side of the square, as a share of the picture's shorter side (at least one pixel).
    """

    noun: ClassVar[str] = "mark"
    order: ClassVar = "circular"

    size: float = Field(default=0.11, gt=0, le=0.5)

    def apply(self, images: Images, values: Values) -> Images:
        """Put the mark on each image (n, h, w, c) at the place of its value (n,)."""
        masks = self._masks(*images.shape[1:3])
        return np.where(masks[values][..., None], np.float32(1), images)

    def measure(self, images: Images) -> Values:
        """Return the place that is brightest on average."""
        masks = self._masks(*images.shape[1:3]).reshape(self.levels, -1)
        grey = images.mean(axis=-1).reshape(len(images), -1)
        return np.argmax(grey @ masks.T.astype(np.float32), axis=1).astype(np.int64)

    def value_name(self, value: int) -> str:
        """Return the number of the place."""
        return f"place {value + 1}"

    def _masks(self, height: int, width: int) -> NDArray[np.bool_]:
        """Return the pixels (levels, h, w) of each place."""
        side = max(1, round(self.size * min(height, width)))
        tall, wide = height - side, width - side  # how far the mark's corner can move
        masks = np.zeros((self.levels, height, width), bool)
        for value, step in enumerate(np.arange(self.levels) / self.levels * 2 * (tall + wide)):
            top, left = _along_border(int(step), tall, wide)
            masks[value, top : top + side, left : left + side] = True
        return masks


def _along_border(step: int, tall: int, wide: int) -> tuple[int, int]:
    """Return row and column after `step` pixels along a border, clockwise from the top left corner."""
    if step < wide:
        return 0, step
    if step < wide + tall:
        return step - wide, wide
    if step < 2 * wide + tall:
        return tall, 2 * wide + tall - step
    return 2 * (wide + tall) - step, 0
