"""From what the device summed up to tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from confoundry.training.monitor.duplicates import duplicates
from confoundry.training.monitor.totals import Reading

HEALTH = ("epoch", "layer", "gradient_norm", "weight_norm", "update_ratio", "dead", "saturated", "duplicates")
STEPS = (
    *("epoch", "steps", "sampled", "loss", "loss_std", "loss_first", "loss_max", "not_finite"),
    *("gradient_norm", "gradient_max", "penalty_share"),
    *("input_mean", "input_std", "input_largest", "input_not_finite"),
)


@dataclass(frozen=True)
class Epoch:
    """What was read at an epoch's end.

    Attributes:
        number: Counted from 1.
        layers: Names of the layers.
        reading: What the device summed up.
        logs: What Keras measured.
    """

    number: int
    layers: tuple[str, ...]
    reading: Reading | None
    logs: Mapping[str, Any]


def health_table(epochs: Sequence[Epoch]) -> pd.DataFrame:
    """Return a row for each epoch × layer."""
    rows = [row for epoch in epochs if epoch.reading for row in _health_rows(epoch, epoch.reading)]
    return pd.DataFrame(rows, columns=list(HEALTH))


def steps_table(epochs: Sequence[Epoch]) -> pd.DataFrame:
    """Return a row for each epoch."""
    return pd.DataFrame(
        [_steps_row(epoch.number, epoch.reading) for epoch in epochs if epoch.reading], columns=list(STEPS)
    )


def history_table(epochs: Sequence[Epoch]) -> pd.DataFrame:
    """Return a row for each epoch: its number, and Keras' logs."""
    return pd.DataFrame([{"epoch": epoch.number, **epoch.logs} for epoch in epochs])


def _health_rows(epoch: Epoch, reading: Reading) -> list[tuple[Any, ...]]:
    with np.errstate(invalid="ignore", divide="ignore"):
        means = reading.layers.astype(float) / reading.sampled[0]
    rows = []
    for number, name in enumerate(epoch.layers):
        gradient, weight, update, saturated = map(float, means[number, :4])
        ratio = update / weight if weight else np.nan
        seen, dead = map(float, reading.layers[number, 4:])  # where each unit gave one output, nothing could vary
        dead = dead if seen > 1 else np.nan
        rows.append(
            (epoch.number, name, gradient, weight, ratio, dead, saturated, duplicates(reading.projections.get(number)))
        )
    return rows


def _steps_row(number: int, reading: Reading) -> tuple[float, ...]:
    steps, total, squares, bad, largest, _ = map(float, reading.steps)
    sampled, gradient, penalty, size, inputs, input_squares, others, gradient_max, input_max, first = map(
        float, reading.sampled
    )
    loss, loss_std = _mean_and_std(steps - bad if np.isfinite(largest) else 0, total, squares)
    mean, std = _mean_and_std(size, inputs, input_squares)
    loss_max = np.nan if np.isnan(loss) else largest
    means = (gradient / sampled, gradient_max, penalty / sampled) if sampled else (np.nan, np.nan, np.nan)
    about_inputs = (mean, std, input_max if size else np.nan, int(others))
    return (number, int(steps), int(sampled), loss, loss_std, first, loss_max, int(bad), *means, *about_inputs)


def _mean_and_std(count: float, total: float, squares: float) -> tuple[float, float]:
    if not count:
        return np.nan, np.nan
    mean = total / count
    return mean, float(np.sqrt(max(squares / count - mean * mean, 0.0)))
