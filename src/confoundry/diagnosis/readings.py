"""Values that several rules derive from the layers of a network, their health, and short trainings."""

import math

from confoundry.diagnosis.facts import Facts, LayerFacts, Trial

FEW_WEIGHTS = 16  # the spread of so few weights is a matter of chance
WEIGHTED = ("Dense", "Conv", "EinsumDense", "SeparableConv", "DepthwiseConv")  # beginnings of Keras' class names


def hidden(facts: Facts) -> list[LayerFacts]:
    """Return the hidden layers whose activation is a free choice: dense layers and convolutions."""
    layers = facts.network.layers
    return [layer for layer in layers if layer.role == "hidden" and layer.kind.startswith(WEIGHTED)]


def attends(facts: Facts) -> bool:
    """Return whether any layer is an attention layer."""
    return any("Attention" in layer.kind for layer in facts.network.layers)


def weighted(facts: Facts) -> list[LayerFacts]:
    """Return the dense layers and convolutions, hidden ones and the output layer."""
    return [layer for layer in facts.network.layers if layer.kind.startswith(WEIGHTED) and layer.role != "other"]


def regularized(facts: Facts) -> bool:
    """Return whether any layer has a penalty or drops units."""
    return any(layer.l1 or layer.l2 or layer.rate for layer in facts.network.layers)


def of_layer(facts: Facts, layer: str, column: str, *, epoch: int = -1) -> float:
    """Return the monitor's number for a layer at the position of an epoch (-1: the last); NaN if there is none."""
    health = facts.run.health
    if not len(health) or column not in health:
        return math.nan
    rows = health.loc[health["layer"] == layer, column].to_numpy(dtype=float)
    return float(rows[epoch]) if len(rows) and -len(rows) <= epoch < len(rows) else math.nan


def trial(facts: Facts, start: str, rate: float) -> Trial | None:
    """Return a short training; None if it was not tried."""
    found = (one for one in facts.run.trials if one.start == start and math.isclose(one.rate, rate))
    return next(found, None)


def bottleneck(facts: Facts) -> LayerFacts | None:
    """Return the narrowest hidden layer if it has too few units to tell the classes apart; None otherwise."""
    narrow = min((layer for layer in hidden(facts) if layer.units), key=lambda layer: layer.units or 0, default=None)
    needed = max(4, math.ceil(facts.data.classes / 2)) if facts.data.task == "multiclass" else 3
    return narrow if narrow is not None and (narrow.units or 0) < needed else None


def slower_trial(facts: Facts) -> Trial | None:
    """Return the short training with a smaller learning rate; None if it was not tried."""
    return next((one for one in facts.run.trials if one.rate < 1), None)


def faster_trial(facts: Facts) -> Trial | None:
    """Return the short training with a larger learning rate; None if it was not tried."""
    return next((one for one in facts.run.trials if one.rate > 1), None)


def initial_spread(layer: LayerFacts) -> tuple[float, float]:
    """Return the spread of initial weights over the He initializer's, and over the smallest usual initializer's."""
    if layer.spread is None or not layer.fan_in or not layer.units or layer.fan_in * layer.units < FEW_WEIGHTS:
        return math.nan, math.nan
    places = math.prod(layer.kernel) if layer.kernel else 1
    fan_out = layer.units * places
    deviation = layer.spread * math.sqrt(2 / (layer.fan_in + fan_out))
    usual = math.sqrt(2 / (layer.fan_in + fan_out)), math.sqrt(1 / layer.fan_in), 0.05
    return deviation / math.sqrt(2 / layer.fan_in), deviation / min(usual)
