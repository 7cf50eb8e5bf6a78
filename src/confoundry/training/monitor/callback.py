"""TrainingMonitor: what goes on inside a network while it is trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import pandas as pd

from confoundry.training.monitor.tables import Epoch, health_table, history_table, steps_table
from confoundry.training.monitor.train_function import watched_train_function
from confoundry.training.monitor.watch import Watch


class TrainingMonitor(keras.callbacks.Callback):
    """Watches a network's training: pass it to `model.fit` or `confoundry.training.fit` as a callback.

    Some steps of each epoch are measured on the device, and a few small arrays are read at the end of each epoch; the
    model's results stay the same. The tables grow with each epoch, and start again with the next training. A model on
    several devices is not watched: all its tables except `history` are empty.

    Args:
        every: Sample every n-th step, starting with the first; None samples about 6 steps of each epoch.
    """

    def __init__(self, every: int | None = None) -> None:
        super().__init__()
        if every is not None and every < 1:
            raise ValueError(f"expected every to be at least 1, got {every}; None samples about 6 steps of an epoch")
        self._every = every
        self._watch: Watch | None = None
        self._watched_function: Any = None
        self._before: Any = None
        self._driven, self._watching = False, False
        self._epochs: list[Epoch] = []

    @property
    def health(self) -> pd.DataFrame:
        """A row for each epoch × layer that has weights or an activation.

        Columns: `epoch` (from 1), `layer`; over its trainable weights `gradient_norm`, `weight_norm` (means over the
        sampled steps) and `update_ratio` (mean norm of one step's update over mean norm of the weights); `dead` (share
        of units that gave the same number for all samples of the sampled steps), `saturated` (share of outputs near
        the activation's bounds; of a softmax, of answers near certainty), `duplicates` (share of units whose kernel is
        another's too, after the last sampled step). NaN where there is no such thing.
        """
        return health_table(self._epochs)

    @property
    def steps(self) -> pd.DataFrame:
        """A row for each epoch.

        Columns: `epoch` (from 1), `steps`, `sampled`; of all steps' losses, penalties included, `loss` (mean over
        those that are finite; NaN where a `train_step` of one's own shows none), `loss_std`, `loss_first`, `loss_max`,
        and `not_finite` (how many are not); of the sampled steps `gradient_norm` (mean, over all weights),
        `gradient_max`, `penalty_share` (mean share of the penalties in the loss), `input_mean`, `input_std`,
        `input_largest` (absolute), `input_not_finite`.
        """
        return steps_table(self._epochs)

    @property
    def history(self) -> pd.DataFrame:
        """A row for each epoch: its number from 1, and what Keras measured."""
        return history_table(self._epochs)

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        model: Any = self.model
        self._epochs = []
        self._watching = model.distribute_strategy.num_replicas_in_sync == 1
        if self._watching and not self._driven:
            self._take_over(model)

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        if self._watch and self._watching and not self._driven:
            self._watch.begin()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        number, logs = epoch + 1, dict(logs or {})
        if self._watch is None or not self._watching:
            self._epochs.append(Epoch(number, (), None, logs))
            return
        names, reading = tuple(one.name for one in self._watch.layers), self._watch.read()
        self._epochs.append(Epoch(number, names, reading, logs))
        self._watch.plan(int(reading.steps[0]))  # where their number was not known before

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        if self._watching and not self._driven:
            model: Any = self.model
            model.train_function = self._before

    def _take_over(self, model: keras.Model) -> None:
        """Let `model.fit` take the watched step, until training ends."""
        before = model.train_function
        other = getattr(before, "watched_by", None)
        if other is not None and other is not self and other.params is self.params:
            raise ValueError("expected one TrainingMonitor in a training, got two")
        self._before = None if other is not None else before  # left behind by a training that was broken off
        known, watch = self._watch, self._watch_of(model)
        if watch is not known or self._watched_function is None:
            self._watched_function = watched_train_function(model, watch)
            self._watched_function.watched_by = self
        model.train_function = self._watched_function
        watch.plan((self.params or {}).get("steps"))

    def _watch_of(self, model: keras.Model) -> Watch:
        if self._watch is None or not self._watch.fits(model):
            self._watch, self._watched_function = Watch(model, self._every), None
        return self._watch


@contextmanager
def driven(model: keras.Model, callbacks: Sequence[keras.callbacks.Callback]) -> Iterator[Watch | None]:
    """Let an engine take the watched step of a model meanwhile, if there is a monitor among the callbacks.

    Raises:
        ValueError: There are several.
    """
    monitors = [callback for callback in callbacks if isinstance(callback, TrainingMonitor)]
    if len(monitors) > 1:
        raise ValueError(f"expected one TrainingMonitor in a training, got {len(monitors)}")
    for monitor in monitors:
        monitor._driven = True
    try:
        yield monitors[0]._watch_of(model) if monitors else None
    finally:
        for monitor in monitors:
            monitor._driven = False
