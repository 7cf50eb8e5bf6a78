"""What is known of a variant before training: its network, the images that it is trained on, its first answers."""

from dataclasses import dataclass, replace
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
from confoundry.stages.variant import read_variant
from confoundry.training.chosen import first_images

MOST = 20_000  # images that are looked at
FIRST = 512  # images that are answered before training
OWN_LOSS = "one_hot_"  # how losses of the built-in networks begin that make rows of class indices


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


def read_before(name: str, seed: int) -> Before:
    """Build a variant's network as the first training seed begins, and look at it and at its images."""
    variant = read_variant(name)
    (rows, images), (held_rows, held_images) = read_splits("train", "validation")
    labels, classes = rows["label"].to_numpy(), int(rows["label"].max()) + 1
    kept = first_images(list(rows["id"]), variant.images or len(rows), seed)[:MOST]
    (x, y), held = (images[kept], labels[kept]), (held_images[:MOST], held_rows["label"].to_numpy()[:MOST])
    keras.utils.clear_session()
    keras.utils.set_random_seed(key(seed, "weights", 0) % 2**32)
    height, width, channels = x.shape[1:]
    model = variant.network.build((height, width, channels), classes)
    network = network_facts(model)

    def fitting(some: NDArray[np.int64]) -> NDArray[Any]:
        return labels_for(some, loss=network.loss, outputs=network.outputs, classes=classes)

    return Before(
        network=replace(network, loss=network.loss.removeprefix(OWN_LOSS)),
        data=data_facts(network, x, fitting(y), (held[0], fitting(held[1]))),
        first=_first(model, x[:FIRST], y[:FIRST]),
        reference=reference("multiclass", [x], y, ([held[0]], held[1]), tokens=False),
        batch_size=variant.batch_size,
    )


def _first(model: keras.Model, images: NDArray[np.float32], labels: NDArray[np.int64]) -> tuple[float, float]:
    """Return accuracy and cross-entropy of the initial weights; NaN where there is no score for each class."""
    answers = np.asarray(model(images, training=False))
    if answers.ndim != 2 or answers.shape[1] <= labels.max():
        return np.nan, np.nan
    get_config = getattr(model.loss, "get_config", dict)
    scores = keras.ops.softmax(answers) if get_config().get("from_logits") else answers
    own = np.clip(np.asarray(scores)[np.arange(len(labels)), labels], 1e-7, 1)
    return float(np.mean(answers.argmax(axis=1) == labels)), float(-np.log(own).mean())
