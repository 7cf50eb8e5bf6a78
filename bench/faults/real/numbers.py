"""Questions on numbers that are to be predicted: prices, returns, percentages."""

import numpy as np
from keras.layers import Dense, Input

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import houses, scaled_targets, split, standardized
from confoundry.keys import generator


def prices_become_nan(*, scaled: bool, step: str) -> Made:
    """The loss is nan in the first epoch already."""

    def build():
        hidden = (Dense(32, activation="relu"), Dense(16, activation="relu"))
        return compiled(Input((4,)), *hidden, Dense(1), loss="mean_squared_error", step=step)

    return Made(lambda: scaled_targets(standardized(houses())) if scaled else houses(), build, epochs=40)


PRICES_BECOME_NAN = Question(
    prices_become_nan,
    "regression",
    {
        "scaled": Mistake(False, True, ("data_scaling", "exploding_gradient")),
        "step": Mistake("sgd 0.5", "sgd 0.03", ("learning_rate_high",)),
    },
)


def returns() -> Data:
    """Return 300 samples of 5 features, and a target between −3 and 3; 60 held out."""
    x = generator("real", "returns").normal(size=(300, 5))
    return split(x, (1.5 * np.tanh(x[:, 0] + x[:, 1] * x[:, 2]) + 0.5 * x[:, 3]).astype(np.float32), held_out=60)


def returns_never_negative(*, output: str | None) -> Made:
    """It never predicts a loss: half of the answers are exactly 0."""

    def build():
        hidden = (Dense(32, activation="relu"), Dense(32, activation="relu"))
        return compiled(Input((5,)), *hidden, Dense(1, activation=output), loss="mean_squared_error", step="adam 0.003")

    return Made(returns, build, epochs=60, batch_size=16)


RETURNS_NEVER_NEGATIVE = Question(
    returns_never_negative, "regression", {"output": Mistake("relu", None, ("output_activation",))}
)


def percentages(scaled: bool) -> Data:
    """Return 400 samples of 3 features, and a target between 0 and 100 (scaled: 1); 80 held out."""
    x = generator("real", "percentages").uniform(-1, 1, size=(400, 3))
    y = 100 / (1 + np.exp(-2 * x[:, 0] - 3 * x[:, 1] * x[:, 2]))
    return split(x, (y / 100 if scaled else y).astype(np.float32), held_out=80)


def percentages_are_all_one(*, output: str | None, scaled: bool, epochs: int) -> Made:
    """It predicts 1 for everything, and the loss stays at 2,900."""

    def build():
        hidden = (Dense(32, activation="tanh"), Dense(32, activation="tanh"))
        return compiled(Input((3,)), *hidden, Dense(1, activation=output), loss="mean_squared_error", step="adam 0.003")

    return Made(lambda: percentages(scaled), build, epochs)


PERCENTAGES_ARE_ALL_ONE = Question(
    percentages_are_all_one,
    "regression",
    {
        "output": Mistake("tanh", None, ("output_activation",)),
        "scaled": Mistake(False, True, ("data_scaling",)),
        "epochs": Mistake(10, 60, ("too_few_epochs",)),
    },
)


def prices_far_too_low(*, targets: str, epochs: int, step: str) -> Made:
    """The loss is 2e11 and falls by a thousandth in an epoch, and the prices that it predicts are near 0."""

    def data() -> Data:
        known = standardized(houses())
        return scaled_targets(known) if targets == "scaled" else known

    def build():
        hidden = (Dense(32, activation="relu"), Dense(16, activation="relu"))
        return compiled(Input((4,)), *hidden, Dense(1), loss="mean_squared_error", step=step)

    return Made(data, build, epochs)


PRICES_FAR_TOO_LOW = Question(
    prices_far_too_low,
    "regression",
    {
        "targets": Mistake("raw", "scaled", ("data_scaling",)),
        "epochs": Mistake(20, 60, ("too_few_epochs",)),
        "step": Mistake("adam 0.001", "adam 0.005", ("learning_rate_low",)),
    },
)
