"""The 5,000 digits that the package ships, and the beginnings that all sides share, as files."""

from pathlib import Path

import numpy as np

from bench.networks import Layer, initial_weights
from confoundry.keys import generator
from confoundry.sources.mnist_5k import Mnist5k


def write_digits(folder: Path, train: int, test: int) -> Path:
    """Write digits.npz: float32 images (n, 28, 28, 1) in [0, 1] and labels, to train on and to test on."""
    digits = Mnist5k().read(folder)
    mixed = generator("bench", "digits").permutation(len(digits.images))
    x, y = digits.images[mixed].astype(np.float32) / np.float32(255), digits.labels[mixed].astype(np.int32)
    held = slice(len(x) - test, None)
    path = folder / "digits.npz"
    np.savez(path, x_train=x[:train], y_train=y[:train], x_test=x[held], y_test=y[held])
    return path


def write_start(folder: Path, name: str, layers: list[Layer], *, seed: int, images: int, epochs: int) -> Path:
    """Write initial weights, and the order of the images in each epoch: int32 (epochs, images)."""
    orders = [generator("bench", seed, "order", epoch).permutation(images) for epoch in range(epochs)]
    path = folder / f"{name}_{seed}.npz"
    weights = initial_weights(layers, generator("bench", seed, "weights"))
    np.savez(path, *weights, orders=np.stack(orders).astype(np.int32))
    return path
