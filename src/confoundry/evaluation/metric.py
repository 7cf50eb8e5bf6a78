"""What a metric is: it takes a variant's outcomes by alignment, and gives figures."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from confoundry.alignments import CONTROL
from confoundry.evaluation.estimates import Estimates, difference
from confoundry.evaluation.outcomes import Outcome

Arms = Mapping[str, Outcome]  # one confound × variant, by alignment; the control first, then by share
Key = tuple[str, str]  # alignment (empty where a figure spans several) and name
Needs = frozenset[Literal["map", "values", "control"]]
CONFIDENCE = 0.95  # of the limits in tables

NOTHING: Needs = frozenset()
VALUES: Needs = frozenset({"values"})
MAP: Needs = frozenset({"map", "values"})
CONTROLLED: Needs = frozenset({"map", "values", "control"})


@dataclass(frozen=True)
class Figure:
    """A number with its 95 % limits and its counts; NaN and counts of 0 where it has no data."""

    value: float = np.nan
    low: float = np.nan
    high: float = np.nan
    images: int = 0
    replicates: int = 0
    failed: int = 0


class Metric(ABC):
    """Base of all metrics.

    Attributes:
        needs: The value of a class (`map`), at least two values, the control arm; without them it has no data.
    """

    needs: Needs

    @abstractmethod
    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return its figures, by alignment and name."""


@dataclass(frozen=True)
class PerArm(Metric):
    """A number of each alignment by itself.

    Attributes:
        estimate: Gives its value in each replicate.
        low: The least that it can be.
        high: The most.
    """

    estimate: Callable[[Outcome], Estimates]
    low: float = 0.0
    high: float = 1.0
    needs: Needs = NOTHING

    def estimates(self, arms: Arms, alignment: str) -> Estimates | None:
        """Return its value in each replicate at one alignment; None where it has no data."""
        outcome = arms.get(alignment)
        if outcome is None or not len(outcome.replicates) or ("values" in self.needs and outcome.levels < 2):
            return None
        return self.estimate(outcome)

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return one figure an alignment."""
        return {(a, name): figure(self.estimates(arms, a), self.low, self.high) for a in arms}


@dataclass(frozen=True)
class Excess(Metric):
    """What a number is at an alignment beyond the control: only whether the confound predicted the class differs.

    Attributes:
        of: The number.
        sign: −1 for a loss: the control's less that at the alignment.
    """

    of: PerArm
    sign: int = 1
    needs: Needs = CONTROLLED

    def estimates(self, arms: Arms, alignment: str) -> Estimates | None:
        """Return the difference in each replicate at one alignment; None where it has no data."""
        here, control = self.of.estimates(arms, alignment), self.of.estimates(arms, CONTROL)
        if here is None or control is None or alignment == CONTROL:
            return None
        return difference(here, control) if self.sign > 0 else difference(control, here)

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return one figure an alignment, but for the control."""
        width = self.of.high - self.of.low
        return {(a, name): figure(self.estimates(arms, a), -width, width) for a in arms if a != CONTROL}


def figure(estimates: Estimates | None, low: float, high: float) -> Figure:
    """Return the mean over replicates with its 95 % limits, which stay between `low` and `high`."""
    if estimates is None:
        return Figure()
    crossed = estimates.crossed()
    if not crossed.replicates:
        return Figure(failed=int(estimates.failed.sum()))
    least, most = np.clip(crossed.limits(CONFIDENCE), low, high)
    images = int(estimates.counted.sum())
    failed = int(estimates.failed.sum())
    return Figure(crossed.value, float(least), float(most), images, int(crossed.replicates), failed)
