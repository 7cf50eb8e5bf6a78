"""DATASETS: small data that need no network, scaled as good practice asks; faults are planted elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import numpy as np

from bench.faults import readers
from confoundry.diagnosis.facts import Task
from confoundry.keys import generator

Kind = Literal["table", "image", "sequence"]


@dataclass(frozen=True)
class DataSet:
    """Samples with labels, and what a good program on them needs.

    Attributes:
        kind: Which architectures take them.
        task: What the labels ask for.
        shape: Of one sample.
        classes: How many; for multi-label and regression how many numbers a label has.
        train: Training samples; the others validate.
        read: Returns all inputs and labels.
        steps: Steps of training in which a good program converges.
        careful: Settings that good programs have beside their architecture's, against over-fitting.
        linear: Whether a network without activations does nearly as well.
    """

    kind: Kind
    task: Task
    shape: tuple[int, ...]
    classes: int
    train: int
    read: Callable[[], tuple[np.ndarray, np.ndarray]]
    steps: int
    careful: dict[str, Any] = field(default_factory=dict)
    linear: bool = False


DATASETS: dict[str, DataSet] = {
    "digits": DataSet("table", "multiclass", (64,), 10, 1000, readers.digits, steps=1000),
    "blobs": DataSet("table", "multiclass", (6,), 5, 500, readers.blobs, steps=500, careful={"l2": 0.001}, linear=True),
    "circles": DataSet("table", "binary", (2,), 2, 500, readers.circles, steps=700, careful={"l2": 0.0005}),
    "moons": DataSet("table", "binary", (2,), 2, 500, readers.moons, steps=1200, careful={"l2": 0.0003}),
    "cancer": DataSet("table", "binary", (30,), 2, 369, readers.cancer, steps=400, careful={"l2": 0.003}, linear=True),
    "wine": DataSet("table", "multiclass", (13,), 3, 108, readers.wine, steps=300, careful={"l2": 0.003}, linear=True),
    "noisy": DataSet("table", "binary", (16,), 2, 500, readers.noisy, steps=500, careful={"l2": 0.006}),
    "diabetes": DataSet(
        "table", "regression", (10,), 1, 300, readers.diabetes, steps=250, careful={"l2": 0.03}, linear=True
    ),
    "friedman": DataSet("table", "regression", (10,), 1, 900, readers.friedman, steps=1500, careful={"l2": 0.001}),
    "multilabel": DataSet("table", "multilabel", (20,), 5, 900, readers.multilabel, steps=700, careful={"l2": 0.003}),
    "digit_images": DataSet("image", "multiclass", (8, 8, 1), 10, 1000, readers.digit_images, steps=800),
    "odd_images": DataSet("image", "binary", (8, 8, 1), 2, 1000, readers.odd_images, steps=500),
    "mnist": DataSet("image", "multiclass", (28, 28, 1), 10, 2500, readers.mnist, steps=400, careful={"dropout": 0.2}),
    "waves": DataSet("sequence", "multiclass", (12, 1), 3, 400, readers.waves, steps=300),
    "louder": DataSet("sequence", "binary", (10, 2), 2, 600, readers.louder, steps=600, careful={"dropout": 0.1}),
    "echo": DataSet("sequence", "regression", (10, 1), 1, 400, readers.echo, steps=500, linear=True),
}


@cache
def shuffled(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a data set's inputs and labels in an order that its name alone decides."""
    x, y = DATASETS[name].read()
    order = generator("faults", "order", name).permutation(len(x))
    return x[order].astype(np.float32), y[order]
