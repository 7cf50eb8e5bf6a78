"""Confoundry: does a Keras classifier answer from the object, or from a shortcut?"""

import importlib
from typing import Any

__version__ = "0.1.0"

# Where each public name is; Keras is imported where one is asked for.
PUBLIC = {
    "Diagnosis": "confoundry.diagnosis.diagnosis",
    "TrainingMonitor": "confoundry.training.monitor",
    "diagnose": "confoundry.diagnosis.diagnose",
}


def __getattr__(name: str) -> Any:
    """Import what is public when it is asked for."""
    if name in PUBLIC:
        return getattr(importlib.import_module(PUBLIC[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what is public."""
    return [*PUBLIC]
