"""Keras' names of activations and losses, given as text, instance or function."""

from __future__ import annotations

import re
from typing import Any

ACTIVATION_LAYERS = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Softmax": "softmax",
}

# Functions that count as activations if they are called as an operation or in a Lambda layer.
ACTIVATION_FUNCTIONS = (
    "celu",
    "elu",
    "exponential",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
)


APART = ("circle", "cosine_similarity", "ctc")  # losses whose outputs are not labels


def snake_case(name: str) -> str:
    """Return the name of Keras' function for a class name: `kl_divergence` for `KLDivergence`."""
    split = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", split).lower()


def function_name(function: Any) -> str:
    """Return the name of an activation, given as a function, a layer or another callable."""
    if function is None:
        return "linear"
    kind = type(function).__name__
    if kind in ACTIVATION_LAYERS:
        return ACTIVATION_LAYERS[kind]
    if kind == "Activation":
        return function_name(function.activation)
    name = getattr(function, "__name__", None)
    return snake_case(kind) if name is None else re.sub(r"_v\d$", "", name)  # TensorFlow has a softmax_v2


def loss_name(loss: Any) -> str:
    """Return the name of a loss in snake case; for a subclass, that of the Keras loss; an empty string for None."""
    if loss is None:
        return ""
    maker = _maker(loss)
    return snake_case(maker.__name__) if isinstance(maker, type) else maker.__name__


def _maker(loss: Any) -> Any:
    """Return the function that computes a loss, or the class of the loss."""
    import keras

    found: Any = keras.losses.get(loss) if isinstance(loss, str) else loss
    if type(found).__name__ == "LossFunctionWrapper":
        found = found.fn
    return found if hasattr(found, "__name__") else _kind(found)


def _kind(loss: Any) -> type:
    """Return the class of a loss; the Keras class if it is derived from a concrete one."""
    own = [kind for kind in type(loss).__mro__ if kind.__module__.startswith("keras.")]
    return own[0] if own and own[0].__name__ not in ("Loss", "LossFunctionWrapper") else type(loss)


def score_tells(loss: Any) -> bool:
    """Return whether accuracy or R² measures what a loss optimizes: True for most Keras losses."""
    if loss is None:
        return False
    module = getattr(_maker(loss), "__module__", None) or ""
    return module.partition(".")[0] == "keras" and loss_name(loss) not in APART


def takes_logits(loss: Any) -> bool | None:
    """Return `from_logits` of a loss: False for one that is given by name, None for one without this setting."""
    import inspect

    import keras

    found: Any = keras.losses.get(loss) if isinstance(loss, str) else loss
    if isinstance(found, keras.losses.Loss):
        kept = getattr(found, "from_logits", None)
        return _own_settings(found).get("from_logits") if kept is None else bool(kept)
    try:
        setting = inspect.signature(found).parameters.get("from_logits")
    except (TypeError, ValueError):
        return None
    return None if setting is None else setting.default is True


def _own_settings(loss: Any) -> dict[str, Any]:
    return getattr(loss, "_fn_kwargs", {})
