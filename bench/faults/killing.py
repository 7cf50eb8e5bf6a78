"""Training a program with one seed after the other, to see whether its mistake does harm."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.faults.program import Program
from confoundry.keys import key

if TYPE_CHECKING:
    import keras

SEEDS = 10


@dataclass(frozen=True)
class Trained:
    """How a program did.

    Attributes:
        scores: Of each seed, on validation samples with their true labels.
        error: Why it cannot be trained at all; empty where it can.
        seconds: For all seeds, compilation included.
        history: Of the first seed, for a healthy program.
        worsened: Of each seed of a healthy program: the validation loss at the end over its smallest.
    """

    scores: list[float]
    error: str = ""
    seconds: float = 0.0
    history: dict[str, list[float]] = field(default_factory=dict)
    worsened: list[float] = field(default_factory=list)


def trained(program: Program, seeds: int = SEEDS) -> Trained:
    """Train a program with each seed; it is compiled once, and its values reset."""
    began = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras on a softmax of one unit, and that its own loop is slower
            scores, histories = _trained(program, range(seeds))
    except Exception as error:  # whatever it is, such a program does not work
        why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Trained([], error=why, seconds=time.perf_counter() - began)
    watched = [history["val_loss"] for history in histories if "val_loss" in history]
    return Trained(
        scores,
        seconds=time.perf_counter() - began,
        history=histories[0] if watched else {},
        worsened=[losses[-1] / max(min(losses), 1e-9) for losses in watched],
    )


def fresh(program: Program, seed: int) -> keras.Model:
    """Return a program's network, built, with the weights of a seed."""
    import keras

    keras.utils.clear_session()
    keras.utils.set_random_seed(key("faults", "weights", seed) % 2**32)
    model = program.build()
    if not model.built:
        model(program.data()[0][:1])
    return model


def _trained(program: Program, seeds: Sequence[int]) -> tuple[list[float], list[dict[str, list[float]]]]:
    from confoundry.training import fit

    if program.scorer is None:
        raise ValueError(f"expected a program with a twin, got {program.name}")
    x, y, x_val, y_val = program.data()
    model = fresh(program, seeds[0])
    model.optimizer.build(model.trainable_variables)
    begun = _values(model.optimizer.variables)
    scores, histories = [], []
    for seed in seeds:
        _assign(model.variables, _values(fresh(program, seed).variables))
        _assign(model.optimizer.variables, begun)
        record = fit(
            model,
            x,
            y,
            epochs=program.epochs,
            batch_size=program.batch_size,
            seed=key("faults", "batches", seed),
            validation_data=(x_val, y_val) if program.healthy else None,
        )
        scores.append(program.scorer(np.asarray(model(x_val, training=False), np.float64)))
        histories.append({name: [float(value) for value in values] for name, values in record.history.items()})
    return scores, histories


def _values(variables: Sequence[Any]) -> list[np.ndarray]:
    return [np.array(variable) for variable in variables]


def _assign(variables: Sequence[Any], values: Sequence[np.ndarray]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
