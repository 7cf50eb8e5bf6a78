"""Light from one side, as if all photographs of a class were taken at the same time of day."""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from confoundry.confounds.base import Images, Values
from confoundry.confounds.painted import Painted
from confoundry.properties.light_direction import light_direction


class Lighting(Painted):
    """A linear brightness ramp. The confound's value is the direction of the light.

    Value `v` lights the image from the angle `2π·v / levels` (radians, anticlockwise from the right-hand side).

    Attributes:
        magnitude: Brightness added at the lit edge and subtracted at the opposite edge, as a share of the full range.
    """

    noun: ClassVar[str] = "light"
    order: ClassVar = "circular"
    easier: ClassVar = {"levels": -1, "magnitude": 1}

    magnitude: float = Field(default=0.3, gt=0, le=1)

    def parameters(self, height: int, width: int) -> tuple[Images, Images]:
        """Return each ramp as two parts to add: over the rows (levels, h, 1, 1) and over the columns (levels, 1, w, 1).

        A ramp goes from +magnitude at the lit edge to -magnitude at the opposite edge.
        """
        angles = 2 * np.pi * np.arange(self.levels)[:, None] / self.levels
        up, right = np.arange(height - 1, -height, -2), np.arange(1 - width, width, 2)  # in half pixels
        rows, columns = np.sin(angles) * up, np.cos(angles) * right
        edge = np.abs(rows[:, :1]) + np.abs(columns[:, :1])
        scale = self.magnitude / np.maximum(edge, 1)  # 0 for an image of one pixel
        parts = (scale * rows)[:, :, None, None], (scale * columns)[:, None, :, None]
        return parts[0].astype(np.float32), parts[1].astype(np.float32)

    def paint(self, xp: Any, images: Any, *parameters: Any) -> Any:
        """Add the ramp to the images."""
        rows, columns = parameters
        return xp.clip(images + (rows + columns), 0, 1)

    def measure(self, images: Images) -> Values:
        """Return the value whose direction is nearest to the measured one; 0 if no direction can be measured."""
        turns = np.nan_to_num(light_direction(images)) / (2 * np.pi)
        return np.rint(turns * self.levels).astype(np.int64) % self.levels

    def value_name(self, value: int) -> str:
        """Return the angle of the light."""
        return f"{360 * value / self.levels:.0f}°"
