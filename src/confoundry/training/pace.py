"""Scales an optimizer's learning rate for a short training; a schedule is sped up to fit into it."""

from __future__ import annotations

from typing import Any, Self

import keras


class Pace:
    """Scales an optimizer's learning rate within the block, and restores it afterwards.

    Args:
        optimizer: The optimizer. A step that is compiled within the block follows later changes.
    """

    def __init__(self, optimizer: Any) -> None:
        self._optimizer: Any = getattr(optimizer, "inner_optimizer", optimizer)  # one that scales the loss has none
        self._before: Any = self._optimizer._learning_rate
        self._number = isinstance(self._before, keras.Variable)
        self._rate = float(self._before.numpy()) if self._number else 1.0
        self._scheduled = _Scheduled(self._before)

    def __enter__(self) -> Self:
        if not self._number:
            self._optimizer._learning_rate = self._scheduled
        return self

    def __exit__(self, *_: object) -> None:
        if self._number:
            self._before.assign(self._rate)
        else:
            self._optimizer._learning_rate = self._before

    def set(self, factor: float = 1.0, times: float = 1.0) -> None:
        """Set the factor on the learning rate, and how many times as fast a schedule is run through."""
        if self._number:
            self._before.assign(factor * self._rate)
        else:
            self._scheduled.factor.assign(factor)
            self._scheduled.times.assign(times)


class _Scheduled(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule, or a function without arguments, that gives a learning rate; with both as 1 the same."""

    def __init__(self, schedule: Any) -> None:
        self._schedule = schedule
        self.factor, self.times = (keras.Variable(1.0, trainable=False, dtype="float32") for _ in range(2))

    def __call__(self, step: Any) -> Any:
        if not isinstance(self._schedule, keras.optimizers.schedules.LearningRateSchedule):
            return self.factor * self._schedule()
        step = keras.ops.convert_to_tensor(step)
        reached = keras.ops.cast(keras.ops.cast(step, "float32") * self.times, step.dtype)
        return self.factor * keras.ops.cast(self._schedule(reached), "float32")

    def get_config(self) -> dict[str, Any]:
        """Return nothing: it is taken out before a model is saved."""
        return {}
