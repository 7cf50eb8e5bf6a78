"""The verdicts, and how excess pull and shortcut cost decide between them."""

from confoundry.evaluation.settings import LimitSettings
from confoundry.statistics.crossed import Crossed

CONFIDENCE = 0.90  # two-sided, so that each side is a test at 5 %

FOLLOWS = "follows"
LEANS = "leans"
IGNORES = "ignores"
DISTRACTED = "distracted"
UNDECIDED = "undecided"


def judge(pull: Crossed, cost: Crossed, limits: LimitSettings) -> str:
    """Return the verdict's word.

    Args:
        pull: Excess pull.
        cost: Shortcut cost.
        limits: Section `limits` of params.yaml.
    """
    pull_low, pull_high = pull.limits(CONFIDENCE)
    cost_low, cost_high = cost.limits(CONFIDENCE)
    if pull_low > limits.follows:
        return FOLLOWS
    if pull_low > limits.leans or (pull_low > 0 and cost_low > limits.cost):
        return LEANS
    undrawn = pull_low >= -limits.leans and pull_high <= limits.leans
    if undrawn and cost_high < limits.cost:
        return IGNORES
    return DISTRACTED if undrawn and cost_low > limits.cost else UNDECIDED
