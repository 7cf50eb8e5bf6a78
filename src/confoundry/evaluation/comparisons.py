"""Compares each variant with the study's first: better, worse, same, small or not resolved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.evaluation.estimates import Estimates, difference
from confoundry.evaluation.metric import CONFIDENCE, Arms
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.table import CONFLICTING, EXCESS_PULL, PLAIN, SHORTCUT_COST
from confoundry.evaluation.verdicts import nothing_planted
from confoundry.statistics.crossed import Crossed, quantile
from confoundry.statistics.holm import holm
from confoundry.tables import TABLES

LESS_IS_BETTER = {"excess_pull", "shortcut_cost"}
LEVEL = 0.05  # chance of even one false finding in the whole family
SAME = 0.90  # confidence of the interval that must lie within the relevance threshold
POWER = 0.80  # chance of finding a difference as large as `detectable`

BETTER = "better"
WORSE = "worse"
EQUAL = "same"
SMALL = "small"
OPEN = "not resolved"
JUDGEMENTS = (BETTER, WORSE, EQUAL, SMALL, OPEN)


@dataclass(frozen=True)
class Comparison:
    """One variant's number minus the first variant's; None if there is nothing to compare."""

    confound: str
    variant: str
    metric: str
    against: str
    difference: Crossed | None


def compared(arms: Arms, alignment: str) -> dict[str, Estimates | None]:
    """Return the numbers on which a variant is compared: the family of tests for Holm's correction.

    The control's accuracy is one of them, so that a variant that is worse everywhere does not appear better.
    """
    if nothing_planted(arms):
        return {"plain_accuracy": PLAIN.estimates(arms, CONTROL)}
    return {
        "conflicting_accuracy": CONFLICTING.estimates(arms, CONTROL),
        "excess_pull": EXCESS_PULL.estimates(arms, alignment),
        "shortcut_cost": SHORTCUT_COST.estimates(arms, alignment),
    }


def paired(one: Estimates | None, first: Estimates | None) -> Crossed | None:
    """Return one − first, paired on images and replicates; None if either is missing."""
    return difference(one, first).crossed() if one and first else None


def comparisons(family: Sequence[Comparison], limits: LimitSettings) -> pd.DataFrame:
    """Return the table `comparisons`, sorted; the family holds all comparisons of the study."""
    p = np.array([c.difference.p_value() if c.difference else np.nan for c in family], np.float64)
    adjusted, tests = holm(p), int(np.isfinite(p).sum())
    rows = [_row(c, float(p_holm), tests, limits) for c, p_holm in zip(family, adjusted, strict=True)]
    frame = pd.DataFrame(rows, columns=list(TABLES["comparisons"])).astype(TABLES["comparisons"])
    return frame.sort_values(["confound", "variant", "metric"], ignore_index=True)


def _row(comparison: Comparison, p_holm: float, tests: int, limits: LimitSettings) -> dict[str, object]:
    found = comparison.difference
    known = found is not None and found.resolved
    low, high = found.limits(CONFIDENCE) if found else (np.nan, np.nan)
    return {
        "confound": comparison.confound,
        "variant": comparison.variant,
        "metric": comparison.metric,
        "against": comparison.against,
        "difference": found.value if found else np.nan,
        "low": low,
        "high": high,
        "p_holm": p_holm,
        "judgement": judgement(comparison.metric, found, p_holm, limits.matters) if found and known else OPEN,
        "detectable": detectable(found, tests) if found and known else np.nan,
    }


def judgement(metric: str, found: Crossed, p_holm: float, matters: float) -> str:
    """Return the judgement of a difference.

    Args:
        metric: The metric's name, which decides whether less is better.
        found: The difference.
        p_holm: Its p value, Holm-corrected over the family.
        matters: The relevance threshold.
    """
    significant = p_holm < LEVEL
    if significant and abs(found.value) >= matters:
        return BETTER if (found.value < 0) == (metric in LESS_IS_BETTER) else WORSE
    low, high = found.limits(SAME)
    if low >= -matters and high <= matters:
        return EQUAL
    return SMALL if significant else OPEN


def detectable(found: Crossed, tests: int) -> float:
    """Return the smallest difference that this study would have detected 8 times in 10.

    It is computed at the strictest step of Holm's correction, `LEVEL / tests`, two-sided.
    """
    quantiles = quantile(1 - LEVEL / (2 * max(tests, 1)), found.df) + quantile(POWER, found.df)
    return quantiles * found.variance**0.5
