"""Which way a number gets worse."""

from confoundry.evaluation.table import METRICS

LESS_IS_BETTER = frozenset(
    {
        "pull",
        "excess_pull",
        "shortcut_cost",
        "gap",
        "follow_rate",
        "cue_share",
        "flip_rate",
        "any_flip",
        "effect",
        "sensitivity",
        "sensitivity_main",
    }
)


def sign_of_worse(metric: str) -> int:
    """Return 1 if a higher value is worse (as for accuracy lost), and −1 if a lower value is worse."""
    return 1 if base_metric(metric) in LESS_IS_BETTER else -1


def base_metric(name: str) -> str:
    """Return the metric that a row of the summary comes from: `pull_trained` is `pull`."""
    name = name.removesuffix("_trained")
    return name if name in METRICS else name.rpartition("_")[0]
