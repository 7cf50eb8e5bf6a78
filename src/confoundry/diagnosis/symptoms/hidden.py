"""The layers between: activations, initial weights, dead units, gradients."""

import math
from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, LayerFacts
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import (
    bottleneck,
    diverged,
    hidden,
    initial_spread,
    of_layer,
    percent,
    shortfall,
    unlearned,
    weighted,
)

SQUASHING = ("sigmoid", "hard_sigmoid", "tanh", "softsign")
RECTIFIERS = ("relu", "relu6")
DEAD = ("dying_units",)
VERY_DEEP = 10  # layers, through which so little comes that weights decay and units die in the end
GRADIENTS = ("vanishing_gradient", "exploding_gradient")
SLOW = (*GRADIENTS, "learning_rate_low", "too_few_epochs", "optimizer", "undercapacity")


def activations(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """No activation between layers, a softmax between them, or many that squash."""
    layers = hidden(facts)
    linear = [layer for layer in layers if layer.followed_by == "linear"]
    if linear and 2 * len(linear) >= len(layers):
        yield Cause(
            "hidden_activation",
            0.9 if len(linear) == len(layers) else 0.7,
            f"{len(linear)} of {len(layers)} hidden layers have no activation: together they are one linear layer",
            f"keras.layers.{linear[0].kind}(…, activation='relu')",
            linear[0].name,
            symptoms=("undercapacity", *SLOW),
        )
    for layer in layers:
        if layer.followed_by == "softmax":
            yield Cause(
                "hidden_activation",
                0.93,
                f"{layer.name} ends in a softmax: its {layer.units} outputs add up to 1 and little of the input passes",
                "activation='relu'",
                layer.name,
                symptoms=("vanishing_gradient", *SLOW),
            )
            break
    yield from _squashing(facts, limits)


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
            symptoms=SLOW,
        )


def _normalized(facts: Facts) -> bool:
    return any("Normalization" in layer.kind for layer in facts.network.layers)


def initialization(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Units that begin alike, and weights that begin far too large or too small."""
    right = "kernel_initializer='he_normal'"
    alike = [layer for layer in hidden(facts) if layer.constant and (layer.units or 0) > 1]
    if alike:
        copies = of_layer(facts, alike[0].name, "duplicates")
        after = f"; after training {percent(copies)} of them still are" if copies > 0 else ""
        evidence = f"all {alike[0].units} units of {alike[0].name} begin with the same weights{after}"
        yield Cause(
            "initialization", 0.97, evidence, right, alike[0].name, symptoms=("undercapacity", "dying_units", *SLOW)
        )
        return
    spreads = {layer: initial_spread(layer) for layer in weighted(facts) if not layer.constant}
    large = {layer: spread[0] for layer, spread in spreads.items() if spread[0] > limits.spread_high}
    small = {layer: spread[1] for layer, spread in spreads.items() if spread[1] < limits.spread_low}
    if large:
        layer = max(large, key=lambda layer: large[layer])
        evidence = (
            f"the initial weights of {layer.name} are {large[layer]:.1f} times as large as He's initializer makes them"
        )
        symptoms = ("exploding_gradient", "learning_rate_high", "hidden_activation", "dying_units", "underregularized")
        yield Cause(
            "initialization", min(0.94, 0.75 + 0.03 * large[layer]), evidence, right, layer.name, symptoms=symptoms
        )
    elif small:
        layer = min(small, key=lambda layer: small[layer])
        evidence = (
            f"the initial weights of {layer.name} are {small[layer]:.2g} of what the usual initializers make them"
        )
        yield Cause("initialization", 0.8, evidence, right, layer.name, symptoms=("dying_units", *SLOW))
    yield from _biases(facts)


def _biases(facts: Facts) -> Iterator[Cause]:
    for layer in hidden(facts):
        if layer.bias is not None and layer.bias <= -1 and layer.followed_by in RECTIFIERS:
            dead = of_layer(facts, layer.name, "dead")
            if dead > 0.3:
                return  # dying_units says it
            evidence = f"the biases of {layer.name} begin at {layer.bias:.1f}"
            yield Cause("initialization", 0.6, evidence, "bias_initializer='zeros'", layer.name)
            return


def dying(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Rectified units that answer 0 to every sample."""
    if diverged(facts):  # where weights are no numbers, units are neither alive nor dead
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
    bias = f", whose biases begin at {layer.bias:.1f}" if layer.bias is not None and layer.bias <= -0.5 else ""
    yield Cause(
        "dying_units",
        0.9 if dead[layer] > 0.9 and short > limits.unlearned else 0.75,
        f"{percent(dead[layer])} of the units of {layer.name}{bias} answer 0 to every sample "
        f"({percent(at_first)} in the first epoch)",
        "bias_initializer='zeros'" if bias else "activation='leaky_relu'  # and a smaller learning rate",
        layer.name,
        symptoms=(
            *(() if _too_deep(facts, limits) else ("vanishing_gradient",)),
            *(() if bottleneck(facts) else ("undercapacity",)),
            *("learning_rate_low", "too_few_epochs", "overregularized"),
        ),
    )


def _too_deep(facts: Facts, limits: Limits) -> bool:
    """Return whether units that were alive at first came to nothing, since no gradient reached them."""
    layers = hidden(facts)
    alive = [of_layer(facts, layer.name, "dead", epoch=0) < limits.dead for layer in layers]
    return len(layers) >= VERY_DEEP and all(alive) and vanishing(facts, epoch=-1) < limits.vanishing


def _rectified(layer: LayerFacts) -> bool:
    return layer.followed_by in RECTIFIERS or layer.activation in RECTIFIERS or layer.kind == "ReLU"


def gradients(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Gradients that vanish on their way back, or explode."""
    layers, late = hidden(facts), _too_deep(facts, limits)
    depth, first = len(layers), layers[0].name if layers else ""
    ratio = vanishing(facts, epoch=-1) if late else vanishing(facts)
    if ratio < limits.vanishing and depth >= 4 and unlearned(facts) > limits.unlearned:
        yield Cause(
            "vanishing_gradient",
            0.72,
            f"the gradient of {first} is {ratio:.1g} of that of the last of {depth} hidden layers",
            "keras.layers.BatchNormalization() after each layer, or fewer layers",
            first,
            symptoms=("learning_rate_low", "too_few_epochs", "optimizer", "undercapacity", *(DEAD if late else ())),
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
            f"the gradient's norm reaches {largest:.2g}",
            f"keras.optimizers.{facts.network.optimizer.capitalize()}(…, clipnorm=1.0)",
        )


def vanishing(facts: Facts, *, epoch: int = 0) -> float:
    """Return the first hidden layer's gradient over the last one's, in an epoch, by place; NaN where not known."""
    layers = hidden(facts)
    if len(layers) < 2:
        return math.nan
    first, last = (of_layer(facts, layer.name, "gradient_norm", epoch=epoch) for layer in (layers[0], layers[-1]))
    return first / last if last > 0 else math.nan


def _worst(layers: list[LayerFacts], facts: Facts, column: str) -> float:
    found = [of_layer(facts, layer.name, column) for layer in layers]
    return max((number for number in found if math.isfinite(number)), default=math.nan)
