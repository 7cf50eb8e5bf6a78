"""From times to figures: medians with their spread, ratios round by round, and whether accuracies differ."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Figure = dict[str, Any]


def figure(values: Sequence[float] | NDArray[np.float64], digits: int = 4) -> Figure:
    """Return the median and the quartiles."""
    low, median, high = np.quantile(np.asarray(values, dtype=float), [0.25, 0.5, 0.75])
    return {"median": _rounded(median, digits), "low": _rounded(low, digits), "high": _rounded(high, digits)}


def ratio(slower: Sequence[float], faster: Sequence[float]) -> Figure:
    """Return how many times as long the first took, round by round, and the median and quartiles of that."""
    return figure(np.asarray(slower, dtype=float) / np.asarray(faster, dtype=float), 3)


def difference(these: Sequence[float], those: Sequence[float]) -> Figure:
    """Return the mean difference of paired accuracies with its 95 % limits (Student's t), and whether 0 is within."""
    pairs = np.asarray(these, dtype=float) - np.asarray(those, dtype=float)
    mean, half = float(pairs.mean()), float("nan")
    if len(pairs) > 1:
        half = float(stats.t.ppf(0.975, len(pairs) - 1) * pairs.std(ddof=1) / np.sqrt(len(pairs)))
    known = np.isfinite(half)
    return {
        "mean": _rounded(mean, 4),
        "low": _rounded(mean - half, 4) if known else None,
        "high": _rounded(mean + half, 4) if known else None,
        "same": bool(mean - half <= 0 <= mean + half) if known else None,
    }


def network_summary(times: dict[str, dict[str, Any]], rows: dict[str, str]) -> dict[str, Any]:
    """Return the figures of one network.

    Args:
        times: What `race` measured: each side's rounds (ms a step) and accuracies, and the products' under `gemm`.
        rows: The row that each side counts in.
    """
    sides = {name: one for name, one in times.items() if name != "gemm"}
    ran = {name: one for name, one in sides.items() if "failed" not in one}
    best: dict[str, str] = {}
    for name in sorted(ran, key=lambda name: np.median(ran[name]["rounds"])):
        best.setdefault(rows[name], name)
    engine = ran["engine"]
    return {
        "sides": {name: _side(one) for name, one in sides.items()},
        "rows": {
            row: {
                "side": name,
                "ratio": ratio(ran[name]["rounds"], engine["rounds"]),
                "accuracy": difference(engine["accuracies"], ran[name]["accuracies"]),
            }
            for row, name in sorted(best.items())
            if row != "engine"
        },
        "gemm": _gemm(times["gemm"]["rounds"], engine["rounds"]),
    }


def _side(times: dict[str, Any]) -> dict[str, Any]:
    if "failed" in times:
        return {"failed": times["failed"]}
    return {
        "form": times["form"],
        "first_call_seconds": _rounded(times["first_call_seconds"], 2),
        "ms_per_step": figure(times["rounds"]),
        "rounds": [_rounded(value, 4) for value in times["rounds"]],
        "accuracies": [_rounded(value, 4) for value in times["accuracies"]],
    }


def _gemm(rounds: dict[str, Sequence[float]], engine: Sequence[float]) -> dict[str, Any]:
    fastest = min(rounds, key=lambda library: np.median(rounds[library]))
    return {
        "ms_per_step": {library: figure(values) for library, values in rounds.items()},
        "fastest": fastest,
        "share": ratio(rounds[fastest], engine),
    }


def _rounded(value: float, digits: int) -> float:
    return round(float(value), digits)
