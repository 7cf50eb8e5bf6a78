"""Inputs and labels of a model, as arrays or structures of arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.training.labels import by_name


@dataclass(frozen=True)
class LabelledSamples:
    """Inputs and labels of a model.

    Attributes:
        x: Inputs (n, …); a structure of arrays if there are several.
        y: Labels (n, …); a structure of arrays if there are several.
        input_names: Names of the model's inputs in order, which match the keys of a dictionary.
        output_names: Names of the model's outputs in order.
    """

    x: Any
    y: Any
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(keras.tree.flatten(self.y)[0])

    def at(self, rows: NDArray[np.intp] | slice) -> LabelledSamples:
        """Return the samples of some rows."""
        x, y = (keras.tree.map_structure(lambda array: array[rows], part) for part in (self.x, self.y))
        return replace(self, x=x, y=y)

    def some(self, most: int) -> LabelledSamples:
        """Return at most this many samples, evenly spaced."""
        return self if len(self) <= most else self.at(np.linspace(0, len(self) - 1, most).astype(np.intp))

    @property
    def labels(self) -> NDArray:
        """The labels; those of the first output if there are several."""
        return self.targets[0]

    @property
    def targets(self) -> list[NDArray]:
        """The labels as a list, in the order of the model's outputs."""
        return by_name(self.y, self.output_names)

    @property
    def inputs(self) -> list[NDArray]:
        """The inputs as a list, in the order of the model's inputs."""
        return by_name(self.x, self.input_names)
