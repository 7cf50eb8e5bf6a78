"""Training a compiled Keras model: `from confoundry.training import fit`."""

import importlib
from typing import Any

PUBLIC = ("fit", "History")


def __getattr__(name: str) -> Any:
    """Import Keras only where `fit` is asked for."""
    if name in PUBLIC:
        return getattr(importlib.import_module("confoundry.training.fitting"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what is public."""
    return [*PUBLIC]
