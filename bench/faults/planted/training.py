"""Mistakes in how a network is trained."""

from bench.faults.fault import Fault, Times, each, given, relu, table

RATE_HIGH = ("learning_rate_high",)
RATE_LOW = ("learning_rate_low",)
TRAINING = {
    "learning_rate_high": Fault(RATE_HIGH, each("rate", Times(30), Times(100), Times(1000))),
    "sgd_diverges": Fault(
        ("learning_rate_high", "exploding_gradient", "dying_units"),
        tuple({"optimizer": "sgd", "momentum": 0.9, "rate": rate} for rate in (0.5, 2.0, 10.0)),
        relu,
    ),
    "learning_rate_lowish": Fault(("learning_rate_low", "too_few_epochs"), each("rate", Times(1 / 10), Times(1 / 30))),
    "learning_rate_low": Fault(RATE_LOW, each("rate", Times(1 / 100), Times(1 / 300), Times(1 / 1000))),
    "too_few_epochs": Fault(("too_few_epochs",), each("epochs", 3, 2, 1)),
    "batch_too_large": Fault(("batch_size", "too_few_epochs"), each("batch_size", 256, 1000)),
    "batch_too_small": Fault(("batch_size", "learning_rate_high"), each("batch_size", 2, 1), table),
    "sgd_plain": Fault(
        ("optimizer", "learning_rate_low"),
        tuple({"optimizer": "sgd", "momentum": 0.0, "rate": rate} for rate in (0.01, 0.003, 0.001)),
    ),
    "optimizer_slow": Fault(
        ("optimizer", "learning_rate_low"),
        ({"optimizer": "adagrad", "rate": 0.001}, {"optimizer": "adadelta", "rate": 0.001}),
    ),
    "momentum_high": Fault(
        ("optimizer", "learning_rate_high"), each("momentum", 0.99, 0.999), given("optimizer", "sgd")
    ),
    "l1_strong": Fault(("overregularized",), each("l1", 0.03, 0.1, 1.0)),
    "l2_strong": Fault(("overregularized",), each("l2", 0.3, 1.0, 10.0)),
    "dropout_strong": Fault(("overregularized",), each("dropout", 0.8, 0.9, 0.95)),
    "decay_strong": Fault(("overregularized",), each("decay", 3.0, 10.0, 30.0), given("optimizer", "adamw")),
}
