"""The score of a program's answers against the true labels, whatever form its own labels have."""

from __future__ import annotations

import numpy as np

from bench.faults.datasets import DATASETS
from bench.faults.preparing import truth
from bench.faults.settings import Settings

WORST = -1.0  # of a regression: an error of twice what the best constant makes


def score(answers: np.ndarray, settings: Settings) -> float:
    """Return the share of right answers; for regression 1 − error / the best constant's error, −1 at least.

    The error is squared, or absolute where the program's healthy twin minimizes that. An answer that is not finite is
    wrong.

    Args:
        answers: What the network gives for the validation samples (n, outputs).
        settings: The program's.
    """
    true = truth(settings)
    finite = np.isfinite(answers).all(axis=1)
    if DATASETS[settings.dataset].task == "regression":
        return explained(answers, true * settings.target_scale, settings.loss) if finite.all() else WORST
    given = decided(answers, settings)
    right = given == (true if true.ndim == given.ndim else true[:, None])
    return float((right & (finite if right.ndim == 1 else finite[:, None])).mean())


def decided(answers: np.ndarray, settings: Settings) -> np.ndarray:
    """Return class indices (n,), or rows of zeros and ones (n, labels)."""
    task = DATASETS[settings.dataset].task
    if task == "multilabel":
        return (answers > _threshold(settings)).astype(int)
    if settings.outputs > 1:
        return answers.argmax(axis=1)
    if task == "binary":
        return (answers[:, 0] > _threshold(settings)).astype(int)
    return np.round(np.nan_to_num(answers[:, 0])).astype(int)


def _threshold(settings: Settings) -> float:
    return 0.0 if settings.from_logits and settings.output_activation == "linear" else 0.5


def explained(answers: np.ndarray, true: np.ndarray, loss: str) -> float:
    """Return 1 − error / the best constant's error, −1 at least."""
    if loss == "mean_absolute_error":
        error, constant = np.abs(answers - true).mean(), np.abs(np.median(true) - true).mean()
    else:
        error, constant = ((answers - true) ** 2).mean(), ((true.mean() - true) ** 2).mean()
    return max(WORST, float(1 - error / constant))
