"""What a fault is: changes of settings, from mild to strong, where it can be planted, and what it may be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.faults.architectures import ARCHITECTURES
from bench.faults.datasets import DATASETS
from bench.faults.settings import Settings

Where = Callable[[Settings], bool]


@dataclass(frozen=True)
class Times:
    """The setting's own value times a factor; whole numbers stay whole, and at least 1."""

    factor: float

    def of(self, value: Any) -> Any:
        """Return the changed value."""
        if isinstance(value, tuple):
            return tuple(self.of(one) for one in value)
        return max(1, round(value * self.factor)) if isinstance(value, int) else value * self.factor


@dataclass(frozen=True)
class All:
    """As many hidden layers as there are, each of so many units."""

    units: int

    def of(self, value: Any) -> Any:
        """Return the changed value."""
        return (self.units,) * len(value)


@dataclass(frozen=True)
class Fault:
    """A mistake.

    Attributes:
        accepted: Causes that are a right answer; the first one is what the mistake is counted under.
        levels: Changes of settings, the mildest first.
        where: Healthy programs in which it can be made.
    """

    accepted: tuple[str, ...]
    levels: tuple[Mapping[str, Any], ...]
    where: Where = lambda _: True

    def plant(self, settings: Settings, level: int) -> Settings:
        """Return the settings with the mistake; `level` counts from 1."""
        changes = self.levels[level - 1]
        before = settings.model_dump()
        return settings.changed(
            **{name: new.of(before[name]) if isinstance(new, Times | All) else new for name, new in changes.items()}
        )


def each(setting: str, *values: Any) -> tuple[Mapping[str, Any], ...]:
    """Return levels that differ in one setting."""
    return tuple({setting: value} for value in values)


def both(*wheres: Where) -> Where:
    """Return where all of these hold."""
    return lambda settings: all(where(settings) for where in wheres)


def task(*names: str) -> Where:
    """Return where the labels ask for one of these."""
    return lambda settings: DATASETS[settings.dataset].task in names


def given(setting: str, *values: Any) -> Where:
    """Return where a setting has one of these values."""
    return lambda settings: getattr(settings, setting) in values


def classifies(settings: Settings) -> bool:
    """Return whether classes are told apart."""
    return DATASETS[settings.dataset].task in ("binary", "multiclass")


def plain(settings: Settings) -> bool:
    """Return whether depth is a setting: layers after one another, without normalization or skips."""
    return ARCHITECTURES[settings.architecture].plain


def relu(settings: Settings) -> bool:
    """Return whether hidden layers are rectified, and the network is not recurrent."""
    return settings.activation == "relu" and feed_forward(settings)


def feed_forward(settings: Settings) -> bool:
    """Return whether the network has no recurrent layer."""
    return settings.architecture not in ("lstm", "gru", "conv_gru")


def curved(settings: Settings) -> bool:
    """Return whether a network without activations does worse on these data."""
    return not DATASETS[settings.dataset].linear


def convolves(settings: Settings) -> bool:
    """Return whether there are filters, of images that are small enough to try large ones."""
    return settings.architecture in ("cnn", "cnn_bn", "cnn_pooled", "lenet", "conv1d") and settings.dataset != "mnist"


def table(settings: Settings) -> bool:
    """Return whether the inputs are tables."""
    return DATASETS[settings.dataset].kind == "table"
