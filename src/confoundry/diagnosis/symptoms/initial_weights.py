"""Unsuitable initial weights and biases."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import UNKNOWN, Facts
from confoundry.diagnosis.learned import fallen_short
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import hidden, initial_spread, of_layer, weighted
from confoundry.diagnosis.symptoms.consequences import SLOWNESS
from confoundry.diagnosis.symptoms.dying_units import RECTIFIERS
from confoundry.diagnosis.words import percent


def initial_weights(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find units with identical initial weights, and initial weights that are far too large or too small."""
    right = "kernel_initializer='he_normal'"
    alike = [layer for layer in hidden(facts) if layer.constant and (layer.units or 0) > 1]
    copies = of_layer(facts, alike[0].name, "duplicates") if alike else 0.0
    if copies != 0 or (alike and fallen_short(facts, limits)):  # a residual block may start with zeros
        after = f" After training, {percent(copies)} of them are still identical." if copies > 0 else ""
        evidence = f"All {alike[0].units} units of layer {alike[0].name} start with the same weights.{after}"
        yield Cause(
            "initialization", 0.97, evidence, right, alike[0].name, symptoms=("undercapacity", "dying_units", *SLOWNESS)
        )
        return
    own = any(layer.followed_by == UNKNOWN for layer in hidden(facts))  # a custom activation may need other weights
    judged = [] if own else [layer for layer in weighted(facts) if not layer.constant]
    spreads = {layer: initial_spread(layer) for layer in judged}
    large = {layer: spread[0] for layer, spread in spreads.items() if spread[0] > limits.spread_high}
    small = {layer: spread[1] for layer, spread in spreads.items() if spread[1] < limits.spread_low}
    if large:
        layer = max(large, key=lambda layer: large[layer])
        evidence = (
            f"The initial weights of layer {layer.name} are {large[layer]:.1f} times as large as those of the He "
            "initializer."
        )
        symptoms = ("exploding_gradient", "learning_rate_high", "hidden_activation", "dying_units", "underregularized")
        yield Cause(
            "initialization", min(0.94, 0.75 + 0.03 * large[layer]), evidence, right, layer.name, symptoms=symptoms
        )
    elif small:
        layer = min(small, key=lambda layer: small[layer])
        evidence = (
            f"The initial weights of layer {layer.name} are {small[layer]:.2g} times as large as those of the usual "
            "initializers."
        )
        yield Cause("initialization", 0.8, evidence, right, layer.name, symptoms=("dying_units", *SLOWNESS))
    yield from _biases(facts)


def _biases(facts: Facts) -> Iterator[Cause]:
    for layer in hidden(facts):
        if layer.bias is not None and layer.bias <= -1 and layer.followed_by in RECTIFIERS:
            dead = of_layer(facts, layer.name, "dead")
            if dead > 0.3:
                return  # reported as dying_units
            evidence = f"The biases of layer {layer.name} start at {layer.bias:.1f}."
            yield Cause("initialization", 0.6, evidence, "bias_initializer='zeros'", layer.name)
            return
