"""The task that labels define: classes, several yes-or-no labels, or numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.facts import Labels, NetworkFacts, Task

FEW_CLASSES = 20
INDEX_LOSSES = ("sparse_categorical_crossentropy",)
CLASS_LOSSES = (
    *INDEX_LOSSES,
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "hinge",
    "kl_divergence",
    "squared_hinge",
)
CLASS_ACTIVATIONS = ("sigmoid", "softmax", "hard_sigmoid", "log_softmax", "log_sigmoid")


@dataclass(frozen=True)
class Target:
    """The task that labels define.

    Attributes:
        task: The task.
        labels: The form of the labels.
        classes: Number of classes; for regression the number of targets per sample.
        ignored: The label that is ignored, if any.
    """

    task: Task
    labels: Labels
    classes: int
    ignored: int | None = None


def target_of(network: NetworkFacts, y: NDArray) -> Target:
    """Return the task that labels define; if the labels alone are ambiguous, the network decides.

    Args:
        network: The network, of which the outputs, the output activation and the loss are used.
        y: Labels (n,) or (n, …).
    """
    if network.ignored is not None:
        labels = y[y != network.ignored]
        found = _target(network, np.where(y == network.ignored, labels[0], y) if labels.size else y)
        return replace(found, ignored=network.ignored)
    return _target(network, y)


def _target(network: NetworkFacts, y: NDArray) -> Target:
    flat = y.reshape(len(y), -1)
    known = flat[np.isfinite(flat).all(axis=1)] if flat.dtype.kind == "f" else flat
    if known.shape[1] == 1:
        return _of_a_column(network, known.ravel())
    if _are_zero_one(known):
        rows = known.reshape(-1, y.shape[-1])
        one_hot = y.shape[-1] > 1 and bool(np.all(rows.sum(axis=1, dtype=np.float64) == 1))
        if not one_hot and y.ndim > 2 and network.loss in INDEX_LOSSES:  # two classes per step or pixel
            return Target("multiclass", "index", 2)
        return Target("multiclass" if one_hot else "multilabel", "one_hot" if one_hot else "zero_one", y.shape[-1])
    if _are_shares(known) and network.loss in CLASS_LOSSES:
        return Target("multiclass", "one_hot", y.shape[-1])
    if network.loss in INDEX_LOSSES and _are_whole(known):  # one class per step of a sequence
        return Target("multiclass", "index", len(np.unique(known)))
    return Target("regression", "numbers", known.shape[1])


def known_of(target: Target, y: NDArray) -> NDArray:
    """Return labels in the form that outputs are compared with: classes as indices, even if given as one-hot rows.

    Ignored labels are included; `counted` returns which ones count.
    """
    if target.labels == "one_hot":
        return np.argmax(y, axis=-1).ravel()
    return y.ravel() if target.labels == "index" else y


def counted(target: Target, known: NDArray) -> NDArray[np.bool_] | slice:
    """Return which of the labels from `known_of` count."""
    return slice(None) if target.ignored is None else known != target.ignored


def _of_a_column(network: NetworkFacts, column: NDArray) -> Target:
    values = np.unique(column)
    if not len(values) or not _are_whole(values):
        return Target("regression", "numbers", 1)
    if len(values) <= 2 and (_are_zero_one(values) or set(values.tolist()) == {-1, 1}):
        return Target("multiclass", "index", 2) if network.outputs > 1 else Target("binary", "zero_one", 2)
    asked = network.loss in CLASS_LOSSES or network.output_activation in CLASS_ACTIVATIONS
    consecutive = values[0] in (0, 1) and len(values) == values[-1] - values[0] + 1 <= FEW_CLASSES
    indices = values[0] >= 0 and (network.loss in INDEX_LOSSES or (asked and network.outputs > 1))
    if indices or (consecutive and (asked or network.outputs > 1)):
        return Target("multiclass", "index", len(values))
    return Target("regression", "numbers", 1)


def _are_zero_one(values: NDArray) -> bool:
    return bool(np.all((values == 0) | (values == 1)))


def _are_whole(values: NDArray) -> bool:
    return values.dtype.kind in "biu" or bool(np.all(values == np.rint(values)))


def _are_shares(rows: NDArray) -> bool:
    return bool(np.all(rows >= 0)) and bool(np.allclose(rows.sum(axis=1, dtype=np.float64), 1, atol=1e-3))
