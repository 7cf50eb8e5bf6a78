"""Samples that belong together: inputs and labels, as arrays or structures of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Samples:
    """Inputs (n, …) and labels (n, …)."""

    x: Any
    y: Any

    def __len__(self) -> int:
        """Return how many there are."""
        return len(keras.tree.flatten(self.y)[0])

    def at(self, rows: NDArray[np.intp] | slice) -> Samples:
        """Return some of them."""
        x, y = (keras.tree.map_structure(lambda array: array[rows], part) for part in (self.x, self.y))
        return Samples(x, y)

    def some(self, most: int) -> Samples:
        """Return at most so many, evenly spaced."""
        return self if len(self) <= most else self.at(np.linspace(0, len(self) - 1, most).astype(np.intp))

    @property
    def labels(self) -> NDArray:
        """Labels; of several outputs the first one's."""
        return keras.tree.flatten(self.y)[0]

    @property
    def inputs(self) -> list[NDArray]:
        """The arrays of inputs."""
        return keras.tree.flatten(self.x)
