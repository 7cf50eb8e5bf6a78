"""Mistakes in the network: initial weights, activations, depth, width, filters."""

from bench.faults.fault import All, Fault, Times, both, convolves, curved, each, feed_forward, plain, relu
from bench.faults.settings import Settings

INITIAL = ("initialization",)
SMALL = ("undercapacity",)
LARGE = ("overcapacity", "underregularized")


def regularized(settings: Settings) -> bool:
    """Return whether the healthy program is held back from over-fitting."""
    return settings.l2 >= 0.003 and plain(settings)


def _deep(*sizes: tuple[int, int], **more: object) -> tuple[dict[str, object], ...]:
    return tuple({"units": (units,) * depth} | more for depth, units in sizes)


NETWORKS = {
    "zeros": Fault(INITIAL, each("initializer", "zeros")),
    "constant": Fault(INITIAL, tuple({"initializer": "constant", "spread": value} for value in (0.01, 0.1, 1.0))),
    "weights_large": Fault(INITIAL, tuple({"initializer": "scaled", "spread": value} for value in (10.0, 30.0, 100.0))),
    "weights_tiny": Fault(
        ("initialization", "vanishing_gradient"),
        tuple({"initializer": "scaled", "spread": value} for value in (0.03, 0.01, 0.001)),
    ),
    "deep_sigmoid": Fault(
        ("hidden_activation", "vanishing_gradient"),
        _deep((6, 24), (10, 24), (16, 24), activation="sigmoid"),
        plain,
    ),
    "deep_tanh": Fault(
        ("hidden_activation", "initialization"),
        tuple(
            {"units": (24,) * 6, "activation": "tanh", "initializer": "scaled", "spread": value}
            for value in (5.0, 10.0, 30.0)
        ),
        plain,
    ),
    "linear_stack": Fault(("hidden_activation",), each("activation", "linear"), both(feed_forward, curved)),
    "softmax_inside": Fault(("hidden_activation",), each("activation", "softmax"), feed_forward),
    "bias_negative": Fault(("dying_units", "initialization"), each("bias", -3.0, -10.0, -30.0), relu),
    "very_deep": Fault(("vanishing_gradient", "initialization"), _deep((14, 16), (24, 16), (40, 16)), plain),
    "exploding": Fault(
        ("exploding_gradient", "initialization"),
        tuple(
            {"units": (24,) * 8, "initializer": "scaled", "spread": value} | {"optimizer": "sgd", "rate": 0.01}
            for value in (3.0, 4.0, 6.0)
        ),
        both(plain, relu),
    ),
    "bottleneck": Fault(SMALL, each("units", (32, 2, 24), (32, 1, 24)), both(plain, curved)),
    "tiny": Fault(SMALL, each("units", All(2), All(1)), curved),
    "few_samples": Fault(
        LARGE,
        tuple({"samples": few, "units": (512, 512), "l2": 0.0, "dropout": 0.0} for few in (60, 30)),
        plain,
    ),
    "unregularized": Fault(
        ("underregularized", "overcapacity"),
        (
            {"l2": 0.0, "dropout": 0.0, "epochs": Times(5)},
            {"l2": 0.0, "dropout": 0.0, "epochs": Times(5), "units": Times(6)},
        ),
        regularized,
    ),
    "filters_of_one": Fault(("filter_size",), each("kernel", 1), convolves),
    "filters_too_large": Fault(("filter_size",), each("kernel", 7, 15), convolves),
}
