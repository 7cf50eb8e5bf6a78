"""Sweeps: groups of variants that differ in only one setting, such as the strength of L2."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Settings = Mapping[str, Any]  # the network, its settings, and those of `training` as `training.*`
FEWEST = 3  # steps


@dataclass(frozen=True)
class Sweep:
    """Variants that differ in only one setting.

    Attributes:
        setting: Its name, such as `l2` or `training.images`.
        steps: Its values in order, each with the first variant that uses it.
    """

    setting: str
    steps: tuple[tuple[Any, str], ...]


def sweeps(variants: Mapping[str, Settings]) -> list[Sweep]:
    """Return all sweeps with at least three steps; a value that is not set is None and comes last.

    Args:
        variants: Each variant's settings, in the study's order.
    """
    names = list(dict.fromkeys(name for settings in variants.values() for name in settings))
    found = []
    for setting in names:
        groups: dict[str, dict[str, tuple[Any, str]]] = {}
        for variant, settings in variants.items():
            others = json.dumps({name: settings.get(name) for name in names if name != setting})
            value = settings.get(setting)
            groups.setdefault(others, {}).setdefault(json.dumps(value), (value, variant))
        found += [Sweep(setting, _in_order(list(group.values()))) for group in groups.values() if len(group) >= FEWEST]
    return found


def value_text(value: Any) -> str:
    """Return a setting's value as text: `0.01`, `128-64`, `6×64`, `not set`."""
    if value is None:
        return "not set"
    if isinstance(value, Sequence) and not isinstance(value, str):
        alike = len(value) > len(set(value)) == 1
        return f"{len(value)}×{value[0]}" if alike else "-".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _in_order(steps: list[tuple[Any, str]]) -> tuple[tuple[Any, str], ...]:
    """Sort numbers by size, and lists by length and then size; keep the order of other values; put None last."""

    def rank(step: tuple[Any, str]) -> tuple[Any, ...]:
        value = step[0]
        if value is None or isinstance(value, str):
            return (value is None, 0, ())
        return (False, len(value), tuple(value)) if isinstance(value, (list, tuple)) else (False, value, ())

    return tuple(sorted(steps, key=rank))
