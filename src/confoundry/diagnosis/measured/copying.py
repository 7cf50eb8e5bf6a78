"""A stand-in for the user's model: a copy that is trained, or the model itself, restored afterwards."""

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
CHANGED = (
    "stop_training",
    "train_function",
    "test_function",
    "history",
)  # by training, besides the weights


class StandIn:
    """The model that is trained in place of the user's, with a fresh optimizer.

    Args:
        model: A copy of the user's model, or the model itself.
        is_copy: Whether it is a copy.
    """

    def __init__(self, model: keras.Model, *, is_copy: bool) -> None:
        self.model, self.is_copy = model, is_copy
        self.pace = Pace(model.optimizer)
        self._initial = values_of(model.variables)
        self._fresh = values_of(_fresh(model.optimizer, model).variables)

    @contextmanager
    def lent(self) -> Iterator[keras.Model]:
        """Lend the model for training; the user's own model is restored afterwards, with its optimizer."""
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
        """Set the given weights, or the initial ones, and reset the optimizer and the pace."""
        assign(self.model.variables, self._initial if weights is None else weights)
        assign(self.model.optimizer.variables, self._fresh)
        self.pace.set()


def stand_in(model: keras.Model, first: Any, *, seed: int) -> StandIn:
    """Return a copy of a compiled model, or the model itself if it cannot be copied.

    Args:
        model: The user's model, which is not changed; a model that cannot be copied is built if necessary.
        first: A few inputs, used to build a model that is not built yet.
        seed: Determines the random numbers of a copy: the weights of a model that is not built, and dropout masks.
    """
    with _own_draws(seed):
        copy = _copy(model, first)
        if copy is None and not model.built:
            model(first)
    return StandIn(model if copy is None else copy, is_copy=copy is not None)


def values_of(variables: Sequence[keras.Variable]) -> Values:
    """Return copies of the values of variables."""
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


def assign(variables: Sequence[keras.Variable], values: Values) -> None:
    """Set the values of variables."""
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def _copy(model: keras.Model, first: Any) -> keras.Model | None:
    """Return a copy, compiled in the same way but without metrics; None if Keras cannot copy the model."""
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
            if hasattr(layer, "finalize_state"):  # needed by Normalization layers after their weights are set
                layer.finalize_state()
        copy.optimizer.build(copy.trainable_variables)
        return copy
    except Exception:  # custom layers may raise anything
        return None


def _cloned(layer: Any) -> Any:
    """Return a layer with new weights; a Lambda layer is rebuilt here, since Keras refuses to deserialize it."""
    if isinstance(layer, keras.Model):
        return keras.models.clone_model(layer, clone_function=_cloned)
    if type(layer) is keras.layers.Lambda:
        options = {"mask": layer.mask, "arguments": layer.arguments, "name": layer.name}
        return keras.layers.Lambda(layer.function, layer._output_shape, **options)
    return type(layer).from_config(layer.get_config())


def _fresh(optimizer: Any, model: keras.Model | None = None) -> Any:
    """Return a fresh optimizer with the same settings, built for a model if one is given."""
    try:
        fresh = type(optimizer).from_config(optimizer.get_config())
    except Exception as error:  # from a custom schedule or optimizer
        said = f"{type(error).__name__}: {error}"[:200]
        remedy = "implement get_config on it and on its learning rate schedule"
        expected = "one that can be copied with get_config and from_config"
        raise BadInput("the optimizer", expected=expected, came=said, remedy=remedy) from None
    if model is not None:
        fresh.build(model.trainable_variables)
    return fresh


@contextmanager
def _not_compiled(model: keras.Model) -> Iterator[None]:
    """Mark a model as not compiled, so that cloning it does not serialize its loss and optimizer."""
    model.compiled = False
    try:
        yield
    finally:
        model.compiled = True


@contextmanager
def _own_draws(seed: int) -> Iterator[None]:
    """Seed Python's random generator, from which Keras draws seeds, and restore it afterwards."""
    state = random.getstate()
    random.seed(key(seed, "copy"))
    try:
        yield
    finally:
        random.setstate(state)
