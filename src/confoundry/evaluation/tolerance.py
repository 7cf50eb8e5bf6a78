"""How often the shortcut may go with the class before it costs more accuracy than the budget allows."""

from dataclasses import dataclass

import numpy as np

from confoundry.alignments import CONTROL
from confoundry.evaluation.metric import CONFIDENCE, CONTROLLED, Arms, Excess, Key, Metric, Needs
from confoundry.evaluation.outcomes import Floats
from confoundry.figures import Figure
from confoundry.statistics.crossing import crossing


@dataclass(frozen=True)
class Tolerance(Metric):
    """The largest alignment at which the cost stays within the budget, interpolated between the trained ones below 1.

    The cost is fitted by a monotone curve, linear in the logarithm of the conflicting share. `low` is where the curve
    of the cost's upper limits crosses the budget, `high` where that of its lower limits does. Below the first
    alignment, the value is the first and `low` is NaN; at or above the last, it is the last and `high` is NaN.

    Attributes:
        cost: The accuracy lost to the shortcut.
        budget: How much of it is allowed.
    """

    cost: Excess
    budget: float = 0.05
    needs: Needs = CONTROLLED

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return the one figure, with an empty alignment."""
        return {("", name): self.read(arms)[0]}

    def read(self, arms: Arms) -> tuple[Figure, str | None]:
        """Return the figure, and its value as text: `0.87`, `< 0.5`, `≥ 0.99`; None if there is none."""
        shares, curves = [], []
        images, replicates, failed = 0, 0, np.zeros(0, np.int64)
        for alignment in arms:
            estimates = self.cost.estimates(arms, alignment) if 0 < _share_of(alignment) < 1 else None
            crossed = estimates.crossed() if estimates else None
            if estimates and crossed and crossed.replicates:
                shares.append(_share_of(alignment))
                curves.append((crossed.value, *crossed.limits(CONFIDENCE)))
                images, replicates = int(estimates.counted.sum()), int(crossed.replicates)
                failed = np.union1d(failed, estimates.replicates[estimates.failed])
        if not shares:
            return Figure(), None
        limits, text = _read_off(np.array(shares), np.array(curves).T, self.budget)
        return Figure(*limits, images, replicates, len(failed)), text


def _share_of(alignment: str) -> float:
    return 0.0 if alignment == CONTROL else float(alignment)


def _read_off(shares: Floats, curves: Floats, budget: float) -> tuple[tuple[float, float, float], str]:
    """Return value, low and high, and the value's text, from the cost and its lower and upper limits (3, k)."""
    first, last = float(shares[0]), float(shares[-1])
    value, high, low = (_crossed_at(shares, heights, budget) for heights in curves)
    text = {-np.inf: f"< {first:g}", np.inf: f"≥ {last:g}"}.get(value, f"{value:.2f}")
    low = np.nan if low == -np.inf else min(low, last)
    high = np.nan if high == np.inf else max(high, first)
    return (float(np.clip(value, first, last)), low, high), text


def _crossed_at(shares: Floats, heights: Floats, budget: float) -> float:
    """Return the alignment at which a curve crosses the budget: −inf below the first, inf at or past the last."""
    if np.isnan(heights).any():
        return np.nan
    place = crossing(-np.log(1 - shares), heights, budget)
    return 1 - float(np.exp(-place)) if np.isfinite(place) else place
