"""Grey: the mean over a picture's channels."""

import numpy as np
from numpy.typing import NDArray


def grey(images: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return grey pictures (n, h, w) of images (n, h, w, c).

    Converted to double precision first: NumPy otherwise sums in pieces whose boundaries depend on the image's place
    in the block, and a measured property must not depend on that.
    """
    return np.ascontiguousarray(images, dtype=np.float64).mean(axis=-1)
