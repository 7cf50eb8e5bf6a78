"""An output activation, a loss and labels that do not match."""

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
# The range of an activation.
RANGES = {"sigmoid": (0, 1), "hard_sigmoid": (0, 1), "softmax": (0, 1), "tanh": (-1, 1), "softsign": (-1, 1)}
FROM_ZERO = ("relu", "relu6", "softplus", "exponential")


def outputs(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find mismatches between the outputs of the network, the loss and the labels."""
    network, data = facts.network, facts.data
    if network.output_activation == "softmax" and network.outputs == 1:
        yield _activation(facts, 0.99, "A softmax over one unit always outputs 1.", "keras.layers.Dense(1, 'sigmoid')")
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
            f"{_title(network.loss)} is for classes, but the labels are numbers from {low:g} to {high:g}.",
            "loss='mean_squared_error'",
        )
    bounds = RANGES.get(activation) or ((0, float("inf")) if activation in FROM_ZERO else None)
    if bounds and (low < bounds[0] or high > bounds[1]):
        reach = f"from {bounds[0]} to {bounds[1]}" if bounds[1] < float("inf") else "of 0 and above"
        evidence = (
            f"The output activation {activation} gives numbers {reach}, but the labels range from {low:g} to {high:g}."
        )
        yield _activation(facts, 0.96, evidence, f"keras.layers.Dense({network.outputs})  # without an activation")


def _several(facts: Facts, limits: Limits) -> Iterator[Cause]:
    network = facts.network
    if network.output_activation == "softmax":
        evidence = "The outputs of a softmax sum to 1, but a sample can have several labels at once."
        yield _activation(facts, 0.93, evidence, f"keras.layers.Dense({network.outputs}, 'sigmoid')")
    if network.loss in CATEGORICAL:
        yield _loss(
            0.92,
            f"{_title(network.loss)} is for one class per sample, but a sample can have several labels.",
            "loss='binary_crossentropy'",
        )
    elif network.loss in DISTANCES:
        yield _loss(
            0.75, f"{_title(network.loss)} is for numbers, but each label is yes or no.", "loss='binary_crossentropy'"
        )
    elif network.loss in BINARY and network.output_activation != "softmax":
        yield from _probabilities(facts, limits, "sigmoid")


def _one_unit(facts: Facts, limits: Limits) -> Iterator[Cause]:
    network, data = facts.network, facts.data
    if data.task == "multiclass":
        evidence = f"The network has one output for {data.classes} classes."
        right = f"keras.layers.Dense({data.classes}, 'softmax')"
        yield _activation(facts, 0.95, evidence, f"{right} and loss='sparse_categorical_crossentropy'")
        return
    if network.loss in CATEGORICAL:
        evidence = f"{_title(network.loss)} compares several outputs, but the network has only one."
        yield _loss(0.97, evidence, "loss='binary_crossentropy'")
    elif network.loss in DISTANCES and not excels(facts):
        yield _loss(
            0.8, f"{_title(network.loss)} is for numbers, but the labels are two classes.", "loss='binary_crossentropy'"
        )
        if network.output_activation in FROM_ZERO:
            evidence = f"The output activation {network.output_activation} does not give a probability."
            yield _activation(facts, 0.78, evidence, "keras.layers.Dense(1, 'sigmoid')")
    elif network.loss in BINARY:
        yield from _probabilities(facts, limits, "sigmoid")


def _classes(facts: Facts, limits: Limits) -> Iterator[Cause]:
    network, data = facts.network, facts.data
    if network.loss == "sparse_categorical_crossentropy" and data.labels == "one_hot":
        evidence = "Sparse categorical cross-entropy takes class numbers, but the labels are one-hot rows."
        yield _loss(0.97, evidence, "loss='categorical_crossentropy'")
    elif network.loss != "sparse_categorical_crossentropy" and network.loss in CATEGORICAL and data.labels == "index":
        evidence = "Categorical cross-entropy takes one-hot rows, but the labels are class numbers."
        yield _loss(0.97, evidence, "loss='sparse_categorical_crossentropy'")
    elif network.loss in CATEGORICAL:
        yield from _probabilities(facts, limits, "softmax")
    elif network.loss in DISTANCES and not excels(facts):
        sparse = "sparse_" if data.labels == "index" else ""
        yield _loss(
            0.93 if data.labels == "index" else 0.8,
            f"{_title(network.loss)} is for numbers, but the labels are {data.classes} classes.",
            f"loss='{sparse}categorical_crossentropy'",
        )
        if network.output_activation in (*FROM_ZERO, "tanh"):
            activation = network.output_activation
            evidence = f"The output activation {activation} does not give probabilities for {data.classes} classes."
            yield _activation(facts, 0.78, evidence, f"keras.layers.Dense({network.outputs}, 'softmax')")
    elif network.loss in BINARY and (network.output_activation == "softmax" or data.labels == "index"):
        apart = f"each of the {network.outputs} outputs separately"
        evidence = f"Binary cross-entropy scores {apart}, but a sample has only one class."
        yield _loss(0.93 if data.labels == "index" else 0.6, evidence, "loss='categorical_crossentropy'")
    elif network.loss in BINARY and network.output_activation != "sigmoid":
        yield from _probabilities(facts, limits, "sigmoid")


def _probabilities(facts: Facts, limits: Limits, right: str) -> Iterator[Cause]:
    """Find a missing or superfluous activation before a loss that takes probabilities (logits if `from_logits` is set).

    If the last operation is the matching activation, Keras removes it for `from_logits=True`: then it does no harm.
    """
    network = facts.network
    activation = network.output_activation
    if activation == UNKNOWN:
        return
    if network.from_logits and activation == right and not fallen_short(facts, limits):
        return
    if network.from_logits and activation != "linear":
        evidence = (
            f"With from_logits=True, the loss applies a {right} itself, but the network already ends in {activation}."
        )
        cause = _loss(0.92, evidence, "from_logits=False")
        yield (
            cause
            if activation == right
            else _activation(facts, 0.92, evidence, "remove the activation of the last layer")
        )
    elif not network.from_logits and activation != right:
        came = "has no output activation" if activation == "linear" else f"ends in {activation}"
        evidence = f"The network {came}, but {_words(network.loss)} expects probabilities from a {right}."
        yield _activation(facts, 0.95, evidence, f"keras.layers.Dense({network.outputs}, '{right}')")


def _activation(facts: Facts, confidence: float, evidence: str, remedy: str) -> Cause:
    last = next((layer.name for layer in reversed(facts.network.layers) if layer.role == "output"), None)
    return Cause("output_activation", confidence, evidence, remedy, last, symptoms=OF_OUTPUT)


def _loss(confidence: float, evidence: str, remedy: str) -> Cause:
    return Cause("loss_mismatch", confidence, evidence, remedy, symptoms=OF_OUTPUT)


def _title(loss: str) -> str:
    return _words(loss).capitalize()


def _words(loss: str) -> str:
    return loss.replace("_", " ").replace("crossentropy", "cross-entropy")
