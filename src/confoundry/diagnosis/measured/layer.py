"""Facts about a single layer before training, apart from its place in the network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from confoundry.diagnosis.facts import ADDED, UNKNOWN, LayerFacts
from confoundry.diagnosis.measured.keras_names import (
    ACTIVATION_FUNCTIONS,
    ACTIVATION_LAYERS,
    function_name,
    snake_case,
)
from confoundry.diagnosis.measured.kernels import array_of, constant, kernels_of, spread

NORMALIZATIONS = (
    "BatchNormalization",
    "GroupNormalization",
    "LayerNormalization",
    "Normalization",
    "RMSNormalization",
    "Rescaling",
    "UnitNormalization",
)
WRAPPERS = {
    "Bidirectional": "forward_layer",
    "RNN": "cell",
    "SpectralNormalization": "layer",
    "TimeDistributed": "layer",
}
# Operations that are not activations.
LINEAR = ("add", "average", "cast", "concatenate", "copy", "divide", "expand_dims", "flip", "get_item", "identity")
LINEAR += ("mean", "negative", "pad", "repeat", "reshape", "roll", "split", "squeeze", "stack", "subtract", "sum")
LINEAR += ("swapaxes", "tile", "transpose", "average_pool", "max_pool", "amax", "max")
# Layers and operations that combine several inputs other than by concatenation, and the effect.
JOINS: dict[str, str] = dict.fromkeys(("add", "average", "subtract"), ADDED)
JOINS |= dict.fromkeys(("additive_attention", "attention", "dot", "maximum", "minimum", "multiply"), UNKNOWN)
DROPS = ("rate", "dropout", "recurrent_dropout")


def core(layer: Any) -> Any:
    """Return the inner layer of a wrapper, or the layer itself."""
    inner = WRAPPERS.get(type(layer).__name__)
    return core(getattr(layer, inner)) if inner and hasattr(layer, inner) else layer


def is_activation(layer: Any) -> bool:
    """Return whether a layer or operation is just an activation."""
    kind = type(layer).__name__
    return kind == "Activation" or kind in ACTIVATION_LAYERS or _function_of(layer) in ACTIVATION_FUNCTIONS


def is_opaque(layer: Any) -> bool:
    """Return whether the effect of a layer without weights, or of an operation, is unknown."""
    if has_weights(layer) or is_activation(layer):
        return False
    if not hasattr(layer, "trainable_weights"):
        return _function_of(layer) not in LINEAR
    return type(layer).__name__ == "Lambda" or type(layer).__module__.partition(".")[0] != "keras"


def joining(layer: Any) -> str | None:
    """Return how a layer or operation combines several inputs; None for concatenation."""
    return JOINS.get(snake_case(type(layer).__name__))


def has_weights(layer: Any) -> bool:
    """Return whether a layer has weights, other than those of a normalization or an activation."""
    weights = getattr(layer, "weights", [])
    return bool(weights) and type(layer).__name__ not in NORMALIZATIONS and not is_activation(layer)


def activation_of(layer: Any) -> str | None:
    """Return the name of a layer's activation; None if layers of its class have no activation."""
    kind = type(core(layer)).__name__
    if kind in ACTIVATION_LAYERS:
        return ACTIVATION_LAYERS[kind]
    if is_activation(layer) and kind != "Activation":
        return _function_of(layer)
    return function_name(core(layer).activation) if hasattr(core(layer), "activation") else None


def own_facts(layer: Any, name: str) -> LayerFacts:
    """Return the facts about a layer that do not depend on its place in the network."""
    inner, kernels = core(layer), kernels_of(layer) if has_weights(layer) else []
    kind = type(inner).__name__
    size = getattr(inner, "kernel_size", None)
    drops = _shares(getattr(inner, name, None) for name in DROPS)
    return LayerFacts(
        name=name,
        kind=kind,
        role="hidden" if has_weights(layer) or is_activation(layer) else "other",
        activation=activation_of(layer),
        units=_units(inner, kernels),
        parameters=sum(int(np.prod(variable.shape)) for variable in getattr(layer, "trainable_weights", [])),
        fan_in=_fan_in(kernels[0].shape, kind) if kernels else None,
        kernel=tuple(map(int, np.atleast_1d(size))) if size else None,
        side=_side(layer) if size else None,
        spread=spread(kernels),
        constant=constant(kernels, kind),
        bias=_bias(layer),
        l1=_penalty(inner, "l1"),
        l2=_penalty(inner, "l2"),
        rate=max(drops, default=0.0) if any(drops) or "Dropout" in kind else None,
        adapted=adapted(inner),
    )


def _shares(values: Iterable[Any]) -> list[float]:
    """Return the values that can be a share of dropped units, not for example dilation rates."""
    return [
        float(one) for one in values if isinstance(one, (int, float)) and not isinstance(one, bool) and 0 <= one < 1
    ]


def _function_of(layer: Any) -> str:
    """Return the name of the function of an operation or a Lambda layer; an empty string for other layers."""
    if type(layer).__name__ == "Lambda":
        return function_name(layer.function)
    return "" if hasattr(layer, "trainable_weights") else snake_case(type(layer).__name__)


def _units(layer: Any, kernels: list[Any]) -> int | None:
    for name in ("units", "filters", "output_dim"):
        if isinstance(getattr(layer, name, None), int):
            return getattr(layer, name)
    if not kernels:
        return None
    shape = kernels[0].shape
    return int(shape[-1] * shape[-2]) if type(layer).__name__.startswith("Depthwise") else int(shape[-1])


def _fan_in(shape: tuple[int, ...], kind: str) -> int:
    if kind.startswith(("Depthwise", "Separable")):
        return int(np.prod(shape[:-2]))
    return int(np.prod(shape[:-2])) * (shape[-1] if kind.endswith("Transpose") else shape[-2])


def _side(layer: Any) -> int | None:
    """Return the size of a convolution's input along its longest axis; None if it was never called symbolically."""
    try:
        return max((size for size in layer.input.shape[1:-1] if size), default=None)
    except (AttributeError, ValueError):
        return None


def adapted(layer: Any) -> bool:
    """Return False for a `Normalization` layer whose mean and variance were neither given nor adapted."""
    if type(layer).__name__ != "Normalization":
        return True
    if layer.input_mean is not None or not layer.built:
        return layer.input_mean is not None
    return bool(np.any(array_of(layer.adapt_mean) != 0) or np.any(array_of(layer.adapt_variance) != 1))


def _bias(layer: Any) -> float | None:
    found = [array_of(weight) for weight in getattr(layer, "trainable_weights", []) if weight.name == "bias"]
    return float(np.concatenate([bias.ravel() for bias in found]).mean()) if found else None


def _penalty(layer: Any, which: str) -> float:
    """Return the largest factor of an L1 or L2 penalty on a layer's weights, not counting its bias."""
    names = [name for name in vars(layer) if name.endswith("_regularizer")]
    kept = [getattr(layer, name) for name in names if name not in ("bias_regularizer", "activity_regularizer")]
    cell = getattr(layer, "cell", None)
    inner = [_penalty(cell, which)] if cell is not None and cell is not layer else []
    return max([*inner, *(float(getattr(penalty, which, 0) or 0) for penalty in kept)], default=0.0)
