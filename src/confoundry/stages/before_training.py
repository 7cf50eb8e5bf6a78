"""What is known of a variant before training: its network, the images that it is trained on, its first answers."""

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

MOST = 50_000_000  # numbers that are looked at, in images
FIRST = 512  # images that are answered before training


@dataclass(frozen=True)
class Before:
    """What is known of one variant before training.

    Attributes:
        network: Its network.
        data: The images, untouched.
        first: Share of right answers and cross-entropy with the first training seed's initial weights.
        reference: What a stock model reaches on the validation images.
        batch_size: Images a step.
    """

    network: NetworkFacts
    data: DataFacts
    first: tuple[float, float]
    reference: Reference | None
    batch_size: int


@dataclass(frozen=True, eq=False)
class _Images:
    """Images to train on and images that are held out, with their labels: so many of them as are looked at.

    Attributes:
        samples: How many there are to train on.
        classes: How many classes.
        reference: What a stock model learns from them.
    """

    x: NDArray[np.float32]
    y: NDArray[np.int64]
    held: tuple[NDArray[np.float32], NDArray[np.int64]]
    samples: int
    classes: int
    reference: Reference | None


def read_before(names: Iterable[str], seed: int) -> dict[str, Before]:
    """Build each variant's network as the first training seed begins, and look at it and at its images."""
    images = lru_cache(maxsize=4)(lambda count: _images(count, seed))  # most variants are trained on all images
    variants = {name: read_variant(name) for name in names}
    return {name: _before(variant, images(variant.images), seed) for name, variant in variants.items()}


def _before(variant: Variant, seen: _Images, seed: int) -> Before:
    keras.utils.clear_session()
    keras.utils.set_random_seed(key(seed, "weights", 0) % 2**32)
    height, width, channels = seen.x.shape[1:]
    model = variant.network.build((height, width, channels), seen.classes)
    network = network_facts(model)

    def fitting(labels: NDArray[np.int64]) -> NDArray[Any]:
        return labels_for(labels, loss=network.loss, outputs=network.outputs, classes=seen.classes)

    data = data_facts(network, seen.x, fitting(seen.y), (seen.held[0], fitting(seen.held[1])))
    return Before(
        network=network,
        data=replace(data, samples=seen.samples),
        first=_first(model, seen.x[:FIRST], seen.y[:FIRST]),
        reference=seen.reference,
        batch_size=variant.batch_size,
    )


def _images(count: int | float | None, seed: int) -> _Images:
    (rows, images), (held_rows, held_images) = read_splits("train", "validation")
    labels, classes = rows["label"].to_numpy(), int(rows["label"].max()) + 1
    most, used = (
        max(1, MOST // int(np.prod(images.shape[1:]))),
        first_images(list(rows["id"]), count or len(rows), seed),
    )
    x, y = images[used[:most]], labels[used[:most]]
    held = held_images[:most], held_rows["label"].to_numpy()[:most]
    stock = reference("multiclass", [x], y, ([held[0]], held[1]))
    return _Images(x, y, held, len(used), classes, stock)


def _first(model: keras.Model, images: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[float, float]:
    """Return accuracy and cross-entropy of the initial weights; NaN where there is no score for each class."""
    answers = np.asarray(model(images, training=False))
    if answers.ndim != 2 or answers.shape[1] <= labels.max():
        return np.nan, np.nan
    get_config = getattr(model.loss, "get_config", dict)
    scores = keras.ops.softmax(answers) if get_config().get("from_logits") else answers
    own = np.clip(np.asarray(scores)[np.arange(len(labels)), labels], 1e-7, 1)
    return float(np.mean(answers.argmax(axis=1) == labels)), float(-np.log(own).mean())
