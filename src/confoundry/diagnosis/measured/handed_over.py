"""Checks the arguments of `diagnose`: one clear line for each mistake."""

from __future__ import annotations

from typing import Any

import keras

from confoundry.diagnosis.measured.gather import gathered
from confoundry.diagnosis.measured.holdout import hold_out
from confoundry.diagnosis.measured.samples import LabelledSamples
from confoundry.diagnosis.measured.task import Target, known_of
from confoundry.errors import BadInput


def handed_over(
    model: Any, x: Any, y: Any, validation: Any, *, epochs: int, batch_size: int
) -> tuple[LabelledSamples, LabelledSamples | None]:
    """Return the training samples, and the validation samples if they were given.

    Raises:
        BadInput: The model is not compiled, or the arrays do not match each other or the model.
    """
    _check_model(model)
    for name, number in (("epochs", epochs), ("batch_size", batch_size)):
        if number < 1:
            raise BadInput(name, expected="at least 1", came=str(number), remedy=f"for example {name}=10")
    inputs, outputs = (len(getattr(model, name, None) or []) or None for name in ("inputs", "outputs"))
    names = (
        tuple(tensor.name for tensor in getattr(model, "inputs", None) or ()),
        tuple(getattr(model, "output_names", None) or ()),
    )
    samples = LabelledSamples(*gathered(x, y, inputs=inputs, outputs=outputs), *names)
    _check_inputs(model, samples, "x")
    if validation is None:
        return samples, None
    if not isinstance(validation, (tuple, list)):
        validation = (validation, None)
    held = LabelledSamples(*gathered(*validation[:2], inputs=inputs, outputs=outputs, what="validation"), *names)
    _check_inputs(model, held, "validation")
    return samples, held


def split(samples: LabelledSamples, target: Target, *, seed: int) -> tuple[LabelledSamples, LabelledSamples | None]:
    """Return training samples and held-out samples, stratified by class; None if there are too few to hold out."""
    known = known_of(target, samples.labels)
    classes = known.ravel() if target.task in ("binary", "multiclass") and known.size == len(samples) else None
    rows, others = hold_out(len(samples), classes, seed=seed)
    return (samples.at(rows), samples.at(others)) if len(others) else (samples, None)


def _check_model(model: Any) -> None:
    if not isinstance(model, keras.Model):
        raise BadInput("model", expected="a Keras model", came=type(model).__name__, remedy="build one with Keras 3")
    if not model.compiled or model.optimizer is None:
        raise BadInput(
            "model", expected="a compiled model", came="one that is not", remedy="call model.compile(optimizer, loss)"
        )


def _check_inputs(model: Any, samples: LabelledSamples, what: str) -> None:
    """Check the shape of each input; a last axis of size 1 may be missing or superfluous."""
    wanted = [tuple(tensor.shape[1:]) for tensor in getattr(model, "inputs", None) or []]
    if not wanted:
        return
    came = [tuple(array.shape[1:]) for array in samples.inputs]
    if len(wanted) != len(came) or not all(map(_fits, wanted, came)):
        raise BadInput(
            what,
            expected=f"samples of shape {' and '.join(map(str, wanted))}, which the network takes",
            came=" and ".join(map(str, came)),
            remedy="reshape them, or change the network's Input",
        )


def _fits(wanted: tuple[int | None, ...], came: tuple[int, ...]) -> bool:
    if len(came) == len(wanted) - 1 and wanted[-1] == 1:
        came = (*came, 1)
    elif len(came) == len(wanted) + 1 and came[-1] == 1:
        came = came[:-1]
    return len(came) == len(wanted) and all(a in (None, b) for a, b in zip(wanted, came, strict=True))
