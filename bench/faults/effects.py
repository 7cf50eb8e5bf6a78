"""Whether a mistake does harm: the criterion of DeepCrime (Humbatova et al. 2021), on scores over training seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import ttest_ind_from_stats

SIGNIFICANT = 0.05  # p of Welch's test
MEDIUM = 0.5  # Cohen's d, as there


@dataclass(frozen=True)
class Effect:
    """What a mistake changes.

    Attributes:
        lost: By how much the mean score is lower than the healthy twin's.
        d: Cohen's: that over the pooled standard deviation; infinite where no seed differs from another.
        p: Of Welch's test, two-sided.
    """

    lost: float
    d: float
    p: float

    @property
    def killed(self) -> bool:
        """Whether it does harm: the scores are worse, by a medium effect, and not by chance."""
        return self.lost > 0 and self.p < SIGNIFICANT and self.d >= MEDIUM


def effect(twin: Sequence[float], faulty: Sequence[float]) -> Effect:
    """Return what a mistake changes; a program that cannot be trained has no scores, and has lost all."""
    if not len(faulty):
        return Effect(float(np.mean(twin)), np.inf, 0.0)
    lost = float(np.mean(twin) - np.mean(faulty))
    pooled = np.sqrt((np.var(twin, ddof=1) + np.var(faulty, ddof=1)) / 2)
    if pooled < 1e-12:
        return Effect(lost, np.sign(lost) * np.inf if abs(lost) > 1e-12 else 0.0, 0.0 if abs(lost) > 1e-12 else 1.0)
    of_each = [(np.mean(scores), np.std(scores, ddof=1), len(scores)) for scores in (twin, faulty)]
    p = ttest_ind_from_stats(*of_each[0], *of_each[1], equal_var=False).pvalue
    return Effect(lost, float(lost / pooled), float(p))
