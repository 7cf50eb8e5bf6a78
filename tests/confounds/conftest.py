"""Real digits, some of each class."""

import numpy as np
import pytest

from confoundry.paths import LOCK_FILE
from confoundry.sources.mnist_5k import Mnist5k


@pytest.fixture(scope="session")
def labelled():
    return Mnist5k().read(LOCK_FILE)


@pytest.fixture(scope="session")
def digits(labelled):
    """500 digits, 50 a class: float32 (n, 28, 28, 1), in [0, 1]."""
    return labelled.images[::10].astype(np.float32) / 255
