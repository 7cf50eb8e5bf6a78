"""What it would take to decide an undecided verdict."""

from dataclasses import replace

import numpy as np

from confoundry.evaluation.judge import CONFIDENCE, UNDECIDED, judge
from confoundry.evaluation.settings import LimitSettings
from confoundry.statistics.crossed import Crossed

MOST = 1000  # training seeds that a study can have


def why_undecided(pull: Crossed, cost: Crossed, limits: LimitSettings) -> str:
    """Return how many training seeds would decide if the estimates stayed the same, or why no number would."""
    if judge(_certain(pull), _certain(cost), limits) == UNDECIDED:
        return f"more training seeds will not decide: {_between_limits(pull, cost, limits)}"
    if judge(pull.with_replicates(np.inf), cost.with_replicates(np.inf), limits) == UNDECIDED:
        return f"more training seeds will not decide, more test images would: {_too_uncertain(pull, cost, limits)}"
    for replicates in range(int(pull.replicates) + 1, MOST + 1):
        if judge(pull.with_replicates(replicates), cost.with_replicates(replicates), limits) != UNDECIDED:
            return f"about {replicates} training seeds would decide"
    return f"over {MOST} training seeds would be needed"


def _certain(one: Crossed) -> Crossed:
    return replace(one, replicate_part=0.0, image_part=0.0, interaction_part=0.0)


def _between_limits(pull: Crossed, cost: Crossed, limits: LimitSettings) -> str:
    if pull.value < -limits.leans:
        return f"answers are drawn away from the shortcut ({_points(pull.value)}, limit {_points(-limits.leans)})"
    return f"the accuracy lost to the shortcut ({_points(cost.value)}) is at the limit ({_points(limits.cost)})"


def _too_uncertain(pull: Crossed, cost: Crossed, limits: LimitSettings) -> str:
    """Name the number that these test images leave too uncertain."""
    if judge(_certain(pull), cost.with_replicates(np.inf), limits) == UNDECIDED:
        what, one = "the accuracy lost", cost
        if judge(pull.with_replicates(np.inf), _certain(cost), limits) == UNDECIDED:
            what, one = "the answers drawn", pull  # both are too uncertain
    else:
        what, one = "the answers drawn", pull
    low, high = one.with_replicates(np.inf).limits(CONFIDENCE)
    return f"with these, {what} can only be narrowed down to {_points(one.value)} ± {100 * (high - low) / 2:.1f}"


def _points(share: float) -> str:
    return f"{100 * share:.1f} points"
