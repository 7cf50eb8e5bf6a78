"""The user's own network: `network: own.my_model:build` names a function in the study's folder `own/`."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from confoundry.errors import BadInput, did_you_mean
from confoundry.networks.base import InputShape, Network
from confoundry.networks.builder import call_builder, check_outputs

if TYPE_CHECKING:
    import keras


class OwnNetwork(Network):
    """A builder `build(input_shape, classes, **settings)` that returns a compiled Keras model.

    Attributes:
        builder: Module and function, such as `own.my_model:build`.
        settings: The keyword arguments of the builder.
    """

    builder: str
    settings: dict[str, Any] = Field(default_factory=dict)

    def build(self, input_shape: InputShape, classes: int) -> keras.Model:
        """Return the builder's model.

        Raises:
            BadInput: The builder raises, exits or does not return, or its model is not compiled, does not have one
                score per class, or has a loss that takes one-hot labels.
        """
        model = call_builder(self.builder, input_shape, classes, self.settings)
        check_outputs(self.builder, model, classes)
        return model


def check_builder(builder: str, settings: dict[str, Any], where: str) -> None:
    """Check that a builder exists and takes these settings, without importing it.

    Raises:
        BadInput: Names what is missing.
    """
    module, colon, function = builder.partition(":")
    parts = module.split(".")
    if not colon or parts[0] != "own" or not all(part.isidentifier() for part in [*parts, function]):
        raise BadInput(
            f"{where}.network", expected="a network or own.<module>:<function>", came=builder, remedy="fix its name"
        )
    path = Path(*parts).with_suffix(".py")
    if not path.is_file():
        raise BadInput(
            f"{where}.network", expected=f"the file {path}", came="none", remedy="add it or fix the builder's name"
        )
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    except (SyntaxError, ValueError) as error:
        raise BadInput(path, expected="valid Python", came=str(error), remedy="fix the file") from None
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if function not in functions:
        remedy = did_you_mean(function, functions, "add it")
        raise BadInput(f"{where}.network", expected=f"a function `{function}` in {path}", came="none", remedy=remedy)
    _check_keywords(functions[function].args, settings, where)


def _check_keywords(arguments: ast.arguments, settings: dict[str, Any], where: str) -> None:
    positional = [*arguments.posonlyargs, *arguments.args]
    names = [argument.arg for argument in [*positional[2:], *arguments.kwonlyargs]]
    unknown = [name for name in settings if name not in names]
    if unknown and not arguments.kwarg:
        expected = f"one of {', '.join(names)}" if names else "no settings"
        remedy = did_you_mean(unknown[0], names, "fix the setting's name")
        raise BadInput(f"{where}.{unknown[0]}", expected=expected, came=unknown[0], remedy=remedy)
    given = len(positional) - len(arguments.defaults)
    required = [argument.arg for argument in positional[2:given]]
    required += [a.arg for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is None]
    missing = [name for name in required if name not in settings]
    if missing:
        raise BadInput(f"{where}.{missing[0]}", expected="a value", came="nothing", remedy="the builder needs it")
