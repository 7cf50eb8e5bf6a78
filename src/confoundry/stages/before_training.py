"""Facts about a variant before training: its network, its training images, and its untrained predictions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.facts import DataFacts, NetworkFacts
from confoundry.diagnosis.labels import labels_for
from confoundry.diagnosis.measured.data import data_facts
from confoundry.diagnosis.measured.network import network_facts
from confoundry.diagnosis.measured.reference import Reference, reference
from confoundry.files.pixels import read_splits
from confoundry.keys import key
from confoundry.stages.variant import Variant, read_variant
from confoundry.training.chosen import first_images

MAX_VALUES = 50_000_000  # at most this many pixel values are examined
FIRST = 512  # images that the untrained network classifies


@dataclass(frozen=True)
class BeforeTraining:
    """Facts about one variant before training.

    Attributes:
        network: Facts about its network.
        data: Facts about the images, without a confound.
        first: Accuracy and cross-entropy with the initial weights of the first training seed.
        reference: The score of a stock model on the validation images.
        batch_size: Images per step.
    """

    network: NetworkFacts
    data: DataFacts
    first: tuple[float, float]
    reference: Reference | None
    batch_size: int


@dataclass(frozen=True, eq=False)
class _Images:
    """The training and validation images that are examined, with their labels.

    Attributes:
        samples: Number of training images, including those that are not examined.
        classes: Number of classes.
        reference: The score of a stock model on them.
    """

    x: NDArray[np.float32]
    y: NDArray[np.int64]
    held: tuple[NDArray[np.float32], NDArray[np.int64]]
    samples: int
    classes: int
    reference: Reference | None


def read_before_training(names: Iterable[str], seed: int) -> dict[str, BeforeTraining]:
    """Build each variant's network with the first training seed, and examine the network and its images."""
    images = lru_cache(maxsize=4)(lambda count: _images(count, seed))  # most variants are trained with all images
    variants = {name: read_variant(name) for name in names}
    return {name: _before(variant, images(variant.images), seed) for name, variant in variants.items()}


def _before(variant: Variant, examined: _Images, seed: int) -> BeforeTraining:
    keras.utils.clear_session()
    keras.utils.set_random_seed(key(seed, "weights", 0) % 2**32)
    height, width, channels = examined.x.shape[1:]
    model = variant.network.build((height, width, channels), examined.classes)
    network = network_facts(model)

    def fitting(labels: NDArray[np.int64]) -> NDArray[Any]:
        return labels_for(labels, loss=network.loss, outputs=network.outputs, classes=examined.classes)

    data = data_facts(network, examined.x, fitting(examined.y), (examined.held[0], fitting(examined.held[1])))
    return BeforeTraining(
        network=network,
        data=replace(data, samples=examined.samples),
        first=_first(model, examined.x[:FIRST], examined.y[:FIRST]),
        reference=examined.reference,
        batch_size=variant.batch_size,
    )


def _images(count: int | float | None, seed: int) -> _Images:
    (rows, images), (held_rows, held_images) = read_splits("train", "validation")
    labels, classes = rows["label"].to_numpy(), int(rows["label"].max()) + 1
    most, used = (
        max(1, MAX_VALUES // int(np.prod(images.shape[1:]))),
        first_images(list(rows["id"]), count or len(rows), seed),
    )
    x, y = images[used[:most]], labels[used[:most]]
    held = held_images[:most], held_rows["label"].to_numpy()[:most]
    stock = reference("multiclass", [x], y, ([held[0]], held[1]))
    return _Images(x, y, held, len(used), classes, stock)


def _first(model: keras.Model, images: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[float, float]:
    """Return accuracy and cross-entropy with the initial weights; NaN if the model has too few scores."""
    answers = np.asarray(model(images, training=False))
    if answers.ndim != 2 or answers.shape[1] <= labels.max():
        return np.nan, np.nan
    get_config = getattr(model.loss, "get_config", dict)
    scores = keras.ops.softmax(answers) if get_config().get("from_logits") else answers
    own = np.clip(np.asarray(scores)[np.arange(len(labels)), labels], 1e-7, 1)
    return float(np.mean(answers.argmax(axis=1) == labels)), float(-np.log(own).mean())
