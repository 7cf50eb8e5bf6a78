"""Which models failed to train, and how."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.evaluation.outcomes import Floats, Ints

LEARNED = 0.98  # of the entropy of the label shares: a training loss above it means that nothing was learned
ONE_CLASS = 0.99  # share of the answers that one class gets in a collapsed model …
HELD = 0.95  # … unless it holds this share of the labels
LOSSES = ["loss", "cross_entropy", "val_loss"]


def failures(
    history: pd.DataFrame, *, replicates: Ints, labels: Ints, answers: Ints, shares: Floats
) -> NDArray[np.str_]:
    """Return why each replicate failed (R,): `diverged`, `untrained`, `collapsed`, or empty.

    Args:
        history: The table of that name, for one alignment.
        replicates: The replicates' numbers (R,).
        labels: Class of each test image (N,).
        answers: Answered class (R, N, K).
        shares: Share of each class × value in the training images (R, C, K).
    """
    finite = [bool(np.isfinite(rows).all()) for rows in _of_each(history, replicates, LOSSES)]
    last = [rows[-1, 0] if len(rows) else np.nan for rows in _of_each(history, replicates, ["cross_entropy"])]
    learned = np.array(last) <= LEARNED * _entropy(shares.sum(axis=2))
    above_chance = _mean_recall(labels, answers, shares) > 1 / shares.shape[1] + 1e-9
    return np.select(
        [~np.array(finite), ~(learned & above_chance), _collapsed(labels, answers)],
        ["diverged", "untrained", "collapsed"],
        "",
    )


def _of_each(history: pd.DataFrame, replicates: Ints, columns: list[str]) -> list[Floats]:
    """Return the columns of each replicate (epochs, columns), by epoch."""
    ordered = history.sort_values("epoch")
    number, values = ordered["replicate"].to_numpy(), ordered[columns].to_numpy()
    return [values[number == replicate] for replicate in replicates]


def _entropy(shares: Floats) -> Floats:
    """Return each row's entropy in nats."""
    return -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=1)


def _mean_recall(labels: Ints, answers: Ints, shares: Floats) -> Floats:
    """Return the recall averaged over classes (R,), each value weighted as in the training images.

    So a model that follows the shortcut counts as trained where the training images let it.
    """
    recalls = []
    for label in np.unique(labels):
        accuracy = (answers[:, labels == label] == label).mean(axis=1)
        total = shares[:, label].sum(axis=1)
        recalls.append((shares[:, label] * accuracy).sum(axis=1) / np.where(total > 0, total, 1))
    return np.mean(recalls, axis=0)


def _collapsed(labels: Ints, answers: Ints) -> NDArray[np.bool_]:
    collapsed = []
    for of_replicate in answers:
        counts = np.bincount(of_replicate.ravel())
        held = (labels == counts.argmax()).mean()
        collapsed.append(counts.max() > ONE_CLASS * counts.sum() and held < HELD)
    return np.array(collapsed, bool)
