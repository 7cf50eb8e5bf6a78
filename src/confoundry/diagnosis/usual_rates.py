"""The usual learning rates of each optimizer."""

import math

from confoundry.diagnosis.facts import NetworkFacts

USUAL = {
    "sgd": (0.005, 0.2),
    "adam": (2e-4, 5e-3),
    "adamw": (2e-4, 5e-3),
    "nadam": (2e-4, 5e-3),
    "adamax": (2e-4, 1e-2),
    "rmsprop": (2e-4, 5e-3),
    "adagrad": (5e-3, 0.2),
    "adadelta": (0.1, 2.0),
    "ftrl": (5e-3, 0.2),
    "lion": (2e-5, 1e-3),
}
ANY = (1e-4, 0.1)


def usual_rate(network: NetworkFacts) -> float:
    """Return the geometric mean of the usual learning rates: 0.001 for Adam."""
    low, high = usual_rates(network)
    return math.sqrt(low * high)


def usual_rates(network: NetworkFacts) -> tuple[float, float]:
    """Return the lowest and the highest usual learning rate of a network's optimizer."""
    low, high = USUAL.get(network.optimizer, ANY)
    return (low, high / 2) if network.momentum >= 0.8 and network.optimizer == "sgd" else (low, high)
