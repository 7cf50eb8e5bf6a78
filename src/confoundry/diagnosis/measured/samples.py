"""Samples that belong together: inputs and labels, as arrays or structures of arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.training.labels import by_name


@dataclass(frozen=True)
class Samples:
    """Inputs and labels of a model.

    Attributes:
        x: Inputs (n, …), a structure of arrays where there are several.
        y: Labels (n, …), likewise.
        input_names: The model's inputs, in its order, by which those of a dictionary are told apart.
        output_names: Likewise.
    """

    x: Any
    y: Any
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(keras.tree.flatten(self.y)[0])

    def at(self, rows: NDArray[np.intp] | slice) -> Samples:
        """Return some of them."""
        x, y = (keras.tree.map_structure(lambda array: array[rows], part) for part in (self.x, self.y))
        return replace(self, x=x, y=y)

    def some(self, most: int) -> Samples:
        """Return at most so many, evenly spaced."""
        return self if len(self) <= most else self.at(np.linspace(0, len(self) - 1, most).astype(np.intp))

    @property
    def labels(self) -> NDArray:
        """Labels; of several outputs the first one's."""
        return self.targets[0]

    @property
    def targets(self) -> list[NDArray]:
        """The arrays of labels, in the order of the model's outputs."""
        return by_name(self.y, self.output_names)

    @property
    def inputs(self) -> list[NDArray]:
        """The arrays of inputs, in the order of the model's."""
        return by_name(self.x, self.input_names)
