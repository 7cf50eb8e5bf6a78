"""Which variant of a study remedies another variant's cause, and how much it helped: measured, not recommended."""

from collections.abc import Mapping
from typing import Any

# For each cause the settings that a remedy changes; `network` is the kind of network.
REMEDIES: dict[str, tuple[str, ...]] = {
    "loss_mismatch": ("loss", "from_logits", "output_activation"),
    "output_activation": ("output_activation", "loss", "from_logits"),
    "hidden_activation": ("activation",),
    "initialization": ("initializer", "bias"),
    "learning_rate_high": ("learning_rate", "optimizer"),
    "learning_rate_low": ("learning_rate", "optimizer", "training.epochs"),
    "optimizer": ("optimizer", "learning_rate"),
    "batch_size": ("training.batch_size",),
    "too_few_epochs": ("training.epochs", "learning_rate", "optimizer"),
    "exploding_gradient": ("learning_rate", "optimizer", "clip_norm", "initializer", "batch_norm"),
    "vanishing_gradient": ("activation", "batch_norm", "initializer", "units"),
    "dying_units": ("bias", "activation", "learning_rate", "initializer"),
    "filter_size": ("kernel", "filters"),
    "undercapacity": ("units", "filters", "network"),
    "overcapacity": ("units", "filters", "l1", "l2", "dropout", "augment", "training.images"),
    "underregularized": ("l1", "l2", "dropout", "augment", "batch_norm", "training.early_stopping", "training.images"),
    "overregularized": ("l1", "l2", "dropout"),
    "shortcut": ("l1", "l2", "dropout", "augment", "batch_norm", "units", "network"),
}

MEASURED = "training.folds"  # affects how a variant is measured, not how it is trained


def helped(
    variant: str,
    cause: str,
    settings: Mapping[str, Mapping[str, Any]],
    score: Mapping[str, float],
    matters: float,
) -> tuple[str, float] | None:
    """Return the variant that remedies a cause and its gain; None if no variant of the study does.

    A remedy differs in a setting that the cause concerns, and its gain is relevant. Of several, the one that differs in
    the fewest settings is returned, then the best, then the first.

    Args:
        variant: The variant with the cause.
        cause: The cause's name.
        settings: The settings of each variant.
        score: The score of each variant, in the order of the study; higher is better.
        matters: The smallest relevant difference.
    """
    found = []
    for place, other in enumerate(score):
        differs = differences(settings[variant], settings[other])
        gain = score[other] - score[variant]
        if gain >= matters and differs.intersection(REMEDIES.get(cause, ())):
            found.append((len(differs), -gain, place, other))
    if not found:
        return None
    _, loss, _, other = min(found)
    return other, -loss


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """Return the names of the settings in which two variants differ; a missing setting counts as None.

    Different kinds of networks have different settings: then only `network` and the settings of both are compared.
    Settings that only affect how a variant is measured are ignored.
    """
    if one.get("network") != other.get("network"):
        differ = {"network"} | {name for name in one.keys() & other.keys() if one[name] != other[name]}
    else:
        differ = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    return differ - {MEASURED}
