"""METRICS: each metric, by its name in the tables."""

from confoundry.evaluation.accuracy import (
    aligned_accuracy,
    all_renders_accuracy,
    conflicting_accuracy,
    gap,
    plain_accuracy,
    unbiased_accuracy,
)
from confoundry.evaluation.by_distance import ByDistance
from confoundry.evaluation.disturbance import any_flip, effect, flip_rate, sensitivity, sensitivity_main
from confoundry.evaluation.following import cue_share, follow_rate, pull
from confoundry.evaluation.metric import MAP, VALUES, Excess, Metric, PerArm
from confoundry.evaluation.tolerance import Tolerance
from confoundry.evaluation.train_mix import train_mix_accuracy
from confoundry.evaluation.worst_group import WorstGroup

PULL = PerArm(pull, low=-1, needs=MAP)
CONFLICTING = PerArm(conflicting_accuracy, needs=MAP)
UNBIASED = PerArm(unbiased_accuracy)
PLAIN = PerArm(plain_accuracy)
EXCESS_PULL = Excess(PULL)
SHORTCUT_COST = Excess(CONFLICTING, sign=-1)

METRICS: dict[str, Metric] = {
    "pull": PULL,
    "excess_pull": EXCESS_PULL,
    "shortcut_cost": SHORTCUT_COST,
    "tolerance": Tolerance(SHORTCUT_COST),
    "aligned_accuracy": PerArm(aligned_accuracy, needs=MAP),
    "conflicting_accuracy": CONFLICTING,
    "conflicting_accuracy_at": ByDistance(),
    "unbiased_accuracy": UNBIASED,
    "plain_accuracy": PLAIN,
    "train_mix_accuracy": PerArm(train_mix_accuracy),
    "worst_group_accuracy": WorstGroup(),
    "gap": PerArm(gap, low=-1, needs=MAP),
    "all_renders_accuracy": PerArm(all_renders_accuracy),
    "follow_rate": PerArm(follow_rate, needs=MAP),
    "cue_share": PerArm(cue_share, needs=MAP),
    "flip_rate": PerArm(flip_rate, needs=VALUES),
    "any_flip": PerArm(any_flip, needs=VALUES),
    "effect": PerArm(effect, needs=VALUES),
    "sensitivity": PerArm(sensitivity, needs=VALUES),
    "sensitivity_main": PerArm(sensitivity_main, needs=VALUES),
}
