"""The loop over epochs. Its compiled passes are kept with the model, so that a second `fit` compiles nothing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from confoundry.training.arrays import block_sizes, blocks, samples_in, specs_of
from confoundry.training.compilation import Compilation
from confoundry.training.compiled import CannotTrace, CompiledPass
from confoundry.training.labels import check_labels
from confoundry.training.monitor.watch import Watch
from confoundry.training.orders import order_of
from confoundry.training.path import Path
from confoundry.training.validation import validation_batch

KEPT = "_confoundry_trainer"  # an attribute of the model that Keras does not see: it is neither saved nor copied


class Trainer:
    """Trains one compiled model, any number of times.

    Args:
        model: The model.
        path: How it is to be trained.
        watch: What watches its training, if anything does.
    """

    def __init__(self, model: keras.Model, path: Path, watch: Watch | None = None) -> None:
        self._model, self._path, self._watch, self._compilation = model, path, watch, Compilation(model)
        self._passes: dict[tuple[str, int], CompiledPass] = {}

    @classmethod
    def of(cls, model: keras.Model, path: Path, watch: Watch | None = None) -> Trainer:
        """Return the model's trainer: a new one where it was compiled anew, or is watched by another."""
        kept = vars(model).get(KEPT)
        if kept is None or not kept.fits(path, watch):
            kept = cls(model, path, watch)
            object.__setattr__(model, KEPT, kept)  # past Keras, which would track it
        return kept

    def fits(self, path: Path, watch: Watch | None = None) -> bool:
        """Return whether it was made for the model as it is now compiled and watched."""
        same = Compilation(self._model) == self._compilation and watch is self._watch
        return same and path.xla >= self._path.xla

    def fit(
        self,
        data: Any,
        validation: Any,
        *,
        epochs: int,
        batch_size: int,
        seed: int,
        callbacks: Sequence[keras.callbacks.Callback],
    ) -> Path:
        """Train the model, and return how.

        Raises:
            CannotTrace: Nothing has been trained then.
        """
        model, samples = self._model, samples_in(data)
        steps = -(-samples // batch_size)
        if self._watch:
            self._watch.plan(steps)
        at_once = self._prepare(data, validation, batch_size)
        calls = keras.callbacks.CallbackList(list(callbacks), model=model, epochs=epochs, steps=steps, verbose=0)
        model.stop_training = False
        calls.on_train_begin()
        logs: dict[str, Any] = {}
        for epoch in range(model._initial_epoch or 0, epochs):  # BackupAndRestore sets it
            calls.on_epoch_begin(epoch)
            logs = self._over("train_step", data, order_of(samples, epoch, seed), batch_size)
            if validation is not None:
                calls.on_test_begin()
                found = self._validate(validation, at_once)
                calls.on_test_end(found)
                logs |= {f"val_{name}": value for name, value in found.items()}
            calls.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
        if isinstance(model.optimizer, keras.optimizers.Optimizer):
            model.optimizer.finalize_variable_values(model.trainable_weights)
        calls.on_train_end(logs)
        return self._path

    def _prepare(self, data: Any, validation: Any, batch_size: int) -> int:
        """Build and trace all that training will call, and return how many samples a validation scores at once."""
        first = keras.tree.map_structure(lambda array: array[:batch_size], data)
        self._model._symbolic_build(data_batch=first)  # as each of Keras' own loops begins
        self._compilation = Compilation(self._model)
        for part in (data, validation) if validation is not None else (data,):
            check_labels(self._model, part[0], part[1])
        self._trace("train_step", data, batch_size)
        if validation is None:
            return batch_size
        at_once = validation_batch(self._model, batch_size)
        known = ("test_step", at_once) in self._passes
        try:
            self._trace("test_step", validation, at_once)
        except CannotTrace:  # a network of a fixed batch size
            at_once, known = batch_size, False
            self._trace("test_step", validation, at_once)
        if self._path.xla and not known:
            self._validate(validation, at_once)  # so that it is known before training whether XLA compiles it
        return at_once

    def _trace(self, step: str, data: Any, batch_size: int) -> None:
        compiled = self._pass(step, batch_size)
        sizes = [samples_in(data)] if _on_device(data) else block_sizes(data, batch_size)
        for number, size in enumerate(sizes):
            compiled.traced(specs_of(data, size), tf.TensorSpec([size], tf.int32), first=number == 0)

    def _validate(self, validation: Any, batch_size: int) -> dict[str, Any]:
        return self._over("test_step", validation, np.arange(samples_in(validation)), batch_size)

    def _over(self, step: str, data: Any, order: np.ndarray, batch_size: int) -> dict[str, float]:
        """Take a step of the model over all samples, and return its metrics."""
        found: dict[str, tf.Tensor] = {}
        for number, (part, rows) in enumerate(_parts(data, order.astype(np.int32), batch_size)):
            found = self._call(step, batch_size, part, rows, first=number == 0)
        return _numbers(found)

    def _call(self, step: str, size: int, data: Any, order: tf.Tensor, *, first: bool) -> dict[str, tf.Tensor]:
        try:
            return self._pass(step, size)(data, order, first=first)
        except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError) as error:
            if not self._path.xla:
                raise
            unknown = re.search(r"No registered '(\w+)'", str(error))
            why = f"XLA does not know {unknown[1] if unknown else 'an operation of it'}"
            self._path = dataclasses.replace(self._path, xla=False, why=why)
            self._passes.clear()
            return self._pass(step, size)(data, order, first=first)

    def _pass(self, step: str, size: int) -> CompiledPass:
        if (step, size) not in self._passes:
            watch = self._watch if step == "train_step" else None
            take = watch.step if watch else getattr(self._model, step)
            self._passes[step, size] = CompiledPass(self._model, take, size, xla=self._path.xla, watch=watch)
        return self._passes[step, size]


def _parts(data: Any, order: np.ndarray, batch_size: int) -> Iterable[tuple[Any, tf.Tensor]]:
    """Yield samples and the order in which a pass takes them: all at once, or blocks that come in their order."""
    if _on_device(data):
        yield data, tf.constant(order)
        return
    for block in blocks(data, order, batch_size):
        yield block, tf.range(samples_in(block))


def _numbers(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return metrics as Keras' history has them: by name, those of a dictionary by their own names."""
    flat: dict[str, Any] = {}
    for name, value in sorted(found.items()):
        if isinstance(value, Mapping):
            flat |= _numbers(value)
        else:
            array = np.asarray(value)
            flat[name] = float(array) if array.ndim == 0 else array
    return flat


def _on_device(data: Any) -> bool:
    return all(isinstance(array, tf.Tensor) for array in keras.tree.flatten(data))
