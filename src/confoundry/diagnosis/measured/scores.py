"""Scores of outputs: accuracy for classes or labels, R² for numbers; and the score of the best constant answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.facts import NetworkFacts, Task

SIGNED_LOSSES = ("hinge", "squared_hinge")


def score(task: Task, known: NDArray, answers: NDArray, *, threshold: float = 0.5) -> float:
    """Return accuracy (over all labels of multi-label data), or R² over all targets.

    Args:
        task: The task that the labels define.
        known: Labels (n, …); classes as indices, not as one-hot rows.
        answers: Outputs of a model (n, …).
        threshold: An output above it counts as label 1.

    Returns:
        The score; NaN if outputs are not finite, or do not match the labels.
    """
    if not answers.size or not np.isfinite(answers).all():
        return float("nan")
    try:
        return SCORES[task](known, answers, threshold)
    except ValueError:
        return float("nan")


def chance(task: Task, known: NDArray) -> float:
    """Return the score of the best constant answer: the share of the largest class, or 0 for numbers."""
    if task == "regression" or not known.size:
        return 0.0
    if task == "multilabel":
        ones = np.mean(known.reshape(len(known), -1), axis=0)
        return float(np.mean(np.maximum(ones, 1 - ones)))
    return float(np.unique(known, return_counts=True)[1].max() / known.size)


def threshold_of(network: NetworkFacts, lowest_label: float) -> float:
    """Return the output above which a label is 1: 0 for logits and signed labels, 0.5 for probabilities.

    Args:
        network: The network, of which the output activation and the loss are used.
        lowest_label: The smallest label; negative if the labels are −1 and 1.
    """
    scores = bool(network.from_logits) and network.output_activation == "linear"
    signs = lowest_label < 0 and network.output_activation != "sigmoid"
    return 0.0 if scores or signs or network.loss in SIGNED_LOSSES else 0.5


def _classes(known: NDArray, answers: NDArray, _: float) -> float:
    several = answers.ndim > 1 and answers.shape[-1] > 1
    return _share(known.ravel(), (np.argmax(answers, axis=-1) if several else np.rint(answers)).ravel())


def _labels(known: NDArray, answers: NDArray, threshold: float) -> float:
    return _share(known.reshape(len(known), -1) > 0, answers.reshape(len(answers), -1) > threshold)


def _determination(known: NDArray, answers: NDArray, _: float) -> float:
    """Return R² over all targets together; targets that vary more weigh more, as in a squared error."""
    rows = (known.reshape(len(known), -1).astype(np.float64), answers.reshape(len(answers), -1).astype(np.float64))
    wanted, given = np.broadcast_arrays(*rows)
    around = float(((wanted - wanted.mean(axis=0)) ** 2).sum())
    return 1 - float(((wanted - given) ** 2).sum()) / around if around > 0 else 0.0


def _share(known: NDArray, answered: NDArray) -> float:
    if known.shape != answered.shape:
        raise ValueError(f"expected outputs of shape {known.shape}, got {answered.shape}")
    return float(np.mean(known == answered))


SCORES = {"binary": _labels, "multiclass": _classes, "multilabel": _labels, "regression": _determination}
