"""NETWORKS: the networks that are measured, as lists of layers that every side builds in its own framework."""

from typing import Any

import numpy as np

Layer = dict[str, Any]
INPUT = (28, 28, 1)
FLATTEN: Layer = {"layer": "flatten"}
SCORES: Layer = {"layer": "dense", "units": 10, "activation": "linear", "l2": 0.0}  # the loss takes the softmax


def dense(units: int, activation: str = "relu", l2: float = 0.0) -> Layer:
    """A dense layer; `l2` is the factor of the penalty on its kernel."""
    return {"layer": "dense", "units": units, "activation": activation, "l2": l2}


def dropout(rate: float) -> Layer:
    """Drops a share of the units in training."""
    return {"layer": "dropout", "rate": rate}


def conv(filters: int, size: int, activation: str = "relu", padding: str = "valid") -> Layer:
    """A convolution with square filters, stride 1."""
    return {"layer": "conv", "filters": filters, "size": size, "activation": activation, "padding": padding}


def pool(kind: str) -> Layer:
    """Pooling of 2×2, `max` or `average`."""
    return {"layer": "pool", "kind": kind}


NETWORKS: dict[str, list[Layer]] = {
    "mlp": [FLATTEN, dense(128), dense(64), SCORES],
    "mlp_l2": [FLATTEN, dense(128, l2=0.01), dense(64, l2=0.01), SCORES],
    "mlp_dropout": [FLATTEN, dense(128), dropout(0.2), dense(64), dropout(0.2), SCORES],
    "cnn": [conv(16, 3), pool("max"), conv(32, 3), pool("max"), FLATTEN, SCORES],
    "lenet": [
        conv(6, 5, "tanh", "same"),
        pool("average"),
        conv(16, 5, "tanh"),
        pool("average"),
        FLATTEN,
        dense(120, "tanh"),
        dense(84, "tanh"),
        SCORES,
    ],
}


def shapes(layers: list[Layer]) -> list[tuple[Layer, tuple[int, ...], tuple[int, ...]]]:
    """Return each layer with the shape of one input and of one output."""
    found, now = [], INPUT
    for layer in layers:
        found.append((layer, now, now := _output(layer, now)))
    return found


def _output(layer: Layer, shape: tuple[int, ...]) -> tuple[int, ...]:
    if layer["layer"] == "dense":
        return (layer["units"],)
    if layer["layer"] == "flatten":
        return (int(np.prod(shape)),)
    if layer["layer"] == "pool":
        return (shape[0] // 2, shape[1] // 2, shape[2])
    if layer["layer"] == "conv":
        lost = 0 if layer["padding"] == "same" else layer["size"] - 1
        return (shape[0] - lost, shape[1] - lost, layer["filters"])
    return shape


def initial_weights(layers: list[Layer], rng: np.random.Generator) -> list[np.ndarray]:
    """Draw Glorot-uniform kernels, (h, w, in, out) or (in, out), each followed by its bias of zeros."""
    weights = []
    for layer, before, _ in shapes(layers):
        if layer["layer"] == "dense":
            shape = (before[0], layer["units"])
        elif layer["layer"] == "conv":
            shape = (layer["size"], layer["size"], before[2], layer["filters"])
        else:
            continue
        field = int(np.prod(shape[:-2]))
        limit = np.sqrt(6 / (field * (shape[-2] + shape[-1])))
        weights += [rng.uniform(-limit, limit, shape).astype(np.float32), np.zeros(shape[-1], np.float32)]
    return weights
