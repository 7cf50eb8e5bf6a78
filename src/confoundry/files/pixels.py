"""The images of the study, as the stages that train and evaluate take them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.files.frames import read_table
from confoundry.paths import RAW_IMAGES, RAW_MANIFEST


def read_split(split: str) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    """Return a split's rows of the manifest (reset index) and its images: float32 (n, h, w, c), in [0, 1]."""
    manifest = read_table("manifest", RAW_MANIFEST)
    rows = np.flatnonzero(manifest["split"] == split)
    return manifest.iloc[rows].reset_index(drop=True), read_images(rows)


def read_images(rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the images at these rows of the manifest: float32 (n, h, w, c), in [0, 1]."""
    return np.load(RAW_IMAGES, mmap_mode="r")[rows].astype(np.float32) / np.float32(255)
