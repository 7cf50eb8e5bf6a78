"""In which order an epoch takes the samples."""

import numpy as np
from numpy.typing import NDArray

from confoundry.keys import generator


def order_of(samples: int, epoch: int, seed: int) -> NDArray[np.int32]:
    """Return the order (samples,) of an epoch, counted from 0; the seed alone decides it."""
    return generator(seed, "order", epoch).permutation(samples).astype(np.int32)
