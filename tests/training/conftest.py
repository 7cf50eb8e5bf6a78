"""A small problem, small networks with one thing of interest each, and TensorFlow with one thread."""

import numpy as np
import pytest

from confoundry.training.start import start_tensorflow

start_tensorflow(1)

import keras  # noqa: E402

from confoundry.confounds.patch import Patch  # noqa: E402
from confoundry.files.keras_file import save_model  # noqa: E402
from confoundry.networks.base import Network  # noqa: E402
from confoundry.training.arms import Arm  # noqa: E402
from confoundry.training.models import Recipe, Split  # noqa: E402

SHAPE, CLASSES = (6, 6, 1), 3


class Small(Network):
    """A dense layer of 5 with what the test is about, and a layer of scores."""

    xla: bool = False
    l2: float = 0
    dropout: float = 0
    normalized: bool = False
    augmented: bool = False
    logits: bool = False
    rate: float = 0.05
    optimizer: str = "Adam"

    def build(self, input_shape, classes):
        layers, penalty = keras.layers, keras.regularizers.L2(self.l2) if self.l2 else None
        model = keras.Sequential([layers.Input(input_shape)])
        if self.augmented:
            model.add(layers.RandomTranslation(0.2, 0.2))
        model.add(layers.Flatten())
        model.add(layers.Dense(5, "relu", kernel_regularizer=penalty))
        if not self.xla:
            model.add(layers.Identity())  # not among the layers that `fit` compiles by XLA, which takes a second
        if self.dropout:
            model.add(layers.Dropout(self.dropout))
        if self.normalized:
            model.add(layers.BatchNormalization())
        model.add(layers.Dense(classes, None if self.logits else "softmax", kernel_regularizer=penalty))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=self.logits)
        model.compile(getattr(keras.optimizers, self.optimizer)(self.rate), loss)
        return model


def split(count, seed):
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % CLASSES
    images = rng.random((count, *SHAPE)) * 0.4 + (np.arange(6) // 2 == labels[:, None])[:, None, :, None] * 0.5
    return Split(images.astype(np.float32), labels)


TRAIN, VALIDATION, CONFOUND = split(43, 0), split(12, 1), Patch(levels=3, size=0.2)


def arm(alignment, replicate):
    """An arm with values of its own."""
    rng = np.random.default_rng([replicate, len(alignment), ord(alignment[0])])
    return Arm(alignment, replicate, rng.integers(0, 3, len(TRAIN.labels)), rng.integers(0, 3, len(VALIDATION.labels)))


@pytest.fixture
def small():
    return Small


@pytest.fixture
def trained(tmp_path):
    """Train arms, given as (alignment, replicate): gives for each its file's bytes and its history."""

    def train(network, pairs, *, epochs=2, seed=0, batch_size=8):
        recipe = Recipe(network, classes=CLASSES, epochs=epochs, batch_size=batch_size, seed=seed)
        found = {}
        for one in recipe.train([arm(*pair) for pair in pairs], CONFOUND, TRAIN, VALIDATION):
            save_model(one.model, tmp_path / "m.keras")
            found[one.arm.alignment, one.arm.replicate] = ((tmp_path / "m.keras").read_bytes(), one.history)
        return found

    return train


@pytest.fixture(scope="session")
def problem():
    """Training and validation images, and the confound that is planted in them."""
    return TRAIN, VALIDATION, CONFOUND


@pytest.fixture(scope="session")
def make_arm():
    return arm


@pytest.fixture(scope="session")
def scores():
    """Build a network of six inputs and three scores, always with the same weights.

    Its layers before the scores are given; without them it is one that is compiled without XLA, which takes a second.
    """

    def build(*middle, model=keras.Model, optimizer=None, rate=0.5, **options):
        keras.utils.set_random_seed(1)
        inputs = keras.Input((6,))
        outputs = inputs
        for layer in (*(middle or [keras.layers.Identity()]), keras.layers.Dense(3)):
            outputs = layer(outputs)
        built = model(inputs, outputs)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        built.compile(optimizer or keras.optimizers.SGD(rate), loss, metrics=["accuracy"], **options)
        return built

    return build
