"""A bright mark at the border, like a ruler or a hospital's stamp, whose place depends on the class."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from confoundry.confounds.base import Images, Values
from confoundry.confounds.painted import Painted


class Patch(Painted):
    """A white square. The confound's value is its place: evenly spaced along the border, clockwise from the top left.

    Attributes:
        size: Side of the square, as a share of the image's shorter side (at least one pixel).
    """

    noun: ClassVar[str] = "mark"
    order: ClassVar = "circular"
    easier: ClassVar = {"levels": -1, "size": 1}

    size: float = Field(default=0.11, gt=0, le=0.5)

    def parameters(self, height: int, width: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the rows (levels, h, 1, 1) and the columns (levels, 1, w, 1) of each place."""
        side = max(1, round(self.size * min(height, width)))
        tall, wide = height - side, width - side  # how far the mark's corner can move
        steps = np.arange(self.levels) / self.levels * 2 * (tall + wide)
        top, left = np.array([_along_border(int(step), tall, wide) for step in steps]).T[..., None]
        row, column = np.arange(height), np.arange(width)
        rows, columns = (top <= row) & (row < top + side), (left <= column) & (column < left + side)
        return rows[:, :, None, None], columns[:, None, :, None]

    def paint(self, xp: Any, images: Any, *parameters: Any) -> Any:
        """Draw the mark on the images."""
        rows, columns = parameters
        return xp.where(rows & columns, 1.0, images)

    def measure(self, images: Images) -> Values:
        """Return the place that is brightest on average."""
        rows, columns = self.parameters(*images.shape[1:3])
        masks = (rows & columns).reshape(self.levels, -1)
        grey = images.mean(axis=-1).reshape(len(images), -1)
        return np.argmax(grey @ masks.T.astype(np.float32), axis=1).astype(np.int64)

    def value_name(self, value: int) -> str:
        """Return the number of the place."""
        return f"place {value + 1}"


def _along_border(step: int, tall: int, wide: int) -> tuple[int, int]:
    """Return the row and column after `step` pixels along the border, clockwise from the top left corner."""
    if step < wide:
        return 0, step
    if step < wide + tall:
        return step - wide, wide
    if step < 2 * wide + tall:
        return tall, 2 * wide + tall - step
    return 2 * (wide + tall) - step, 0
