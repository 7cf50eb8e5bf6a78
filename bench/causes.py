"""The variants of studies/causes on the images of that study, without a run of it: to build, to train, to diagnose."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from confoundry.files.params import read_params
from confoundry.keys import key
from confoundry.networks.base import Network
from confoundry.networks.table import NETWORKS
from confoundry.params import check_params
from confoundry.settings import parse
from confoundry.sources.manifest import manifest
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.training.chosen import first_images

STUDY = Path(__file__).parents[1] / "studies" / "causes"
KILLED = STUDY / "killed.json"
CLASSES, SEED = 10, 0


@dataclass(frozen=True)
class Variant:
    """A variant of the study: its network, and how it is trained."""

    network: Network
    training: dict[str, Any]

    def build(self, seed: int) -> Any:
        """Return the compiled model that the study trains as its replicate of this number."""
        import keras

        keras.utils.clear_session()
        keras.utils.set_random_seed(key(SEED, "weights", seed) % 2**32)
        return self.network.build((28, 28, 1), CLASSES)


@cache
def variants() -> dict[str, Variant]:
    """Return the study's variants, in its order."""
    with _inside(STUDY):
        _, _, entries = check_params(read_params())
    return {
        name: Variant(parse(NETWORKS[entry.network], entry.settings, name), entry.training)
        for name, entry in entries.items()
    }


@cache
def digits() -> dict[str, tuple[pd.Series, np.ndarray, np.ndarray]]:
    """Return for each split of the study the ids, the images (n, 28, 28, 1) in [0, 1], and the classes."""
    data = Mnist5k().read(STUDY)
    rows = manifest(data, validation=0.1, test=0.2)
    images = data.images.astype(np.float32) / np.float32(255)
    found = {}
    for split in ("train", "validation", "test"):
        of_split = (rows["split"] == split).to_numpy()
        found[split] = (rows.loc[of_split, "id"], images[of_split], rows.loc[of_split, "label"].to_numpy())
    return found


def training_digits(variant: Variant) -> tuple[np.ndarray, np.ndarray]:
    """Return the images and the classes that a variant is trained on."""
    ids, images, labels = digits()["train"]
    if share := variant.training.get("images"):
        kept = first_images(list(ids), share, SEED)
        return images[kept], labels[kept]
    return images, labels


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
