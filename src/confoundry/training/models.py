"""Trains one recipe repeatedly: the network is built once, and its weights are reset for each model."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import keras
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.confounds.base import Confound, Pictures
from confoundry.keys import key
from confoundry.networks.base import Network
from confoundry.training.arms import Arm
from confoundry.training.errors import training_errors
from confoundry.training.fitting import fit
from confoundry.training.pace import Pace
from confoundry.training.renderings import renderings
from confoundry.training.trials import FACTORS, trial_epochs

Labels = NDArray[np.int64]
Values = list[np.ndarray]  # of a model's or an optimizer's variables
HISTORY = ("loss", "cross_entropy", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Split:
    """Images (n, h, w, c), in [0, 1], with labels (n,)."""

    images: Pictures
    labels: Labels


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A trained model; valid until the next one is requested.

    Attributes:
        arm: What it was trained on.
        model: As the builder compiled it, with an optimizer that has not begun.
        history: Its rows of the table `history`.
        trials: Goes on from its weights for a few epochs, once with each of FACTORS, and returns its rows of the table
            `trials`: none where the learning rate follows a schedule. The model stays as it is.
    """

    arm: Arm
    model: keras.Model
    history: pd.DataFrame
    trials: Callable[[], pd.DataFrame]


class Recipe:
    """A network that is built once, and trained on each arm from the initial weights of the arm's replicate.

    Initial weights and batch order are keyed by the seed and the replicate alone, so that variants and alignments are
    compared on the same draws.

    Args:
        network: What to build.
        classes: C.
        epochs: Passes over the training images.
        batch_size: Images a step.
        seed: The study's seed.
    """

    def __init__(self, network: Network, *, classes: int, epochs: int, batch_size: int, seed: int) -> None:
        self.network, self.classes = network, classes
        self.epochs, self.batch_size, self.seed = epochs, batch_size, seed

    def train(
        self,
        arms: Sequence[Arm],
        confound: Confound,
        train: Split,
        validation: Split,
        callbacks: Sequence[keras.callbacks.Callback] = (),
    ) -> Iterator[TrainedModel]:
        """Yield the trained model of each arm; the next arm reuses it.

        Arms of one replicate begin from the same weights.

        Raises:
            TrainingFailed: The network cannot be built, or training ended with an error.
        """
        with training_errors():
            built = {replicate: self._build(train, replicate) for replicate in sorted({arm.replicate for arm in arms})}
        initial = {replicate: _values(model.variables) for replicate, model in built.items()}
        saved = next(iter(built.values()))
        trainee = compiled_to_measure(self._build(train, min(built)))
        fresh = _values(trainee.optimizer.variables)
        trained_on, validated_on = (renderings(confound, split.images) for split in (train, validation))
        with Pace(trainee.optimizer) as pace:
            for arm in arms:
                pace.set()
                _assign(trainee.variables, initial[arm.replicate])
                _assign(trainee.optimizer.variables, fresh)
                taught = partial(
                    fit,
                    trainee,
                    trained_on(arm.train),
                    train.labels,
                    batch_size=self.batch_size,
                    validation_data=(validated_on(arm.validation), validation.labels),
                    callbacks=callbacks,
                )
                with training_errors():
                    record = taught(epochs=self.epochs, seed=key(self.seed, "batches", arm.replicate))
                learned = _values(trainee.variables)
                _assign(saved.variables, learned)
                trials = partial(self._trials, arm, trainee, (learned, fresh), pace, taught, len(train.labels))
                yield TrainedModel(arm, saved, _history(arm, record), trials)

    def _trials(
        self,
        arm: Arm,
        trainee: keras.Model,
        begins: tuple[Values, Values],
        pace: Pace,
        taught: Callable[..., Any],
        samples: int,
    ) -> pd.DataFrame:
        """Train on with each factor on the learning rate, from the model's and the optimizer's values each time."""
        rows = []
        epochs = trial_epochs(self.epochs, samples=samples, batch_size=self.batch_size)
        for factor in FACTORS:
            for variables, values in zip((trainee.variables, trainee.optimizer.variables), begins, strict=True):
                _assign(variables, values)
            pace.set(factor, self.epochs / epochs)
            with training_errors():
                record = taught(epochs=epochs, seed=key(self.seed, "trials", arm.replicate))
            rows.append(_history(arm, record).tail(1).assign(factor=factor, epochs=epochs))
        return pd.concat(rows)

    def _build(self, train: Split, replicate: int) -> keras.Model:
        """Build the network from a clean session, its weights drawn from the replicate's own seed."""
        keras.utils.clear_session()
        keras.utils.set_random_seed(key(self.seed, "weights", replicate) % 2**32)
        height, width, channels = train.images.shape[1:]
        return self.network.build((height, width, channels), self.classes)


def compiled_to_measure(model: keras.Model) -> keras.Model:
    """Compile a model again, with its optimizer and loss, to record accuracy, and cross-entropy without penalties."""
    get_config = getattr(model.loss, "get_config", dict)  # a loss may be named by a text
    logits = bool(get_config().get("from_logits", False))
    metrics = [
        keras.metrics.SparseCategoricalAccuracy(name="accuracy"),
        keras.metrics.SparseCategoricalCrossentropy(name="cross_entropy", from_logits=logits),
    ]
    model.compile(optimizer=model.optimizer, loss=model.loss, metrics=metrics)
    model.optimizer.build(model.trainable_variables)
    return model


def _history(arm: Arm, record: keras.callbacks.History) -> pd.DataFrame:
    columns = {name: record.history[name] for name in HISTORY}
    epochs = np.arange(1, len(columns["loss"]) + 1)
    return pd.DataFrame({"alignment": arm.alignment, "replicate": arm.replicate, "epoch": epochs, **columns})


def _values(variables: Sequence[keras.Variable]) -> Values:
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


def _assign(variables: Sequence[keras.Variable], values: Sequence[np.ndarray]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
