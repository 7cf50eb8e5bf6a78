"""What goes on inside a network while it is trained: `from confoundry.training.monitor import TrainingMonitor`."""

import importlib
from typing import Any

PUBLIC = ("TrainingMonitor",)


def __getattr__(name: str) -> Any:
    """Import Keras only where the monitor is asked for."""
    if name in PUBLIC:
        return getattr(importlib.import_module("confoundry.training.monitor.callback"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what is public."""
    return [*PUBLIC]
