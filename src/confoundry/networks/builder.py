"""Calling the user's own builder from any module that can be imported, and checking the returned model."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from confoundry.errors import BadInput, did_you_mean
from confoundry.networks.own_code import own_code

if TYPE_CHECKING:
    import keras


def call_builder(builder: str, input_shape: tuple[int, ...], classes: int, settings: dict[str, Any]) -> keras.Model:
    """Return the model that `module:function` builds for samples of this shape.

    Modules in the current folder come first.

    Raises:
        BadInput: The builder cannot be imported, raises, exits, does not return, or does not return a compiled model.
    """
    import keras

    module, _, function = builder.partition(":")
    if sys.path[:1] not in ([""], [str(Path.cwd())]):
        sys.path.insert(0, "")
    expected = f"a function {function} that can be imported from {module}"
    dotted = module.removesuffix(".py").removeprefix("./").replace("/", ".")
    remedy = "fix the module or its name" if dotted == module else f"write {dotted}:{function}"
    with own_code(builder, expected=expected, remedy=remedy):
        loaded = importlib.import_module(module)
    if (build := getattr(loaded, function, None)) is None:
        functions = [name for name, value in vars(loaded).items() if inspect.isfunction(value)]
        raise BadInput(builder, expected=expected, came="none", remedy=did_you_mean(function, functions, remedy))
    expected = f"a model for inputs of shape {input_shape} and {classes} classes"
    with own_code(builder, expected=expected, remedy="fix the builder"):
        model = build(input_shape, classes, **settings)
    if not isinstance(model, keras.Model) or not model.compiled:
        came = "a model that is not compiled" if isinstance(model, keras.Model) else type(model).__name__
        raise BadInput(builder, expected="a compiled Keras model", came=came, remedy="compile it and return it")
    return model


def check_outputs(builder: str, model: keras.Model, classes: int) -> None:
    """Check that a model returns one score per class and that its loss takes class numbers.

    A custom loss is not checked here: the first training step shows whether it takes class numbers.

    Raises:
        BadInput: One of the two does not hold.
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
            came=f"{name}, which takes one-hot labels",
            remedy="compile with sparse_categorical_crossentropy",
        )
