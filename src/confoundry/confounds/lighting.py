"""Light that falls from one side, as when all photographs of a class were taken at the same hour."""

from typing import ClassVar

import numpy as np
from pydantic import Field

from confoundry.confounds.base import Confound, Images, Values
from confoundry.properties.light_direction import light_direction


class Lighting(Confound):
    """A linear brightness ramp; the confound's value is the direction that the light comes from.

    Value `v` lights the image from the angle `2π·v / levels` (radians, anticlockwise from the right-hand side).

    Attributes:
        magnitude: Brightness added at the lit edge and taken at the far one, as a share of full range.
    """

    noun: ClassVar[str] = "light"
    order: ClassVar = "circular"

    magnitude: float = Field(default=0.3, gt=0, le=1)

    def apply(self, images: Images, values: Values) -> Images:
        """Light each image (n, h, w, c), in [0, 1], from the direction of its value (n,)."""
        ramps = self._ramps(*images.shape[1:3])
        return np.clip(images + ramps[values][..., None], 0, 1)

    def measure(self, images: Images) -> Values:
        """Return the value whose direction is nearest to the measured one; value 0 where none can be measured."""
        turns = np.nan_to_num(light_direction(images)) / (2 * np.pi)
        return np.rint(turns * self.levels).astype(np.int64) % self.levels

    def value_name(self, value: int) -> str:
        """Return the angle of the light."""
        return f"{360 * value / self.levels:.0f}°"

    def _ramps(self, height: int, width: int) -> Images:
        """Return one ramp per value (levels, h, w), from +magnitude at the lit edge to -magnitude at the far one."""
        angles = 2 * np.pi * np.arange(self.levels) / self.levels
        up, right = np.arange(height - 1, -height, -2)[:, None], np.arange(1 - width, width, 2)  # in half pixels
        ramps = np.cos(angles)[:, None, None] * right + np.sin(angles)[:, None, None] * up
        ramps /= np.maximum(np.abs(ramps).max(axis=(1, 2), keepdims=True), 1)  # 0 in a picture of one pixel's width
        return (self.magnitude * ramps).astype(np.float32)
