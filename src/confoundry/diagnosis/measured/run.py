"""The monitored training, and short trainings after it that use the same compiled step."""

from __future__ import annotations

import math
import warnings
from typing import Any

import keras
import numpy as np
import pandas as pd

from confoundry.diagnosis.facts import RunFacts, Trial
from confoundry.diagnosis.measured.copying import StandIn, values_of
from confoundry.diagnosis.measured.samples import LabelledSamples
from confoundry.diagnosis.measured.scoring import Scored, Scoring
from confoundry.diagnosis.measured.validating import Validating
from confoundry.keys import key
from confoundry.training import fit
from confoundry.training.arrays import held as on_device
from confoundry.training.arrays import memory_budget, nbytes
from confoundry.training.monitor import TrainingMonitor

LEAST, MOST, SHARE = 1000, 2000, 0.02  # training samples to score: a share of epochs × samples, within limits

LONGEST = 300  # characters of an error
XLA_FROM = 5_000  # steps; for fewer, compiling with XLA takes longer than it saves


class MonitoredRun:
    """Trains a stand-in under a monitor and scores it.

    Args:
        stand_in: The model to train.
        scoring: Scores it.
        train: Training samples.
        held: Held-out samples.
        epochs: Passes over the training samples.
        batch_size: Samples per step.
        seed: Determines the order of the samples.
    """

    def __init__(
        self,
        stand_in: StandIn,
        scoring: Scoring,
        train: LabelledSamples,
        held: LabelledSamples | None,
        *,
        epochs: int,
        batch_size: int,
        seed: int,
    ) -> None:
        self._stand_in, self._scoring, self._seed = stand_in, scoring, seed
        self.epochs, self.batch_size = epochs, batch_size
        data = (train.x, train.y)
        self._data: Any = on_device(data) if nbytes(data) <= memory_budget() else data
        scored = int(np.clip(SHARE * epochs * len(train), LEAST, MOST))
        self._train, self._held = train.some(scored), None if held is None else held.some(scored)
        self._xla = epochs * len(train) >= XLA_FROM * batch_size
        self._monitor = TrainingMonitor()
        self._trained: list[np.ndarray] = []
        self._last_loss = math.nan
        self.error = ""

    def train(self) -> RunFacts:
        """Train from the initial weights under the monitor and return the facts, without chance and reference."""
        self._stand_in.restart()
        validating = Validating(self._scoring, self._held, self.epochs)
        before = self._scoring(self._train)
        try:
            record = self._fit(self.epochs, self._seed, validating)
        except Exception as error:  # the rules explain it from the facts about the network
            self.error, record = _in_a_line(error), keras.callbacks.History()
        self._trained = values_of(self._stand_in.model.variables)
        after, validation = (Scored(), self._unscored()) if self.error else self._scored()
        health, steps = self._monitor.health, self._monitor.steps
        return RunFacts(
            epochs=self.epochs,
            batch_size=self.batch_size,
            history=_history(record, steps, validating),
            health=health[:0] if self.error else health,
            steps=steps[:0] if self.error else steps,
            score=after.score,
            loss=after.loss,
            validation_score=validation and validation.score,
            validation_loss=validation and validation.loss,
            first_score=before.score,
            first_loss=before.loss,
            chance=0.0,
            comparable=after.comparable,
            error=self.error,
        )

    def trial(self, start: str, rate: float, epochs: int) -> Trial | None:
        """Train for a short time with another learning rate; None if training fails."""
        if self.error:
            return None
        self._stand_in.restart(self._trained if start == "trained" else None)
        self._stand_in.pace.set(rate, self.epochs / epochs)
        try:
            self._fit(epochs, self._seed if start == "initial" else key(self._seed, start))
        except Exception:  # for example in a custom train_step
            return None
        train, validation = self._scored()
        return Trial(
            start="trained" if start == "trained" else "initial",
            rate=rate,
            epochs=epochs,
            loss=train.loss if math.isfinite(train.loss) else math.nan,
            score=train.score,
            validation_loss=validation and validation.loss,
            validation_score=validation and validation.score,
        )

    def _fit(self, epochs: int, seed: int, *others: keras.callbacks.Callback) -> keras.callbacks.History:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it falls back to Keras' slower training loop
            record = fit(
                self._stand_in.model,
                *self._data,
                epochs=epochs,
                batch_size=self.batch_size,
                seed=seed,
                xla=self._xla,
                callbacks=[self._monitor, *others],  # a new monitor would compile a new step
            )
        self._last_loss = float(np.mean(record.history.get("loss", [math.nan])[-1]))
        return record

    def _scored(self) -> tuple[Scored, Scored | None]:
        """Return the scores on training and on held-out samples."""
        train = self._scoring(self._train)
        if self._stand_in.model.loss is None:  # a custom train_step computes the loss
            train = train._replace(loss=self._last_loss)
        return train, None if self._held is None else self._scoring(self._held)

    def _unscored(self) -> Scored | None:
        return None if self._held is None else Scored()


def _history(record: keras.callbacks.History, steps: pd.DataFrame, validating: Validating) -> pd.DataFrame:
    losses = np.asarray(record.history.get("loss", []), np.float64)
    columns: dict[str, Any] = {"epoch": np.arange(1, len(losses) + 1), "loss": losses}
    if len(steps) == len(losses) and (steps["penalty_share"] > 0).any():
        columns["task_loss"] = losses * (1 - steps["penalty_share"].to_numpy(np.float64))
    if len(validating.losses) and len(losses):
        columns["val_loss"] = validating.over(len(losses))
    return pd.DataFrame(columns)


def _in_a_line(error: Exception) -> str:
    """Return the type and the first line of an error, at most 300 characters long."""
    line = f"{type(error).__name__}: {next((line for line in str(error).splitlines() if line.strip()), '')}"
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
