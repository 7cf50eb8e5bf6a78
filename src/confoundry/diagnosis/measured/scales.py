"""The scale of inputs, estimated from a sample of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

SAMPLES = 10_000
NUMBERS = 2_000_000  # values that are inspected at most
NEGLIGIBLE = 1e-6  # relative to a feature's mean; a smaller standard deviation is rounding error


def scale_facts(arrays: list[NDArray]) -> dict[str, Any]:
    """Return the facts about scale, over the features of all arrays (n, …); an empty dictionary without arrays."""
    parts = [_sampled(array) for array in arrays]
    if not parts:
        return {}
    means = np.concatenate([part.mean(axis=0, dtype=np.float64) for part in parts])
    deviations = np.concatenate([part.std(axis=0, dtype=np.float64) for part in parts])
    squares = np.mean(means**2 + deviations**2)
    varying = deviations > NEGLIGIBLE * np.abs(means)
    spread = deviations[varying]
    return {
        "mean": float(means.mean()),
        "std": float(np.sqrt(max(0.0, squares - means.mean() ** 2))),
        "largest": max(float(np.abs(part).max()) for part in parts),
        "scale_ratio": float(spread.max() / np.median(spread)) if len(spread) else 1.0,
        "offset": float(np.max(np.abs(means[varying]) / spread)) if len(spread) else 0.0,
        "varying": float(varying.mean()),
    }


def _sampled(array: NDArray) -> NDArray[np.float32]:
    """Return rows × features; rows that are not finite are omitted, or set to 0 if no row is finite."""
    features = array[0].size
    rows = min(len(array), SAMPLES, max(1000, NUMBERS // features))
    part = array[np.linspace(0, len(array) - 1, rows).astype(int)].reshape(rows, -1).astype(np.float32)
    whole = np.isfinite(part).all(axis=1)
    return part[whole] if whole.any() else np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0)
