"""How many images go through a network at once."""

from collections.abc import Sequence

import numpy as np

from confoundry.confounds.base import Images

DENSE, CONVOLVED = 512, 64  # images at most: a convolution's maps should stay in the processor's cache
PIXELS = 1 << 22  # numbers in a batch's renderings under one value
ANSWERS = 1 << 20  # numbers in the answers to a batch under all values
CALL = 32  # what a call costs beside its images, in images


def batch_size(counts: Sequence[int], pixels: int, answers: int, *, dense: bool) -> int:
    """Return the number of images at which sets of images, each filled up to whole batches, take the least time.

    Args:
        counts: Images in each set.
        pixels: Numbers in an image.
        answers: Numbers that are answered about an image, all values together.
        dense: Whether the network is dense, and not convolutional.
    """
    most = max(1, min(DENSE if dense else CONVOLVED, PIXELS // pixels, ANSWERS // answers))
    return min(range(1, most + 1), key=lambda size: sum(-(-count // size) for count in counts) * (size + CALL))


def filled(images: Images, size: int) -> Images:
    """Return a batch (b, h, w, c) of at most `size` images, filled up to that with black ones."""
    return np.pad(images, [(0, size - len(images)), (0, 0), (0, 0), (0, 0)])
