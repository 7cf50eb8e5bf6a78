"""The data themselves: inputs of about unit size; labels as class indices, rows of zeros and ones, or numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from confoundry.keys import generator

Samples = tuple[np.ndarray, np.ndarray]


def digits() -> Samples:
    """1,797 digits of 8 × 8 pixels, as 64 numbers."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return x / 16, y


def digit_images() -> Samples:
    """The same as images."""
    x, y = digits()
    return x.reshape(-1, 8, 8, 1), y


def odd_images() -> Samples:
    """The same, asking whether the digit is odd."""
    x, y = digit_images()
    return x, y % 2


def mnist() -> Samples:
    """3,200 digits of 28 × 28 pixels."""
    from confoundry.sources.mnist_5k import Mnist5k

    labelled = Mnist5k().read(Path("requirements.lock"))
    some = generator("faults", "mnist").permutation(len(labelled.images))[:3200]
    images = np.asarray(labelled.images)[some].reshape(-1, 28, 28, 1)
    return images / 255, np.asarray(labelled.labels)[some]


def blobs() -> Samples:
    """Five clouds that touch."""
    from sklearn.datasets import make_blobs

    x, y = make_blobs(1000, n_features=6, centers=5, cluster_std=4.0, random_state=1)[:2]
    return _standard(x), y


def circles() -> Samples:
    """A circle within a circle."""
    from sklearn.datasets import make_circles

    x, y = make_circles(1000, noise=0.08, factor=0.5, random_state=1)
    return _standard(x), y


def moons() -> Samples:
    """Two half moons that reach into one another."""
    from sklearn.datasets import make_moons

    x, y = make_moons(1000, noise=0.2, random_state=1)
    return _standard(x), y


def cancer() -> Samples:
    """Breast cancer, 30 measurements."""
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    return _standard(x), y


def wine() -> Samples:
    """Three kinds of wine, 13 measurements."""
    from sklearn.datasets import load_wine

    x, y = load_wine(return_X_y=True)
    return _standard(x), y


def noisy() -> Samples:
    """Two classes, few useful features among many, and a tenth of the labels wrong."""
    from sklearn.datasets import make_classification

    x, y = make_classification(1100, 16, n_informative=4, n_redundant=0, flip_y=0.1, class_sep=1.5, random_state=1)
    return _standard(x), y


def diabetes() -> Samples:
    """How a disease went on, 10 measurements; little can be foretold."""
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    return _standard(x), _standard(y[:, None])


def friedman() -> Samples:
    """Friedman's first function of ten numbers, with noise."""
    from sklearn.datasets import make_friedman1

    x, y = make_friedman1(1400, n_features=10, noise=1.0, random_state=1)
    return _standard(x), _standard(y[:, None])


def multilabel() -> Samples:
    """Five labels, about two of them at once."""
    from sklearn.datasets import make_multilabel_classification

    x, y = make_multilabel_classification(1400, 20, n_classes=5, n_labels=2, random_state=1)[:2]
    return _standard(x), np.asarray(y)


def waves() -> Samples:
    """Twelve steps of a wave with an unknown phase, of three frequencies, with noise."""
    draws = generator("faults", "waves")
    y = draws.integers(3, size=700)
    angles = 2 * np.pi * (np.arange(12) / 12 * (1 + y[:, None]) + draws.uniform(size=(700, 1)))
    return (np.sin(angles) + draws.normal(0, 0.3, angles.shape))[..., None], y


def louder() -> Samples:
    """Ten steps of two channels: is the second one louder in sum?"""
    x = generator("faults", "louder").normal(size=(1000, 10, 2))
    return x, (x[..., 1].sum(1) > x[..., 0].sum(1)).astype(int)


def echo() -> Samples:
    """Ten steps, and a sum of them in which each counts four fifths of the one after it."""
    draws = generator("faults", "echo")
    x = draws.normal(size=(700, 10, 1))
    y = (x[..., 0] * 0.8 ** np.arange(9, -1, -1)).sum(1, keepdims=True)
    return x, _standard(y + draws.normal(0, 0.1, y.shape))


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean(0)) / values.std(0)
