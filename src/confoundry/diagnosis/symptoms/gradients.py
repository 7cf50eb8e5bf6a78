"""Gradients that vanish or explode."""

import math
from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import diverged, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import hidden, of_layer

VERY_DEEP = 10  # layers; so little gradient gets through them that weights decay and units die in the end


def gradients(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find gradients that vanish in the first layers, and gradients that explode."""
    layers, late = hidden(facts), too_deep(facts, limits)
    depth, first = len(layers), layers[0].name if layers else ""
    ratio = vanishing(facts, epoch=-1) if late else vanishing(facts)
    if ratio < limits.vanishing and depth >= 4 and unlearned(facts) > limits.unlearned:
        yield Cause(
            "vanishing_gradient",
            0.72,
            f"The gradient of layer {first} is {ratio:.1g} times that of the last of the {depth} hidden layers.",
            "keras.layers.BatchNormalization() after each layer, or fewer layers",
            first,
            symptoms=(
                "learning_rate_low",
                "too_few_epochs",
                "optimizer",
                "undercapacity",
                *(("dying_units",) if late else ()),
            ),
        )
    steps = facts.run.steps
    largest = float(steps["gradient_max"].max()) if len(steps) and "gradient_max" in steps else math.nan
    if (
        largest > limits.exploding
        and (diverged(facts) or unlearned(facts) > limits.unlearned)
        and not facts.network.clips
    ):
        yield Cause(
            "exploding_gradient",
            0.7 if diverged(facts) else 0.6,
            f"The gradient norm reaches {largest:.2g}.",
            "clipnorm=1.0  # in the optimizer",
        )


def vanishing(facts: Facts, *, epoch: int = 0) -> float:
    """Return the gradient norm of the first hidden layer over that of the last one; NaN if it is not known.

    Args:
        facts: The measurements.
        epoch: Position of the epoch; 0 is the first one, −1 the last one.
    """
    layers = hidden(facts)
    if len(layers) < 2:
        return math.nan
    first, last = (of_layer(facts, layer.name, "gradient_norm", epoch=epoch) for layer in (layers[0], layers[-1]))
    return first / last if last > 0 else math.nan


def too_deep(facts: Facts, limits: Limits) -> bool:
    """Return whether a very deep network lost units that were alive at first, because no gradient reached them."""
    layers = hidden(facts)
    alive = [of_layer(facts, layer.name, "dead", epoch=0) < limits.dead for layer in layers]
    return len(layers) >= VERY_DEEP and all(alive) and vanishing(facts, epoch=-1) < limits.vanishing
