"""The base class of sources, and their result: images with labels."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Labelled:
    """Images with labels; the source's test images, if any, come last.

    Attributes:
        images: uint8 (n, h, w, c).
        labels: int64 (n,), class indices.
        tests: How many of the last images are the source's own test set; 0 if it has none.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    tests: int = 0


class Source(ABC):
    """Base of all sources."""

    @abstractmethod
    def read(self, path: Path) -> Labelled:
        """Read all images.

        Raises:
            BadInput: The source cannot be read.
        """
