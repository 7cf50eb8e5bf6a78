"""Scores of stock models on the same data: scikit-learn models without tuning, on standardized inputs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.facts import Task
from confoundry.diagnosis.measured.scores import score

FEWEST = 20
TRAINED_ON, HELD_OUT, FEATURES, TARGETS = 2000, 1000, 1000, 20
WORDS = 1000  # size of the vocabulary
TREES = 30


@dataclass(frozen=True)
class Reference:
    """The best of the stock models.

    Attributes:
        name: Its name.
        score: Its score on held-out samples.
        surest: Its score on the fifth of them to which it gives the highest probabilities; None if it gives no
            probabilities, or that fifth has fewer than 20 samples.
    """

    name: str
    score: float
    surest: float | None = None


def reference(
    task: Task, x: list[NDArray], y: NDArray, held: tuple[list[NDArray], NDArray] | None, *, words: Sequence[bool] = ()
) -> Reference | None:
    """Return the best stock model; None if there are too few samples, or no held-out ones.

    Args:
        task: The task that the labels define.
        x: Inputs, arrays (n, …).
        y: Labels; classes as indices (n,).
        held: Held-out inputs and labels.
        words: For each input whether it holds token numbers, which are also counted; by default none does.
    """
    if held is None or len(y) < FEWEST or len(y) != len(x[0]):
        return None
    rows, others = _spread(len(y), TRAINED_ON), _spread(len(held[1]), HELD_OUT)
    features = _features([array[rows] for array in x], [array[others] for array in held[0]], words)
    known, wanted = (_fewer(labels) for labels in (y[rows], held[1][others]))
    from threadpoolctl import threadpool_limits

    usable = np.isfinite(known.reshape(len(known), -1)).all(axis=1)
    with threadpool_limits(1):  # more threads compete with TensorFlow's, which can take a hundred times as long
        found = [
            Reference(name, *_scores(task, fitted, features[1], wanted))
            for name, model in _models(task).items()
            if (fitted := _fitted(model, features[0][usable], known[usable])) is not None
        ]
    return max((one for one in found if np.isfinite(one.score)), key=lambda one: one.score, default=None)


def _models(task: Task) -> dict[str, Callable[[], Any]]:
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
    from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    if task == "regression":
        return {
            "ridge regression": Ridge,
            "5 nearest neighbours": KNeighborsRegressor,
            "extra trees": lambda: ExtraTreesRegressor(TREES, random_state=0),
        }
    linear = RidgeClassifier if task == "multilabel" else lambda: LogisticRegression(max_iter=50)
    return {
        "logistic regression" if task != "multilabel" else "ridge classifier": linear,
        "5 nearest neighbours": KNeighborsClassifier,
        "extra trees": lambda: ExtraTreesClassifier(TREES, random_state=0),
    }


def _fitted(model: Callable[[], Any], x: NDArray, y: NDArray) -> Any:
    """Return a fitted model; None if fitting fails."""
    shaped = y.reshape(len(y), -1)
    with warnings.catch_warnings():  # for example about convergence: it needs to be good, not perfect
        warnings.simplefilter("ignore")
        try:
            return model().fit(x, shaped if shaped.shape[1] > 1 else shaped.ravel())
        except ValueError:  # a single class, or fewer samples than neighbours
            return None


def _scores(task: Task, fitted: Any, held: NDArray, wanted: NDArray) -> tuple[float, float | None]:
    """Return the score on held-out samples, and on those that a classifier is most certain of."""
    try:
        answers = np.asarray(fitted.predict(held), np.float64)
    except ValueError:  # fewer samples than neighbours
        return float("nan"), None
    if task not in ("binary", "multiclass"):
        return score(task, wanted, answers.reshape(wanted.shape)), None
    right = answers == wanted.ravel()
    return float(np.mean(right)), _of_the_surest(right, fitted.predict_proba(held).max(axis=1))


def _of_the_surest(right: NDArray[np.bool_], sure: NDArray) -> float | None:
    surest = np.argsort(-sure, kind="stable")[: len(right) // 5]
    return float(np.mean(right[surest])) if len(surest) >= FEWEST else None


def _features(x: list[NDArray], held: list[NDArray], words: Sequence[bool]) -> tuple[NDArray, NDArray]:
    """Return standardized features of training and held-out samples: at most 1,000, and 1,000 more per token input."""
    parts = [_flat(np.concatenate(pair), len(pair[0])) for pair in zip(x, held, strict=True)]
    pairs = compress(zip(x, held, strict=True), words)
    parts += [_counts(np.concatenate(pair)) for pair in pairs]
    both, samples = np.concatenate(parts, axis=1), len(x[0])
    return both[:samples], both[samples:]


def _fewer(y: NDArray) -> NDArray:
    """Return labels with at most 20 columns, evenly spaced."""
    columns = y.reshape(len(y), -1)
    return columns[:, _spread(columns.shape[1], TARGETS)] if columns.shape[1] > TARGETS else y


def _flat(array: NDArray, samples: int) -> NDArray[np.float32]:
    rows = array.reshape(len(array), -1)
    columns = _spread(rows.shape[1], FEATURES)
    found = np.nan_to_num(rows[:, columns].astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    deviation = found[:samples].std(axis=0)
    return (found - found[:samples].mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def _counts(tokens: NDArray) -> NDArray[np.float32]:
    """Return the count of each of the most common words per sample, divided by the standard deviation of all counts."""
    rows = tokens.reshape(len(tokens), -1)
    words, number, copies = np.unique(rows, return_inverse=True, return_counts=True)
    column = np.full(len(words), WORDS)
    commonest = np.argsort(-copies, kind="stable")[:WORDS]
    column[commonest] = np.arange(len(commonest))
    table = np.zeros((len(rows), WORDS + 1), np.float32)
    np.add.at(table, (np.arange(len(rows))[:, None], column[number.reshape(rows.shape)]), 1)
    return table[:, : len(commonest)] / max(1e-12, float(table[:, : len(commonest)].std()))


def _spread(available: int, wanted: int) -> NDArray[np.intp]:
    """Return evenly spaced indices of rows or columns."""
    return np.arange(available) if available <= wanted else np.linspace(0, available - 1, wanted).astype(np.intp)
