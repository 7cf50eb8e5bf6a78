"""Confounds that are painted: one formula, for NumPy and for the device."""

from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.confounds.base import Confound, Images, Values


class Painted(Confound):
    """A confound whose rendering is a formula of the image and of what its value needs.

    `keras.ops` goes by NumPy's names, so the formula is written once; `apply` follows from it, and so does the
    rendering on the device (`confounds/rendering.py`).
    """

    @abstractmethod
    def strokes(self, height: int, width: int) -> tuple[NDArray[Any], ...]:
        """Return what each value needs: arrays (levels, …) that broadcast against images once they are taken (n, …)."""

    @abstractmethod
    def paint(self, xp: Any, images: Any, *strokes: Any) -> Any:
        """Return the images (n, h, w, c), in [0, 1], as the strokes (n, …) or (1, …) of their values paint them.

        Args:
            xp: Where functions are taken from: `numpy` or `keras.ops`.
            images: Arrays of that kind, as are the strokes.
            strokes: One value's for all images, or each image's own.
        """

    def apply(self, images: Images, values: Values) -> Images:
        """Return the images (n, h, w, c), in [0, 1], each painted as its value (n,) says."""
        return self.paint(np, images, *(stroke[values] for stroke in self.strokes(*images.shape[1:3])))
