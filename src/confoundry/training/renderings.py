"""A split's images rendered under the values of one model after another, without a copy of the data set on disk."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.confounds.base import Confound, Images, Pictures, Values
from confoundry.confounds.rendering import Renderer
from confoundry.training.arrays import memory_budget, nbytes


class Rendered:
    """Images that are read and rendered on demand.

    Args:
        confound: What is planted.
        images: The images.
        values: Each one's value (n,).
    """

    def __init__(self, confound: Confound, images: Pictures, values: Values) -> None:
        self._confound, self._images, self._values = confound, images, values
        self.shape, self.dtype = images.shape, images.dtype

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self._images)

    def __getitem__(self, which: slice | NDArray[np.integer]) -> Images:
        """Return some images as their values render them."""
        return self._confound.apply(self._images[which], self._values[which])


def renderings(confound: Confound, images: Pictures) -> Callable[[Values], Any]:
    """Return a function of values (n,): the images under them, on the device where they fit the memory budget."""
    if nbytes(images) > memory_budget():
        return lambda values: Rendered(confound, images, values)
    return Renderer(confound, images[:])
