"""A stand-in for the user's model: a copy that is trained, or the model itself, put back as it was afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from confoundry.errors import BadInput
from confoundry.keys import key
from confoundry.training.pace import Pace

Values = list[np.ndarray]
CHANGED = ("stop_training", "train_function", "test_function", "history")  # by training, beside the weights


class StandIn:
    """What is trained in a model's place; its optimizer has not begun.

    Args:
        model: A copy of the user's model, or the model itself.
        is_copy: Which of them.
    """

    def __init__(self, model: keras.Model, *, is_copy: bool) -> None:
        self.model, self.is_copy = model, is_copy
        self.pace = Pace(model.optimizer)
        self._initial = values_of(model.variables)
        self._fresh = values_of(_fresh(model.optimizer, model).variables)

    @contextmanager
    def lent(self) -> Iterator[keras.Model]:
        """Lend the model for training; the user's own gets its weights and its optimizer's state back."""
        if self.is_copy:
            with self.pace:
                yield self.model
            return
        self.model.optimizer.build(self.model.trainable_variables)
        kept = [*self.model.variables, *self.model.optimizer.variables, *self.model.metrics_variables]
        values, others = values_of(kept), {name: getattr(self.model, name, None) for name in CHANGED}
        try:
            with self.pace:
                yield self.model
        finally:
            assign(kept, values)
            for name, value in others.items():
                setattr(self.model, name, value)

    def restart(self, weights: Values | None = None) -> None:
        """Set weights, the initial ones if none are given, and an optimizer that has not begun, at its own pace."""
        assign(self.model.variables, self._initial if weights is None else weights)
        assign(self.model.optimizer.variables, self._fresh)
        self.pace.set()


def stand_in(model: keras.Model, first: Any, *, seed: int) -> StandIn:
    """Return what is to be trained in place of a compiled model: a copy, where one can be made.

    Args:
        model: The user's model, which stays as it is; one that cannot be copied is built, if it was not.
        first: A few inputs, by which a model is built that has not seen any.
        seed: Decides what a copy draws: the weights of a model that is not built, and masks.
    """
    with _own_draws(seed):
        copy = _copy(model, first)
        if copy is None and not model.built:
            model(first)
    return StandIn(model if copy is None else copy, is_copy=copy is not None)


def values_of(variables: Sequence[keras.Variable]) -> Values:
    """Return copies of variables' values."""
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


def assign(variables: Sequence[keras.Variable], values: Values) -> None:
    """Set variables' values."""
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def _copy(model: keras.Model, first: Any) -> keras.Model | None:
    """Return a copy, compiled alike but for its metrics; None for a model that Keras cannot copy from its settings."""
    try:
        with _not_compiled(model):
            copy = keras.models.clone_model(model, clone_function=_cloned)
        if type(copy) is not type(model):
            return None
        copy.compile(
            optimizer=_fresh(model.optimizer),
            loss=model.loss,
            loss_weights=model._compile_config.config.get("loss_weights"),
            run_eagerly=model.run_eagerly,
            jit_compile=model.jit_compile,  # pyright: ignore[reportArgumentType]
        )
        if not copy.built:
            copy(first)
        if model.built:
            assign(copy.variables, values_of(model.variables))
        for layer in copy._flatten_layers():
            if hasattr(layer, "finalize_state"):  # as normalizations do after their weights are loaded
                layer.finalize_state()
        copy.optimizer.build(copy.trainable_variables)
        return copy
    except Exception:  # from the user's own layers, too
        return None


def _cloned(layer: Any) -> Any:
    """Return a layer with new weights; a Lambda layer cannot be made from its settings without trust in them."""
    if isinstance(layer, keras.Model):
        return keras.models.clone_model(layer, clone_function=_cloned)
    if type(layer) is keras.layers.Lambda:
        options = {"mask": layer.mask, "arguments": layer.arguments, "name": layer.name}
        return keras.layers.Lambda(layer.function, layer._output_shape, **options)
    return type(layer).from_config(layer.get_config())


def _fresh(optimizer: Any, model: keras.Model | None = None) -> Any:
    """Return an optimizer of the same settings that has not begun; built for a model if one is given."""
    try:
        fresh = type(optimizer).from_config(optimizer.get_config())
    except Exception as error:  # of a schedule or an optimizer of the user's own
        said = f"{type(error).__name__}: {error}"[:200]
        remedy = "give it, and its learning rate schedule, a get_config"
        raise BadInput("the optimizer", expected="one that its settings make again", came=said, remedy=remedy) from None
    if model is not None:
        fresh.build(model.trainable_variables)
    return fresh


@contextmanager
def _not_compiled(model: keras.Model) -> Iterator[None]:
    """Let a model pass for one that is not compiled: a clone would be compiled from what can be serialized."""
    model.compiled = False
    try:
        yield
    finally:
        model.compiled = True


@contextmanager
def _own_draws(seed: int) -> Iterator[None]:
    """Seed Python's generator, which Keras draws seeds from, and leave it as it was."""
    state = random.getstate()
    random.seed(key(seed, "copy"))
    try:
        yield
    finally:
        random.setstate(state)
