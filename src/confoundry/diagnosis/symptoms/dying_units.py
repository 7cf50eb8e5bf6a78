"""ReLU units that output 0 for every sample."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, LayerFacts
from confoundry.diagnosis.learned import diverged, shortfall, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import bottleneck, of_layer
from confoundry.diagnosis.symptoms.gradients import too_deep
from confoundry.diagnosis.words import percent

RECTIFIERS = ("relu", "relu6")


def dying_units(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find layers in which most ReLU units output 0 for every sample."""
    if diverged(facts):  # with weights that are not finite, units are neither alive nor dead
        return
    layers = [layer for layer in facts.network.layers if layer.role != "output" and _rectified(layer)]
    shares = {layer: of_layer(facts, layer.name, "dead") for layer in layers}
    dead = {layer: share for layer, share in shares.items() if share > limits.dead}
    if not dead:
        return
    layer = max(dead, key=lambda layer: dead[layer])
    short = max(unlearned(facts), shortfall(facts))
    if dead[layer] < 0.9 and short < limits.unlearned:
        return
    at_first = of_layer(facts, layer.name, "dead", epoch=0)
    bias = f" Its biases start at {layer.bias:.1f}." if layer.bias is not None and layer.bias <= -0.5 else ""
    yield Cause(
        "dying_units",
        0.9 if dead[layer] > 0.9 and short > limits.unlearned else 0.75,
        f"In layer {layer.name}, {percent(dead[layer])} of the units output 0 for every sample "
        f"({percent(at_first)} in the first epoch).{bias}",
        "bias_initializer='zeros'" if bias else "activation='leaky_relu'  # and a smaller learning rate",
        layer.name,
        symptoms=(
            *(() if too_deep(facts, limits) else ("vanishing_gradient",)),
            *(() if bottleneck(facts) else ("undercapacity",)),
            *("learning_rate_low", "too_few_epochs", "overregularized"),
        ),
    )


def _rectified(layer: LayerFacts) -> bool:
    return layer.followed_by in RECTIFIERS or layer.activation in RECTIFIERS or layer.kind == "ReLU"
