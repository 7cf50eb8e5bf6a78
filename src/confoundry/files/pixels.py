"""The images of the study, in the form that training and evaluation use."""

from mmap import MADV_DONTNEED, mmap

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.files.frames import read_table
from confoundry.paths import RAW_IMAGES, RAW_MANIFEST

AT_ONCE = 512  # images whose file pages are in memory at once


class Pixels:
    """Images that are read on demand, since those of a large study do not fit into memory as floats.

    `pixels[rows]`, with a slice or row numbers, is a NumPy array (n, h, w, c), float32 in [0, 1].

    Args:
        images: uint8 (all, h, w, c), usually a memory map.
        rows: The rows of the images to use.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, images: NDArray[np.uint8], rows: NDArray[np.int64]) -> None:
        self._images, self._rows = images, rows
        self.shape = (len(rows), *images.shape[1:])

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self._rows)

    def __getitem__(self, which: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        """Return images as float32."""
        rows = self._rows[which]
        numbers = np.empty((len(rows), *self.shape[1:]), np.float32)
        for start in range(0, len(rows), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            np.divide(self._images[rows[part]], np.float32(255), out=numbers[part])
            if isinstance(self._images.base, mmap):
                self._images.base.madvise(MADV_DONTNEED)  # so that pages that were read no longer count as memory
        return numbers


def read_splits(*splits: str) -> list[tuple[pd.DataFrame, Pixels]]:
    """Return for each split the id and the label of its images (reset index), and the images."""
    manifest = read_table("manifest", RAW_MANIFEST, ["id", "label", "split"])
    images, found = _images(), []
    for split in splits:
        rows = np.flatnonzero(manifest["split"] == split)
        found.append((manifest.loc[rows, ["id", "label"]].reset_index(drop=True), Pixels(images, rows)))
    return found


def read_images(rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the images at these rows of the manifest: float32 (n, h, w, c), in [0, 1]."""
    return Pixels(_images(), rows)[:]


def _images() -> NDArray[np.uint8]:
    return np.load(RAW_IMAGES, mmap_mode="r")
