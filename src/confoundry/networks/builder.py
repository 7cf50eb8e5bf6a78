"""Calling an engineer's own builder, from any module that can be imported, and checking what it returns."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from confoundry.errors import BadInput
from confoundry.networks.own_code import own_code

if TYPE_CHECKING:
    import keras


def built(builder: str, input_shape: tuple[int, ...], classes: int, settings: dict[str, Any]) -> keras.Model:
    """Return what `module:function` builds for samples of this shape; modules of the current folder come first.

    Raises:
        BadInput: It cannot be imported, it fails, exits or does not return, or what it returns is no compiled model.
    """
    import keras

    module, _, function = builder.partition(":")
    if sys.path[:1] not in ([""], [str(Path.cwd())]):
        sys.path.insert(0, "")
    expected = f"a function {function} that can be imported from {module}"
    dotted = module.removesuffix(".py").removeprefix("./").replace("/", ".")
    remedy = "fix it, or its name" if dotted == module else f"write {dotted}:{function}"
    with own_code(builder, expected=expected, remedy=remedy):
        build = getattr(importlib.import_module(module), function)
    expected = f"a model for inputs of shape {input_shape} and {classes} classes"
    with own_code(builder, expected=expected, remedy="fix the builder"):
        model = build(input_shape, classes, **settings)
    if not isinstance(model, keras.Model) or not model.compiled:
        came = "one that is not compiled" if isinstance(model, keras.Model) else type(model).__name__
        raise BadInput(builder, expected="a compiled Keras model", came=came, remedy="compile it and return it")
    return model


def check_outputs(builder: str, model: keras.Model, classes: int) -> None:
    """Check that a model answers with one score per class, and that its loss takes class numbers, as a study needs it.

    A loss of the engineer's own is not judged here: its first training step shows whether it takes class numbers.

    Raises:
        BadInput: It does not.
    """
    import keras

    if model.output_shape != (None, classes):
        came = f"an output of shape {model.output_shape}"
        raise BadInput(builder, expected=f"{classes} scores per image", came=came, remedy="fix the last layer")
    loss = keras.losses.get(model.loss) if isinstance(model.loss, str) else model.loss
    module = getattr(loss if hasattr(loss, "__name__") else type(loss), "__module__", "")
    name = getattr(loss, "__name__", None) or getattr(loss, "name", "")
    if module.startswith("keras.") and not name.startswith("sparse"):
        raise BadInput(
            builder,
            expected="a loss that takes class numbers",
            came=f"{name}, which takes rows",
            remedy="compile with sparse_categorical_crossentropy",
        )
