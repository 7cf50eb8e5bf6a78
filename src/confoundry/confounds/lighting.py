"""Light that falls from one side, as when all photographs of a class were taken at the same hour."""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from confoundry.confounds.base import Images, Values
from confoundry.confounds.painted import Painted
from confoundry.properties.light_direction import light_direction


class Lighting(Painted):
    """A linear brightness ramp; the confound's value is the direction that the light comes from.

    Value `v` lights the image from the angle `2π·v / levels` (radians, anticlockwise from the right-hand side).

    Attributes:
        magnitude: Brightness added at the lit edge and taken at the far one, as a share of full range.
    """

    noun: ClassVar[str] = "light"
    order: ClassVar = "circular"
    easier: ClassVar = {"levels": -1, "magnitude": 1}

    magnitude: float = Field(default=0.3, gt=0, le=1)

    def strokes(self, height: int, width: int) -> tuple[Images, Images]:
        """Return each ramp as two parts: down the rows (levels, h, 1, 1) and along the columns (levels, 1, w, 1).

        A ramp goes from +magnitude at the lit edge to -magnitude at the far one.
        """
        angles = 2 * np.pi * np.arange(self.levels)[:, None] / self.levels
        up, right = np.arange(height - 1, -height, -2), np.arange(1 - width, width, 2)  # in half pixels
        rows, columns = np.sin(angles) * up, np.cos(angles) * right
        edge = np.abs(rows[:, :1]) + np.abs(columns[:, :1])
        scale = self.magnitude / np.maximum(edge, 1)  # 0 in a picture of one pixel's width
        parts = (scale * rows)[:, :, None, None], (scale * columns)[:, None, :, None]
        return parts[0].astype(np.float32), parts[1].astype(np.float32)

    def paint(self, xp: Any, images: Any, *strokes: Any) -> Any:
        """Add the ramp."""
        rows, columns = strokes
        return xp.clip(images + (rows + columns), 0, 1)

    def measure(self, images: Images) -> Values:
        """Return the value whose direction is nearest to the measured one; value 0 where none can be measured."""
        turns = np.nan_to_num(light_direction(images)) / (2 * np.pi)
        return np.rint(turns * self.levels).astype(np.int64) % self.levels

    def value_name(self, value: int) -> str:
        """Return the angle of the light."""
        return f"{360 * value / self.levels:.0f}°"
