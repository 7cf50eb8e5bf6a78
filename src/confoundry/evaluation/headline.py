"""The few numbers of each confound × variant that a metric diff shows."""

import numpy as np

from confoundry.alignments import CONTROL
from confoundry.evaluation.metric import Arms, Excess, PerArm
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.table import EXCESS_PULL, PLAIN, SHORTCUT_COST
from confoundry.evaluation.tolerance import Tolerance
from confoundry.evaluation.verdicts import Verdict, nothing_planted

Entry = dict[str, str | float | dict[str, float | int] | None]


def headline(arms: Arms, alignment: str, verdict: Verdict, limits: LimitSettings) -> Entry:
    """Return the verdict, its two numbers and the tolerance; if nothing is planted, plain accuracy."""
    entry: Entry = {"verdict": verdict.word}
    if verdict.reason:
        entry["reason"] = verdict.reason
    if nothing_planted(arms):
        return entry | {"plain_accuracy": _value(PLAIN, arms, CONTROL)}
    return entry | {
        "excess_pull": _value(EXCESS_PULL, arms, alignment),
        "shortcut_cost": _value(SHORTCUT_COST, arms, alignment),
        "tolerance": Tolerance(SHORTCUT_COST, limits.budget).read(arms)[1],
    }


def _value(metric: PerArm | Excess, arms: Arms, alignment: str) -> float | None:
    estimates = metric.estimates(arms, alignment)
    value = np.nan if estimates is None else estimates.crossed().value
    return round(value, 4) + 0.0 if np.isfinite(value) else None
