"""A watched train step: it computes the same as before, and sums up measurements on the device."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

from confoundry.training.compilation import Compilation
from confoundry.training.monitor.layers import WatchedLayer, leaves, watched_layers
from confoundry.training.monitor.observed import Observed
from confoundry.training.monitor.replaced import replaced
from confoundry.training.monitor.step import measured
from confoundry.training.monitor.totals import Reading, Totals

SAMPLES = 6  # of an epoch's steps


class Watch:
    """Watches one compiled model.

    Args:
        model: The model; it is built when its step is first taken.
        every: Steps from one sample to the next; None: so that about 6 of an epoch are sampled.
    """

    def __init__(self, model: keras.Model, every: int | None) -> None:
        self._model, self._asked, self._take = model, every, model.train_step
        self._compilation = Compilation(model)
        self.every = every or 2 * SAMPLES
        self.layers: list[WatchedLayer] = []
        self._totals = Totals(self.every)
        self._due: bool | None = None
        self._calls = 0

    def fits(self, model: keras.Model) -> bool:
        """Return whether it was made for this model as it is now compiled."""
        return model is self._model and Compilation(model) == self._compilation

    def plan(self, steps: int | None) -> None:
        """Choose which steps are sampled, given the number of steps in an epoch."""
        if steps and not self._asked:
            self.every = -(-steps // SAMPLES)

    def begin(self) -> None:
        """Begin an epoch: its first step is sampled."""
        self._totals.begin(self.every)
        self._calls = 0

    def next_is_due(self) -> bool:
        """Count a step that is a separate call, and return whether it is to be sampled."""
        self._calls += 1
        return (self._calls - 1) % self.every == 0

    def read(self) -> Reading:
        """Return what was summed up since the epoch began."""
        return self._totals.read()

    @contextmanager
    def sampling(self, due: bool) -> Iterator[None]:
        """Let the steps that are traced meanwhile be sampled, or not, without asking at each whether it is due."""
        before, self._due = self._due, due
        try:
            yield
        finally:
            self._due = before

    def step(self, data: Any) -> Any:
        """Take the model's step."""
        observed = Observed(keras.utils.unpack_x_y_sample_weight(data)[0])
        with replaced(self._methods(observed)):
            result = self._take(data)
        if not observed.measured:  # a step of the user's own, which does not update by the model's optimizer
            self._either(lambda: self._measure(observed, [], [], lambda: None), lambda: None)
        self._totals.count(observed.loss)
        self._compilation = Compilation(self._model)  # as it is now that it is built
        return result

    def _methods(self, observed: Observed) -> Iterator[tuple[object, str, Callable[..., Any]]]:
        for layer in {id(layer): layer for _, layer in leaves(self._model)}.values():
            yield layer, "call", observed.noting_outputs(layer)
        yield self._model, "compute_loss", observed.noting_loss(self._model.compute_loss)
        if isinstance(self._model.optimizer, keras.optimizers.Optimizer):
            yield self._model.optimizer, "apply", self._watched(observed, self._model.optimizer.apply)

    def _watched(self, observed: Observed, apply: Callable[..., Any]) -> Callable[..., Any]:
        """Return an optimizer's `apply` that measures the first update of a step."""

        @functools.wraps(apply)
        def watched(grads: Sequence[Any], trainable_variables: Any = None) -> None:
            grads, variables = list(grads), trainable_variables
            variables = self._model.optimizer._trainable_variables if variables is None else list(variables)
            if observed.measured or len(grads) != len(variables):
                apply(grads, trainable_variables)
                return
            observed.measured = True
            update = functools.partial(apply, grads, variables)
            self._either(lambda: self._measure(observed, grads, variables, update), update)

        return watched

    def _either(self, if_due: Callable[[], None], if_not: Callable[[], None]) -> None:
        if self._due is None:
            tf.cond(self._totals.due(), _in_branch(if_due), _in_branch(if_not))
        else:
            (if_due if self._due else if_not)()

    def _measure(
        self, observed: Observed, grads: Sequence[Any], variables: Sequence[Any], update: Callable[[], None]
    ) -> None:
        """Update the weights, and add the step's measurements."""
        if not self.layers:  # before the model's first step it may not be built
            self.layers = watched_layers(self._model)
            self._totals.watch(self.layers)
        self._totals.add(measured(self._model, self.layers, observed, grads, variables, update))


def _in_branch(act: Callable[[], None]) -> Callable[[], tf.Tensor]:
    """Return a branch that acts; both must return a tensor."""

    def branch() -> tf.Tensor:
        act()
        return tf.zeros([])

    return branch
