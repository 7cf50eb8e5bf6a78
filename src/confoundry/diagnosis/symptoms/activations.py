"""The activations between layers: none, a softmax, or many that squash."""

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

SQUASHING = ("sigmoid", "hard_sigmoid", "tanh", "softsign")


def activations(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """No activation between layers, a softmax between them, or many that squash."""
    yield from _linear(facts, limits)
    for layer in hidden(facts):
        if layer.followed_by == "softmax":
            yield Cause(
                "hidden_activation",
                0.93,
                f"{layer.name} ends in a softmax: its {layer.units} outputs add up to 1 and little of the input passes",
                "activation='relu'",
                layer.name,
                symptoms=("vanishing_gradient", *SLOWNESS),
            )
            break
    yield from _squashing(facts, limits)


def _linear(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """All layers without an activation, or so many that a network falls short.

    The filters of one channel each that a separable convolution begins with need none; nor does what is added to other
    outputs, unless no layer has any.
    """
    layers = [layer for layer in hidden(facts) if not layer.kind.startswith("Depthwise")]
    if facts.data.reconstructs or not layers:  # a linear autoencoder finds principal components
        return
    linear = [layer for layer in layers if layer.followed_by == "linear"]
    if all(layer.followed_by in ("linear", ADDED) for layer in layers) and not attends(facts):
        linear = layers
    every = len(linear) == len(layers)
    if every or (2 * len(linear) >= len(layers) and fallen_short(facts, limits)):
        together = ": together they are one linear layer" if every else ""
        yield Cause(
            "hidden_activation",
            0.9 if every else 0.7,
            f"{len(linear)} of {len(layers)} hidden layers have no activation{together}",
            f"keras.layers.{linear[0].kind}(…, activation='relu')",
            linear[0].name,
            symptoms=("undercapacity", *SLOWNESS),
        )


def _squashing(facts: Facts, limits: Limits) -> Iterator[Cause]:
    layers = hidden(facts)
    squashing = [layer for layer in layers if layer.followed_by in SQUASHING]
    if len(squashing) < 3 or _normalized(facts):
        return
    kind = squashing[0].followed_by or ""
    logistic = kind.endswith("sigmoid")
    short = max(unlearned(facts), shortfall(facts) / limits.shortfall * limits.unlearned)
    vanished = vanishing(facts)
    saturated = _worst(squashing, facts, "saturated")
    signs = [f"{len(squashing)} hidden layers in a row end in {kind}"]
    if vanished < 0.1:
        signs.append(f"the first layer's gradient is {vanished:.1g} of the last hidden layer's")
    if saturated > limits.saturated:
        signs.append(f"{percent(saturated)} of the outputs are saturated")
    trouble = short > limits.unlearned or vanished < limits.vanishing
    if (logistic and (trouble or len(squashing) >= 4)) or (not logistic and trouble and len(squashing) >= 4):
        yield Cause(
            "hidden_activation",
            0.88 if trouble else 0.6,
            "; ".join(signs),
            "activation='relu'",
            squashing[0].name,
            symptoms=SLOWNESS,
        )


def _normalized(facts: Facts) -> bool:
    return any("Normalization" in layer.kind for layer in facts.network.layers)


def _worst(layers: list[LayerFacts], facts: Facts, column: str) -> float:
    found = [of_layer(facts, layer.name, column) for layer in layers]
    return max((number for number in found if math.isfinite(number)), default=math.nan)
