"""Base classes of metrics: a metric turns a variant's outcomes by alignment into figures."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from confoundry.alignments import CONTROL
from confoundry.evaluation.estimates import Estimates, difference
from confoundry.evaluation.outcomes import Outcome
from confoundry.figures import Figure

Arms = Mapping[str, Outcome]  # one confound × variant, by alignment; the control first, then by share
Key = tuple[str, str]  # alignment (empty where a figure spans several) and name
Needs = frozenset[Literal["map", "values", "control"]]
CONFIDENCE = 0.95  # of the limits in tables

NOTHING: Needs = frozenset()
VALUES: Needs = frozenset({"values"})
MAP: Needs = frozenset({"map", "values"})
CONTROLLED: Needs = frozenset({"map", "values", "control"})


class Metric(ABC):
    """Base of all metrics.

    Attributes:
        needs: A value for each class (`map`), at least two values (`values`), the control arm (`control`). If one is
            missing, the metric has no data.
    """

    needs: Needs

    @abstractmethod
    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return its figures, by alignment and name."""


@dataclass(frozen=True)
class PerArm(Metric):
    """A number of each alignment by itself.

    Attributes:
        estimate: Computes its value in each replicate.
        low: Its smallest possible value.
        high: Its largest possible value.
    """

    estimate: Callable[[Outcome], Estimates]
    low: float = 0.0
    high: float = 1.0
    needs: Needs = NOTHING

    def estimates(self, arms: Arms, alignment: str) -> Estimates | None:
        """Return its value in each replicate at one alignment; None if it has no data."""
        outcome = arms.get(alignment)
        if outcome is None or not len(outcome.replicates) or ("values" in self.needs and outcome.levels < 2):
            return None
        return self.estimate(outcome)

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return one figure per alignment."""
        return {(a, name): figure(self.estimates(arms, a), self.low, self.high) for a in arms}


@dataclass(frozen=True)
class Excess(Metric):
    """A number's excess over the control, which differs only in that its confound does not predict the class.

    Attributes:
        of: The number.
        sign: −1 for a loss: the control's value minus the value at the alignment.
    """

    of: PerArm
    sign: int = 1
    needs: Needs = CONTROLLED

    def estimates(self, arms: Arms, alignment: str) -> Estimates | None:
        """Return the difference in each replicate at one alignment; None if it has no data."""
        here, control = self.of.estimates(arms, alignment), self.of.estimates(arms, CONTROL)
        if here is None or control is None or alignment == CONTROL:
            return None
        return difference(here, control) if self.sign > 0 else difference(control, here)

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return one figure per alignment, except for the control."""
        width = self.of.high - self.of.low
        return {(a, name): figure(self.estimates(arms, a), -width, width) for a in arms if a != CONTROL}


def figure(estimates: Estimates | None, low: float, high: float) -> Figure:
    """Return the mean over replicates with its 95 % limits, clipped to `low` and `high`."""
    if estimates is None:
        return Figure()
    crossed = estimates.crossed()
    if not crossed.replicates:
        return Figure(failed=int(estimates.failed.sum()))
    least, most = np.clip(crossed.limits(CONFIDENCE), low, high)
    images = int(estimates.counted.sum())
    failed = int(estimates.failed.sum())
    return Figure(crossed.value, float(least), float(most), images, int(crossed.replicates), failed)
