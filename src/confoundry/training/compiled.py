"""A whole pass over data on the device, in one compiled call: a training epoch, or a validation."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import keras
import tensorflow as tf

from confoundry.training.counter_random import counter_random
from confoundry.training.monitor.watch import Watch
from confoundry.training.penalties import fast_penalties

Data = Any  # (x, y) or (x, y, sample_weight), each an array or a structure of arrays
Step = Callable[[tf.Tensor], tf.Tensor]  # of a step's number, gives that of the next one


class CannotTrace(Exception):
    """A model's step cannot be compiled; nothing has been trained yet."""


class CompiledPass:
    """Runs a model's own step batch by batch, in one call, and returns its metrics.

    A data set of another shape is traced and compiled again; another order, seed or number of epochs is not.

    Args:
        model: A compiled model, built.
        step: The model's `train_step` or `test_step`.
        batch_size: Samples a step; the last one takes what is left.
        xla: Whether XLA compiles it.
        watch: Whose step it is, where the model is watched: of its steps some are sampled.
    """

    def __init__(
        self,
        model: keras.Model,
        step: Callable[[Any], Any],
        batch_size: int,
        *,
        xla: bool,
        watch: Watch | None = None,
    ) -> None:
        self._model, self._step, self._batch_size, self._xla = model, step, batch_size, xla
        self._watch = watch
        self._penalties = (lambda: fast_penalties(model)) if xla else nullcontext
        self._traced: dict[str, Any] = {}

    def __call__(self, data: Data, order: tf.Tensor, *, first: bool = True) -> dict[str, tf.Tensor]:
        """Return the metrics over this data and what came before it.

        Args:
            data: Tensors (n, …).
            order: Which samples, in which order: int32 (m,).
            first: Whether a pass begins with it, so that the metrics begin anew.
        """
        return self.traced(data, order, first=first)(*keras.tree.flatten(data), order)

    def traced(self, data: Data, order: tf.Tensor | tf.TensorSpec, *, first: bool = True) -> Any:
        """Return what is called on data of these shapes; XLA compiles it when it is first called.

        Raises:
            CannotTrace: The step needs Python at each batch, say.
        """
        specs: Any = keras.tree.map_structure(lambda array: tf.TensorSpec(array.shape, array.dtype), (data, order))
        key = f"{specs} {first} {self._watch.every if self._watch else ''}"
        if key not in self._traced:
            try:
                self._traced[key] = self._trace(specs, first)
            except Exception as error:
                raise CannotTrace(f"its step cannot be compiled ({_short(error)})") from error
        return self._traced[key]

    def _trace(self, specs: Any, first: bool) -> Any:
        def run(*arrays: tf.Tensor) -> dict[str, tf.Tensor]:
            data, order = keras.tree.pack_sequence_as(specs, arrays)
            if first:
                self._model.reset_metrics()
                if self._watch:
                    self._watch.begin()
            self._pass(data, order)
            return self._model.get_metrics_result()

        function: Any = tf.function(run, jit_compile=self._xla, autograph=False)
        with counter_random(), self._penalties():
            return function.get_concrete_function(*keras.tree.flatten(specs))

    def _pass(self, data: Data, order: tf.Tensor) -> None:
        size = self._batch_size
        steps, rest = divmod(order.shape.num_elements() or 0, size)

        def step(number: tf.Tensor) -> tf.Tensor:  # a slice of static size: others make XLA's code slow
            self._take(data, tf.slice(order, [number * size], [size]))
            return number + 1

        if steps:
            _repeat(step if self._watch is None else self._sampled(step, self._watch, steps), tf.constant(0), steps)
        if rest:
            with self._watch.sampling(steps % self._watch.every == 0) if self._watch else nullcontext():
                self._take(data, order[steps * size :])

    @staticmethod
    def _sampled(step: Step, watch: Watch, steps: int) -> Step:
        """Return what takes a step that is sampled, and those up to the next one, which cost nothing more."""

        def several(number: tf.Tensor) -> tf.Tensor:
            with watch.sampling(True):
                following = step(number)
            if watch.every == 1:
                return following
            with watch.sampling(False):
                return _repeat(step, following, tf.minimum(number + watch.every, steps))

        return several

    def _take(self, data: Data, rows: tf.Tensor) -> None:
        self._step(keras.tree.map_structure(lambda array: tf.gather(array, rows), data))


def _repeat(step: Step, first: tf.Tensor, end: Any) -> tf.Tensor:
    """Take steps up to a number, and return it."""
    return tf.while_loop(lambda number: number < end, lambda number: [step(number)], [first], parallel_iterations=1)[0]


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {next(iter(str(error).split(chr(10))), '')[:200]}"
