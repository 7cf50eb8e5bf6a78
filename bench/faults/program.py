"""A program that trains a network, and what is known to be wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from confoundry.diagnosis.facts import Task

if TYPE_CHECKING:
    import keras

Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # x, y, x_val, y_val


@dataclass(frozen=True)
class Program:
    """A data set, a network and how it is trained, with a known fault or none.

    Attributes:
        name: Unique among all programs.
        dataset: Which data, without what a fault changes of them.
        architecture: Which network, likewise.
        task: What the labels ask for.
        epochs: Passes over the training samples.
        batch_size: Samples a step.
        builder: Returns the network, compiled; its weights come from Keras' global seed alone.
        reader: Returns the data, always the same; the program's faults are in the validation samples too.
        fault: What was planted (several: joined by ` + `); None where it is healthy.
        severity: How strongly.
        twin: Name of the healthy program that it was made from; its own for a healthy one.
        accepted: Causes (diagnosis/names.py) any of which is a right answer; none for a healthy program.
        scorer: From answers to the validation samples to their score against the true labels, the higher the better;
            None where no twin is compared.
        content: A text that changes whenever the program computes something else.
    """

    name: str
    dataset: str
    architecture: str
    task: Task
    epochs: int
    batch_size: int
    builder: Callable[[], keras.Model]
    reader: Callable[[], Data]
    fault: str | None = None
    severity: str = ""
    twin: str = ""
    accepted: tuple[str, ...] = ()
    scorer: Callable[[np.ndarray], float] | None = None
    content: str = ""

    @property
    def healthy(self) -> bool:
        """Whether nothing was planted."""
        return self.fault is None

    def build(self) -> keras.Model:
        """Return the network, compiled, with new weights; `keras.utils.set_random_seed` decides which."""
        return self.builder()

    def data(self) -> Data:
        """Return inputs and labels to train on, and those to validate on."""
        return self.reader()
