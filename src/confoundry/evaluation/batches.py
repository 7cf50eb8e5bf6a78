"""The batch size for evaluation."""

from collections.abc import Sequence

import numpy as np

from confoundry.confounds.base import Images

DENSE, CONVOLVED = 512, 64  # images at most: a convolution's maps should stay in the processor's cache
PIXELS = 1 << 22  # numbers in a batch's renderings under one value
ANSWERS = 1 << 20  # numbers in the answers to a batch under all values
CALL = 32  # the fixed cost of a call, in images


def batch_size(counts: Sequence[int], pixels: int, answers: int, *, dense: bool) -> int:
    """Return the batch size with which sets of images, each padded to whole batches, take the least time.

    Args:
        counts: Images in each set.
        pixels: Numbers in an image.
        answers: Output numbers for an image, over all values.
        dense: Whether the network is dense rather than convolutional.
    """
    most = max(1, min(DENSE if dense else CONVOLVED, PIXELS // pixels, ANSWERS // answers))
    return min(range(1, most + 1), key=lambda size: sum(-(-count // size) for count in counts) * (size + CALL))


def filled(images: Images, size: int) -> Images:
    """Return a batch (b, h, w, c) of at most `size` images, padded to `size` with black ones."""
    return np.pad(images, [(0, size - len(images)), (0, 0), (0, 0), (0, 0)])
