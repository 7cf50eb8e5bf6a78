"""Estimates how long training and evaluating a variant takes, by timing a few of its steps."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from confoundry.confounds.base import Confound
from confoundry.evaluation.answer_tables import ANSWER_TABLES, Model, answer_rows, effect_rows, group_rows, mean_rows
from confoundry.evaluation.answers import answers, sums
from confoundry.evaluation.matrix import matrices
from confoundry.evaluation.predictor import Predictor
from confoundry.files.keras_file import save_model
from confoundry.files.long_tables import long_tables
from confoundry.networks.base import Network
from confoundry.training.arms import Arm
from confoundry.training.models import Recipe, Split
from confoundry.training.monitor.callback import TrainingMonitor
from confoundry.training.trials import FACTORS, trial_epochs

STAGE = 0.3  # seconds: the start and end of a stage
STEPS, SHOWN = 64, 256  # at most this many training steps and test images are timed
PATIENCE = 2.0  # seconds that these may take: a slow network is timed with fewer


@dataclass(frozen=True)
class TrainingPlan:
    """What the stage `train` does for one confound.

    Attributes:
        arms: Number of alignments at which models are trained.
        replicates: Number of models at each alignment.
        epochs: Passes over the training images.
        folds: Number of further models, for cross-validation.
        levels: Number of values with which each test image is shown.
    """

    arms: int
    replicates: int
    epochs: int
    folds: int
    levels: int

    @property
    def models(self) -> int:
        """Number of models that are evaluated."""
        return self.arms * self.replicates


@dataclass(frozen=True)
class VariantTimes:
    """How long the parts of one variant take, in seconds.

    Attributes:
        build: Building the network.
        compile: Compiling its training.
        epoch: One pass over the training images and one over the validation images.
        model: Everything else for each model, such as saving it.
        load: Loading a model and compiling its predictions.
        answers: Predictions of one model for all images with one value.
        trial: Number of epochs (not seconds) of the short trainings after one model's training.
    """

    build: float
    compile: float
    epoch: float
    model: float
    load: float
    answers: float
    trial: int

    def training(self, plan: TrainingPlan) -> float:
        """Return about how long the stage `train` takes."""
        epochs = plan.models * plan.epochs + plan.replicates * self.trial + plan.folds * plan.epochs
        builds = self.build * (1 + plan.replicates + 2 * plan.folds) + self.compile * (1 + plan.folds)
        return STAGE + builds + self.epoch * epochs + self.model * (plan.models + plan.folds)

    def evaluation(self, plan: TrainingPlan) -> float:
        """Return about how long the stage `evaluate` takes."""
        return STAGE + self.load + plan.models * self.answers * (plan.levels + 1)


def time_variant(
    network: Network,
    confound: Confound,
    splits: tuple[Split, Split, Split],
    *,
    epochs: int,
    batch_size: int,
    folder: Path,
) -> VariantTimes:
    """Train a network on a few batches and evaluate it on a few images.

    Args:
        network: The network.
        confound: The confound that is added.
        splits: The training, validation and test images.
        epochs: Passes over the training images.
        batch_size: Images per step.
        folder: A scratch folder.
    """
    train, held, test = splits
    samples, classes = len(train.labels), int(train.labels.max()) + 1
    build, step = _build(network, train, batch_size, classes)
    steps = int(np.clip(PATIENCE / step, 4, STEPS))
    some = _first(train, steps * batch_size)
    share = len(some.labels) / samples
    clock, recipe = _Clock(), Recipe(network, classes=classes, epochs=2, batch_size=batch_size, seed=0)
    validation = _first(held, max(1, round(share * len(held.labels))))
    arms = [_arm(confound, some, validation) for _ in range(2)]
    path, ends, passes = folder / "timed.keras", [], []
    begin = clock()
    for one in recipe.train(arms, confound, some, validation, [TrainingMonitor(), clock.callback]):
        save_model(one.model, path)
        passes.append([clock.between(*pair) for pair in clock.take()])
        ends.append(clock())
    epoch = float(np.mean([passes[0][1], *passes[1]]))
    model = max(clock.between(*ends) - sum(passes[1]), 0)
    load, each = _evaluation(path, confound, held, test, step / batch_size, clock, folder)
    return VariantTimes(
        build=build,
        compile=max(clock.between(begin, ends[0]) - 2 * epoch - model - 2 * build, 0),
        epoch=epoch / share,
        model=model,
        load=load,
        answers=each / (confound.levels + 1),
        trial=len(FACTORS) * trial_epochs(epochs, samples=samples, batch_size=batch_size),
    )


def _build(network: Network, train: Split, batch_size: int, classes: int) -> tuple[float, float]:
    """Return how long it takes to build the network, and roughly how long a training step takes."""
    clock, (height, width, channels) = _Clock(), train.images.shape[1:]
    begin = clock()
    keras.utils.clear_session()
    model = network.build((height, width, channels), classes)
    built = clock()
    batch = train.images[:batch_size]
    model(batch, training=False)
    begun = clock()
    model(batch, training=False)
    return clock.between(begin, built), max(3 * clock.between(begun, clock()), 1e-4)  # forward and backward


def _evaluation(
    path: Path, confound: Confound, held: Split, test: Split, image: float, clock: "_Clock", folder: Path
) -> tuple[float, float]:
    """Return how long it takes to load and compile a model, and to predict all images with all values."""
    count = int(np.clip(PATIENCE / (image * (confound.levels + 1)), 32, SHOWN))
    shown, validated = _first(test, count), _first(held, max(1, round(count * len(held.labels) / len(test.labels))))
    begin = clock()
    predictor = Predictor(path)
    matrix, other = matrices(predictor, confound, shown.images, validated.images)
    ids, model, ends = _ids(len(shown.labels)), Model("control", 0), [begin]
    with long_tables(ANSWER_TABLES, folder / "timed") as tables:
        for _ in range(2):
            predictor.read(path)
            batches = matrix.shown()
            given, summed = answers(batches), sums(batches)
            for rows in answer_rows(model, ids, given):
                tables["answers"](rows)
            tables["effects"](effect_rows(model, ids, given, summed))
            tables["means"](mean_rows(model, summed))
            tables["groups"](group_rows(model, validated.labels, answers(other.shown()), summed.means.shape[1]))
            ends.append(clock())
    each = clock.between(ends[1], ends[2])
    return max(clock.between(begin, ends[1]) - each, 0), each * len(test.labels) / len(shown.labels)


class _Clock:
    """Measures wall time and processor time. On a busy machine, the processor time counts."""

    def __init__(self) -> None:
        self._epochs: list[tuple[Any, Any]] = []
        self._began: Any = None
        self.callback = keras.callbacks.LambdaCallback(on_epoch_begin=self._begin, on_epoch_end=self._end)

    def __call__(self) -> tuple[float, float]:
        return time.monotonic(), time.process_time()

    @staticmethod
    def between(begin: tuple[float, float], end: tuple[float, float]) -> float:
        """Return the seconds between two readings."""
        return min(end[0] - begin[0], end[1] - begin[1])

    def take(self) -> list[tuple[Any, Any]]:
        """Return when each epoch began and ended, and start a new list."""
        found, self._epochs = self._epochs, []
        return found

    def _begin(self, *_: Any) -> None:
        self._began = self()

    def _end(self, *_: Any) -> None:
        self._epochs.append((self._began, self()))


def _first(split: Split, count: int) -> Split:
    return Split(split.images[:count], split.labels[:count])


def _arm(confound: Confound, *splits: Split) -> Arm:
    train, held = (np.arange(len(split.labels)) % confound.levels for split in splits)
    return Arm("control", 0, train, held)


def _ids(count: int) -> pd.Series:
    return pd.Series([f"{number:016x}" for number in range(count)])
