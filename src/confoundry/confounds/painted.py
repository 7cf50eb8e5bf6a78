"""Confounds that are painted: one formula for NumPy and for the device."""

from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.confounds.base import Confound, Images, Values


class Painted(Confound):
    """A confound that is a formula of the image and of parameters that depend on the value.

    `keras.ops` uses NumPy's names, so the formula is written once. Both `apply` and the rendering on the device
    (`confounds/rendering.py`) use it.
    """

    @abstractmethod
    def parameters(self, height: int, width: int) -> tuple[NDArray[Any], ...]:
        """Return the parameters of all values: arrays (levels, …). A value's entry broadcasts against an image."""

    @abstractmethod
    def paint(self, xp: Any, images: Any, *parameters: Any) -> Any:
        """Return the images (n, h, w, c), in [0, 1], painted with the parameters (n, …) or (1, …) of their values.

        Args:
            xp: The module with the array functions: `numpy` or `keras.ops`.
            images: Arrays of this module, like the parameters.
            parameters: The parameters of one value for all images, or of each image's own value.
        """

    def apply(self, images: Images, values: Values) -> Images:
        """Return the images (n, h, w, c), in [0, 1], each painted with its value (n,)."""
        return self.paint(np, images, *(parameter[values] for parameter in self.parameters(*images.shape[1:3])))
