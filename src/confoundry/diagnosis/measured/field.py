"""The receptive field of each layer, through all convolutions and pooling before it."""

from __future__ import annotations

from typing import Any

from confoundry.diagnosis.measured.graph import LayerGraph
from confoundry.diagnosis.measured.layer import core

Field = tuple[tuple[float, ...], tuple[float, ...]]  # per axis: size, and shift from output to output

SEES_ALL = ("Flatten", "Reshape", "GlobalAveragePooling", "GlobalMaxPooling", "LSTM", "GRU", "SimpleRNN", "Attention")


def receptive_fields(graph: LayerGraph) -> list[int | None]:
    """Return the field of each place along the longest axis; None before any convolution, or if it is everything."""
    fields: list[Field | None] = []
    for place in graph.places:
        before = [fields[parent] for parent in place.parents]
        fields.append(_through(core(place.layer), _widest([field for field in before if field])))
    return [round(max(field[0])) if field else None for field in fields]


def _widest(fields: list[Field]) -> Field | None:
    if not fields:
        return None
    seen, shifts = zip(*fields, strict=True)
    return _largest(seen), _largest(shifts)


def _largest(rows: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    return tuple(max(axis) for axis in zip(*rows, strict=False))


def _through(layer: Any, field: Field | None) -> Field | None:
    kind = type(layer).__name__
    if any(word in kind for word in SEES_ALL):
        return None
    size = _per_axis(getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None))
    if "UpSampling" in kind and field:
        return field[0], tuple(s / f for s, f in zip(field[1], _per_axis(layer.size), strict=False))
    if not size:
        return field
    seen, shifts = field or ((1.0,) * len(size), (1.0,) * len(size))
    if len(size) != len(seen):  # the number of axes has changed
        return None
    strides = _per_axis(getattr(layer, "strides", 1), len(size))
    dilation = _per_axis(getattr(layer, "dilation_rate", 1), len(size))
    wider = [r + (k - 1) * d * s for r, k, d, s in zip(seen, size, dilation, shifts, strict=True)]
    backwards = kind.endswith("Transpose")
    return tuple(wider), tuple(s / t if backwards else s * t for s, t in zip(shifts, strides, strict=True))


def _per_axis(value: Any, axes: int = 1) -> tuple[int, ...]:
    if value is None:
        return ()
    return (value,) * axes if isinstance(value, int) else tuple(value)
