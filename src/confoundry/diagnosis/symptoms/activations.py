"""Unsuitable hidden activations: none, a softmax, or many saturating ones in a row."""

import math
from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import ADDED, Facts, LayerFacts
from confoundry.diagnosis.learned import fallen_short, shortfall, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import attends, hidden, of_layer
from confoundry.diagnosis.symptoms.consequences import SLOWNESS
from confoundry.diagnosis.symptoms.gradients import vanishing
from confoundry.diagnosis.words import percent

SATURATING = ("sigmoid", "hard_sigmoid", "tanh", "softsign")


def activations(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find hidden layers without an activation, with a softmax, or many in a row with a saturating one."""
    yield from _linear(facts, limits)
    for layer in hidden(facts):
        if layer.followed_by == "softmax":
            yield Cause(
                "hidden_activation",
                0.93,
                f"Layer {layer.name} ends in a softmax: its {layer.units} outputs sum to 1, so little of the input "
                "passes through.",
                "activation='relu'",
                layer.name,
                symptoms=("vanishing_gradient", *SLOWNESS),
            )
            break
    yield from _saturating(facts, limits)


def _linear(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find networks in which no layer has an activation, or at least half lack one and the network performs poorly.

    A depthwise convolution needs no activation. A layer whose outputs are added to others needs none either, unless no
    layer has one.
    """
    layers = [layer for layer in hidden(facts) if not layer.kind.startswith("Depthwise")]
    if facts.data.reconstructs or not layers:  # a linear autoencoder computes principal components
        return
    linear = [layer for layer in layers if layer.followed_by == "linear"]
    if all(layer.followed_by in ("linear", ADDED) for layer in layers) and not attends(facts):
        linear = layers
    every = len(linear) == len(layers)
    if every or (2 * len(linear) >= len(layers) and fallen_short(facts, limits)):
        has = "has" if len(linear) == 1 else "have"
        together = " Together they are equivalent to a single linear layer." if every else ""
        yield Cause(
            "hidden_activation",
            0.9 if every else 0.7,
            f"{len(linear)} of {len(layers)} hidden layers {has} no activation.{together}",
            f"keras.layers.{linear[0].kind}(…, activation='relu')",
            linear[0].name,
            symptoms=("undercapacity", *SLOWNESS),
        )


def _saturating(facts: Facts, limits: Limits) -> Iterator[Cause]:
    layers = hidden(facts)
    saturating = [layer for layer in layers if layer.followed_by in SATURATING]
    if len(saturating) < 3 or _normalized(facts):
        return
    kind = saturating[0].followed_by or ""
    logistic = kind.endswith("sigmoid")
    short = max(unlearned(facts), shortfall(facts) / limits.shortfall * limits.unlearned)
    vanished = vanishing(facts)
    saturated = _worst(saturating, facts, "saturated")
    signs = [f"{len(saturating)} hidden layers in a row use the {kind} activation."]
    if vanished < 0.1:
        signs.append(f"The gradient of the first layer is {vanished:.1g} times that of the last hidden layer.")
    if saturated > limits.saturated:
        signs.append(f"{percent(saturated)} of the outputs of a layer are saturated.")
    trouble = short > limits.unlearned or vanished < limits.vanishing
    if (logistic and (trouble or len(saturating) >= 4)) or (not logistic and trouble and len(saturating) >= 4):
        yield Cause(
            "hidden_activation",
            0.88 if trouble else 0.6,
            " ".join(signs),
            "activation='relu'",
            saturating[0].name,
            symptoms=SLOWNESS,
        )


def _normalized(facts: Facts) -> bool:
    return any("Normalization" in layer.kind for layer in facts.network.layers)


def _worst(layers: list[LayerFacts], facts: Facts, column: str) -> float:
    found = [of_layer(facts, layer.name, column) for layer in layers]
    return max((number for number in found if math.isfinite(number)), default=math.nan)
