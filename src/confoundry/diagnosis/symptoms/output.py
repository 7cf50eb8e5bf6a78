"""The last activation, the loss and the labels do not go together."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import UNKNOWN, Facts
from confoundry.diagnosis.learned import excels, fallen_short
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.symptoms.consequences import OF_OUTPUT

CATEGORICAL = ("categorical_crossentropy", "sparse_categorical_crossentropy", "categorical_focal_crossentropy")
BINARY = ("binary_crossentropy", "binary_focal_crossentropy")
DISTANCES = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
)
MARGINS = ("hinge", "squared_hinge", "categorical_hinge")
# What an activation can answer.
RANGES = {"sigmoid": (0, 1), "hard_sigmoid": (0, 1), "softmax": (0, 1), "tanh": (-1, 1), "softsign": (-1, 1)}
FROM_ZERO = ("relu", "relu6", "softplus", "exponential")


def answers(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Return what is wrong between the network's answers, the loss and the labels."""
    network, data = facts.network, facts.data
    if network.output_activation == "softmax" and network.outputs == 1:
        yield _activation(facts, 0.99, "a softmax over one unit always answers 1", "keras.layers.Dense(1, 'sigmoid')")
        return
    if data.task == "regression":
        yield from _numbers(facts)
    elif data.task == "multilabel":
        yield from _several(facts, limits)
    elif network.outputs == 1:
        yield from _one_unit(facts, limits)
    else:
        yield from _classes(facts, limits)


def _numbers(facts: Facts) -> Iterator[Cause]:
    network, data = facts.network, facts.data
    activation, low, high = network.output_activation, data.label_low, data.label_high
    if network.loss in CATEGORICAL + BINARY and not (network.loss in BINARY and low >= 0 and high <= 1):
        yield _loss(
            0.95,
            f"{_words(network.loss)} is for classes; the labels are numbers from {low:g} to {high:g}",
            "loss='mean_squared_error'",
        )
    bounds = RANGES.get(activation) or ((0, float("inf")) if activation in FROM_ZERO else None)
    if bounds and (low < bounds[0] or high > bounds[1]):
        reach = f"{bounds[0]} to {bounds[1]}" if bounds[1] < float("inf") else "0 upwards"
        evidence = f"{activation} answers numbers from {reach}; the labels go from {low:g} to {high:g}"
        yield _activation(facts, 0.96, evidence, f"keras.layers.Dense({network.outputs})  # without an activation")


def _several(facts: Facts, limits: Limits) -> Iterator[Cause]:
    network = facts.network
    if network.output_activation == "softmax":
        evidence = "a softmax's answers add up to 1; a sample has several labels at once"
        yield _activation(facts, 0.93, evidence, f"keras.layers.Dense({network.outputs}, 'sigmoid')")
    if network.loss in CATEGORICAL:
        yield _loss(
            0.92,
            f"{_words(network.loss)} is for one class a sample; a sample has several",
            "loss='binary_crossentropy'",
        )
    elif network.loss in DISTANCES:
        yield _loss(
            0.75, f"{_words(network.loss)} is for numbers; the labels are yes or no", "loss='binary_crossentropy'"
        )
    elif network.loss in BINARY and network.output_activation != "softmax":
        yield from _probabilities(facts, limits, "sigmoid")


def _one_unit(facts: Facts, limits: Limits) -> Iterator[Cause]:
    network, data = facts.network, facts.data
    if data.task == "multiclass":
        evidence = f"one output for {data.classes} classes"
        right = f"keras.layers.Dense({data.classes}, 'softmax')"
        yield _activation(facts, 0.95, evidence, f"{right} and loss='sparse_categorical_crossentropy'")
        return
    if network.loss in CATEGORICAL:
        evidence = f"{_words(network.loss)} compares several outputs; the network has one"
        yield _loss(0.97, evidence, "loss='binary_crossentropy'")
    elif network.loss in DISTANCES and not excels(facts):
        yield _loss(
            0.8, f"{_words(network.loss)} is for numbers; the labels are two classes", "loss='binary_crossentropy'"
        )
        if network.output_activation in FROM_ZERO:
            yield _activation(
                facts, 0.78, f"{network.output_activation} is no probability", "keras.layers.Dense(1, 'sigmoid')"
            )
    elif network.loss in BINARY:
        yield from _probabilities(facts, limits, "sigmoid")


def _classes(facts: Facts, limits: Limits) -> Iterator[Cause]:
    network, data = facts.network, facts.data
    if network.loss == "sparse_categorical_crossentropy" and data.labels == "one_hot":
        yield _loss(0.97, "the sparse loss takes class numbers; the labels are rows", "loss='categorical_crossentropy'")
    elif network.loss != "sparse_categorical_crossentropy" and network.loss in CATEGORICAL and data.labels == "index":
        evidence = "categorical cross-entropy takes rows with one 1; the labels are class numbers"
        yield _loss(0.97, evidence, "loss='sparse_categorical_crossentropy'")
    elif network.loss in CATEGORICAL:
        yield from _probabilities(facts, limits, "softmax")
    elif network.loss in DISTANCES and not excels(facts):
        sparse = "sparse_" if data.labels == "index" else ""
        yield _loss(
            0.93 if data.labels == "index" else 0.8,
            f"{_words(network.loss)} is for numbers; the labels are {data.classes} classes",
            f"loss='{sparse}categorical_crossentropy'",
        )
        if network.output_activation in (*FROM_ZERO, "tanh"):
            evidence = f"{network.output_activation} gives no probabilities of {data.classes} classes"
            yield _activation(facts, 0.78, evidence, f"keras.layers.Dense({network.outputs}, 'softmax')")
    elif network.loss in BINARY and (network.output_activation == "softmax" or data.labels == "index"):
        evidence = f"binary cross-entropy scores each of {network.outputs} outputs apart; a sample has one class"
        yield _loss(0.93 if data.labels == "index" else 0.6, evidence, "loss='categorical_crossentropy'")
    elif network.loss in BINARY and network.output_activation != "sigmoid":
        yield from _probabilities(facts, limits, "sigmoid")


def _probabilities(facts: Facts, limits: Limits, right: str) -> Iterator[Cause]:
    """Return what is wrong where a loss takes probabilities, or scores where it is told so.

    Keras takes the right activation off again where it is the last operation: then it does no harm.
    """
    network = facts.network
    activation = network.output_activation
    if activation == UNKNOWN:
        return
    if network.from_logits and activation == right and not fallen_short(facts, limits):
        return
    if network.from_logits and activation != "linear":
        evidence = f"from_logits=True: the loss applies a {right} to answers that come from a {activation}"
        cause = _loss(0.92, evidence, "from_logits=False")
        yield cause if activation == right else _activation(facts, 0.92, evidence, "no activation in the last layer")
    elif not network.from_logits and activation != right:
        came = "has no activation" if activation == "linear" else f"ends in {activation}"
        evidence = f"the network {came}; {_words(network.loss)} takes probabilities, from a {right}"
        yield _activation(facts, 0.95, evidence, f"keras.layers.Dense({network.outputs}, '{right}')")


def _activation(facts: Facts, confidence: float, evidence: str, remedy: str) -> Cause:
    last = next((layer.name for layer in reversed(facts.network.layers) if layer.role == "output"), None)
    return Cause("output_activation", confidence, evidence, remedy, last, symptoms=OF_OUTPUT)


def _loss(confidence: float, evidence: str, remedy: str) -> Cause:
    return Cause("loss_mismatch", confidence, evidence, remedy, symptoms=OF_OUTPUT)


def _words(loss: str) -> str:
    return loss.replace("_", " ").replace("crossentropy", "cross-entropy")
