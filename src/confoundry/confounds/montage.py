"""A picture of a confound: one row for each image, one column for each value."""

import numpy as np
from PIL import Image

from confoundry.confounds.base import Confound, Images

GAP = 2  # pixels between pictures
SHOWN = 12  # at most this many values


def montage(confound: Confound, images: Images, size: int = 56) -> Image.Image:
    """Draw images (n, h, w, c), in [0, 1], with up to SHOWN values. Each tile is about `size` pixels wide."""
    values = np.unique(np.linspace(0, confound.levels - 1, min(confound.levels, SHOWN)).astype(np.int64))
    rows = [confound.apply(np.repeat(image[None], len(values), axis=0), values) for image in images]
    scale = max(1, size // images.shape[2])
    tile = np.kron(np.stack(rows), np.ones((scale, scale, 1), np.float32))
    tile = np.pad(tile, ((0, 0), (0, 0), (0, GAP), (0, GAP), (0, 0)), constant_values=1)
    n, k, height, width, channels = tile.shape
    sheet = tile.transpose(0, 2, 1, 3, 4).reshape(n * height, k * width, channels)
    return as_picture(sheet[:-GAP, :-GAP])


def as_picture(image: Images) -> Image.Image:
    """Return an image (h, w, c), in [0, 1], as an 8-bit picture, in color if it has three or four channels."""
    pixels = np.rint(image * 255).astype(np.uint8)
    return Image.fromarray(pixels[..., :3] if pixels.shape[-1] >= 3 else pixels[..., 0])
