"""A program's data: its data set with the labels that its network wants, and the faults of its settings."""

from __future__ import annotations

import numpy as np

from bench.faults.datasets import DATASETS, shuffled
from bench.faults.program import Data
from bench.faults.settings import Settings
from confoundry.keys import generator

HELD_OUT = 700  # validation samples at most


def prepared(settings: Settings) -> Data:
    """Return x, y, x_val, y_val; what is wrong with them is wrong with both."""
    x, y = shuffled(settings.dataset)
    train = DATASETS[settings.dataset].train
    kept = min(train, settings.samples or train)
    rows = np.r_[0:kept, train : min(len(x), train + HELD_OUT)]
    x, y = _inputs(x[rows], settings), encoded(_labels(y[rows], settings), settings)
    return x[:kept], y[:kept], x[kept:], y[kept:]


def truth(settings: Settings) -> np.ndarray:
    """Return the validation samples' true labels: class indices, rows of zeros and ones, or targets (n, 1)."""
    _, y = shuffled(settings.dataset)
    train = DATASETS[settings.dataset].train
    return y[train : train + HELD_OUT]


def encoded(labels: np.ndarray, settings: Settings) -> np.ndarray:
    """Return labels in the form that the settings name."""
    if settings.labels == "one_hot":
        return np.eye(DATASETS[settings.dataset].classes, dtype=np.float32)[labels]
    if settings.labels == "column":
        return labels[:, None].astype(np.float32)
    if settings.labels == "index":
        return labels.astype(np.int64)
    return labels.astype(np.float32)


def _inputs(x: np.ndarray, settings: Settings) -> np.ndarray:
    x = x.copy()
    x[:, ::3] *= settings.stretch
    x = x * settings.scale + settings.shift
    if settings.missing:
        draws = generator("faults", "missing", settings.dataset)
        hit = draws.permutation(len(x))[: max(1, round(settings.missing * len(x)))]
        flat = x.reshape(len(x), -1)
        flat[hit, draws.integers(flat.shape[1], size=len(hit))] = np.nan
        x = flat.reshape(x.shape)
    return x.astype(np.float32)


def _labels(y: np.ndarray, settings: Settings) -> np.ndarray:
    if settings.mislabelled:
        draws = generator("faults", "mislabelled", settings.dataset)
        hit = draws.permutation(len(y))[: round(settings.mislabelled * len(y))]
        y = y.copy()
        y[hit] = y[draws.permutation(hit)]
    y = np.roll(y, settings.rolled, axis=0)
    if settings.target_scale != 1:
        y = y * settings.target_scale
    return y + settings.label_shift if settings.label_shift else y
