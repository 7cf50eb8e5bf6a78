"""Questions on points in a plane: XOR, circles."""

import numpy as np
from keras.layers import Dense, Input
from sklearn.datasets import make_circles

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import split
from confoundry.keys import generator

BITS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)


def xor() -> Data:
    """Return the four points; none are held out."""
    y = np.array([0, 1, 1, 0], np.float32)
    return BITS, y, BITS[:0], y[:0]


def circles() -> Data:
    """Return 400 points on two noisy circles; 100 held out."""
    return split(*make_circles(400, noise=0.1, factor=0.4, random_state=0), held_out=100)


def xor_stays_at_half(*, step: str, epochs: int, activation: str) -> Made:
    """All four answers are about 0.5."""

    def build():
        hidden, answer = Dense(8, activation=activation), Dense(1, activation="sigmoid")
        return compiled(Input((2,)), hidden, answer, loss="mean_squared_error", step=step)

    return Made(xor, build, epochs, batch_size=4)


XOR_STAYS_AT_HALF = Question(
    xor_stays_at_half,
    "binary",
    {
        "step": Mistake("sgd 0.01", "adam 0.05", ("optimizer", "learning_rate_low")),
        "epochs": Mistake(50, 300, ("too_few_epochs",)),
        "activation": Mistake("sigmoid", "tanh", ("hidden_activation",)),
    },
)


def circles_lose_nothing(*, activation: str | None, loss: str, step: str) -> Made:
    """The loss is 0.0 from the first epoch on, and the accuracy stays at 0.5."""

    def build():
        hidden = (Dense(16, activation=activation), Dense(16, activation=activation))
        return compiled(Input((2,)), *hidden, Dense(1, activation="sigmoid"), loss=loss, step=step)

    return Made(circles, build, epochs=40)


CIRCLES_LOSE_NOTHING = Question(
    circles_lose_nothing,
    "binary",
    {
        "activation": Mistake(None, "relu", ("hidden_activation",)),
        "loss": Mistake("categorical_crossentropy", "binary_crossentropy", ("loss_mismatch",)),
        "step": Mistake("adam 1.0", "adam 0.01", ("learning_rate_high",)),
    },
)


def pairs_of_bits() -> Data:
    """Return 1,000 pairs of bits, and whether they differ; 200 held out."""
    bits = generator("real", "bits").integers(0, 2, size=(1_000, 2))
    return split(bits, bits[:, 0] ^ bits[:, 1], held_out=200)


def bits_relu_to_the_end(*, hidden: str | None, answer: tuple[str, str], step: str, epochs: int, units: int) -> Made:
    """The loss hardly moves from 0.5 or 0.25, and in some runs all answers are 0."""
    output, loss = answer

    def build():
        layers = (Dense(units, activation=hidden), Dense(units, activation="relu"), Dense(1, activation=output))
        return compiled(Input((2,)), *layers, loss=loss, step=step)

    return Made(pairs_of_bits, build, epochs)


BITS_RELU_TO_THE_END = Question(
    bits_relu_to_the_end,
    "binary",
    {
        "hidden": Mistake(None, "relu", ("hidden_activation",)),
        "answer": Mistake(
            ("relu", "mean_squared_error"), ("sigmoid", "binary_crossentropy"), ("output_activation", "loss_mismatch")
        ),
        "step": Mistake("sgd 0.01", "adam 0.01", ("optimizer", "learning_rate_low")),
        "epochs": Mistake(5, 20, ("too_few_epochs",)),
        "units": Mistake(2, 8, ("undercapacity",)),
    },
)


def above_fifty_thousand(*, scaled: bool, output: str, units: int) -> Made:
    """The accuracy stays at about 0.5, although one comparison would do."""

    def data() -> Data:
        number = generator("real", "threshold").uniform(0, 100_000, size=(1_000, 1))
        return split(number / 50_000 - 1 if scaled else number, (number[:, 0] > 50_000).astype(int), held_out=200)

    def build():
        hidden = (Dense(units, activation="relu"), Dense(units, activation="relu"))
        return compiled(
            Input((1,)), *hidden, Dense(1, activation=output), loss="binary_crossentropy", step="adam 0.003"
        )

    return Made(data, build, epochs=10, batch_size=10)


ABOVE_FIFTY_THOUSAND = Question(
    above_fifty_thousand,
    "binary",
    {
        "scaled": Mistake(False, True, ("data_scaling",)),
        "output": Mistake("relu", "sigmoid", ("output_activation", "loss_mismatch")),
        "units": Mistake(3, 16, ("undercapacity",)),
    },
)
