"""ARCHITECTURES: one builder each, which serves healthy and faulty programs alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.faults import functional, layers, subclassed
from bench.faults.datasets import Kind
from bench.faults.settings import Settings

if TYPE_CHECKING:
    import keras

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Architecture:
    """A network's shape, and the settings with which it is good practice.

    Attributes:
        kind: The data that it takes.
        build: Returns the network, not compiled yet.
        settings: Its own among all settings.
        plain: Whether depth is a setting of it: layers after one another, without normalization or skips.
        rate: Factor on good learning rates.
        steps: Factor on the steps in which it converges.
        careful: Settings that it has where the data set asks for care, beside the data set's.
    """

    kind: Kind
    build: Callable[[Shape, Settings], keras.Model]
    settings: dict[str, Any]
    plain: bool = False
    rate: float = 1.0
    steps: float = 1.0
    careful: dict[str, Any] = field(default_factory=dict)


def _table(
    build: Callable[[Shape, Settings], keras.Model], *units: int, rate: float = 1.0, **settings: Any
) -> Architecture:
    plain = build is layers.mlp and not settings.get("batch_norm")
    wide = max(units) >= 128
    careful = {"dropout": 0.4} if wide else {}
    rate = 0.4 if wide else rate
    return Architecture("table", build, {"units": units, **settings}, plain=plain, rate=rate, careful=careful)


ARCHITECTURES: dict[str, Architecture] = {
    "shallow": _table(layers.mlp, 24),
    "mlp": _table(layers.mlp, 48, 24),
    "mlp_deep": _table(layers.mlp, 32, 32, 32, 32),
    "mlp_wide": _table(layers.mlp, 192, 96),
    "mlp_gelu": _table(layers.mlp, 40, 40, activation="gelu"),
    "mlp_elu": _table(layers.mlp, 40, 20, activation="elu", apart=True),
    "mlp_leaky": _table(layers.mlp, 48, 32, activation="leaky_relu", apart=True),
    "tanh": _table(layers.mlp, 24, activation="tanh", rate=1.7),
    "mlp_bn": _table(layers.mlp, 48, 24, batch_norm=True),
    "mlp_dropout": _table(layers.mlp, 64, 64, dropout=0.2),
    "skip": _table(functional.skip, 32, 32, 32),
    "branches": _table(functional.branches, 32, 24),
    "subclassed": _table(subclassed.stack, 40, 24),
    "cnn": Architecture("image", layers.cnn, {"units": (8, 16)}),
    "lenet": Architecture("image", layers.lenet, {"units": (12, 24), "apart": True}, rate=1.5, steps=1.6),
    "cnn_bn": Architecture("image", layers.cnn, {"units": (8, 16), "batch_norm": True}, rate=0.5),
    "cnn_pooled": Architecture("image", layers.cnn_pooled, {"units": (12, 24)}, rate=2.0, steps=1.6),
    "flat": Architecture("image", layers.flat, {"units": (96, 48)}, plain=True, rate=0.5),
    "conv1d": Architecture("sequence", layers.conv1d, {"units": (12, 16)}),
    "lstm": Architecture("sequence", layers.lstm, {"units": (16,), "activation": "tanh"}, rate=2.0),
    "gru": Architecture("sequence", layers.gru, {"units": (16,), "activation": "tanh"}, rate=2.0),
    "conv_gru": Architecture("sequence", layers.conv_gru, {"units": (12, 12)}),
}
