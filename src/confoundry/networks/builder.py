"""Calling an engineer's own builder, from any module that can be imported: what goes wrong in it is told in a line."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from confoundry.errors import BadInput, Refusal

if TYPE_CHECKING:
    import keras


def built(builder: str, input_shape: tuple[int, ...], classes: int, settings: dict[str, Any]) -> keras.Model:
    """Return what `module:function` builds for samples of this shape; modules of the current folder come first.

    Raises:
        BadInput: It cannot be imported, it fails, or it returns no compiled model.
    """
    import keras

    module, _, function = builder.partition(":")
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
    try:
        build = getattr(importlib.import_module(module), function)
    except Exception as error:
        expected = f"a function {function} that can be imported from {module}"
        dotted = module.removesuffix(".py").removeprefix("./").replace("/", ".")
        remedy = "mend it, or its name" if dotted == module else f"write {dotted}:{function}"
        raise BadInput(builder, expected=expected, came=_said(error), remedy=remedy) from None
    try:
        model = build(input_shape, classes, **settings)
    except Refusal:
        raise
    except Exception as error:
        expected = f"a model for inputs of shape {input_shape} and {classes} classes"
        raise BadInput(builder, expected=expected, came=_said(error), remedy="mend the builder") from None
    if not isinstance(model, keras.Model) or not model.compiled:
        came = "one that is not compiled" if isinstance(model, keras.Model) else type(model).__name__
        raise BadInput(builder, expected="a compiled Keras model", came=came, remedy="compile it and return it")
    return model


def _said(error: Exception) -> str:
    """Return an error's name and words in a line, and where it came up in the engineer's own files."""
    words = " ".join(str(error).split())[:200]
    frames = [one for one in traceback.extract_tb(error.__traceback__) if _own(one.filename)]
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {words}{where}"


def _own(filename: str) -> bool:
    path = Path(filename)
    return path.is_file() and path.resolve().is_relative_to(Path.cwd()) and "site-packages" not in path.parts
