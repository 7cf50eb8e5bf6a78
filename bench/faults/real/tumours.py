"""Questions on 569 tumours, benign or malignant."""

import numpy as np
from keras.layers import Dense, Input

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import cancer, standardized


def _data(scaled: bool = True) -> Data:
    return standardized(cancer()) if scaled else cancer()


def cancer_softmax_of_one(*, output: str) -> Made:
    """The accuracy is 0.63 in every epoch, exactly the share of ones, although the loss falls."""

    def build():
        layers = (Input((30,)), Dense(16, activation="relu"), Dense(1, activation=output))
        return compiled(*layers, loss="binary_crossentropy", step="adam 0.003")

    return Made(_data, build, epochs=20)


CANCER_SOFTMAX_OF_ONE = Question(
    cancer_softmax_of_one, "binary", {"output": Mistake("softmax", "sigmoid", ("output_activation",))}
)


def cancer_missing_values(*, filled: bool) -> Made:
    """Everybody gets the same answer, and the loss stops at 0.66 (with a tanh for the relu it is nan at once)."""

    def data() -> Data:
        x, y, x_val, y_val = _data()
        for part in (x, x_val):
            part[::9, 4] = 0 if filled else np.nan
        return x, y, x_val, y_val

    def build():
        layers = (Input((30,)), Dense(16, activation="relu"), Dense(1, activation="sigmoid"))
        return compiled(*layers, loss="binary_crossentropy", step="adam 0.003")

    return Made(data, build, epochs=20)


CANCER_MISSING_VALUES = Question(cancer_missing_values, "binary", {"filled": Mistake(False, True, ("data_invalid",))})


def cancer_linear_answer(*, output: str | None, step: str) -> Made:
    """The loss stops at a number that differs from run to run (6, 10), and the answers are not between 0 and 1."""

    def build():
        hidden = (Dense(16, activation="relu"), Dense(8, activation="relu"))
        return compiled(Input((30,)), *hidden, Dense(1, activation=output), loss="binary_crossentropy", step=step)

    return Made(_data, build, epochs=30)


CANCER_LINEAR_ANSWER = Question(
    cancer_linear_answer,
    "binary",
    {
        "output": Mistake(None, "sigmoid", ("output_activation", "loss_mismatch")),
        "step": Mistake("sgd 0.1", "adam 0.003", ("learning_rate_high", "optimizer")),
    },
)


def cancer_dead_units(*, step: str, scaled: bool) -> Made:
    """After the first epoch it gives the same answer to everybody, and the accuracy never moves again."""

    def build():
        hidden = [Dense(32, activation="relu") for _ in range(4)]
        return compiled(Input((30,)), *hidden, Dense(1, activation="sigmoid"), loss="binary_crossentropy", step=step)

    return Made(lambda: _data(scaled), build, epochs=30)


CANCER_DEAD_UNITS = Question(
    cancer_dead_units,
    "binary",
    {
        "step": Mistake("adam 0.5", "adam 0.001", ("learning_rate_high", "dying_units")),
        "scaled": Mistake(False, True, ("data_scaling",)),
    },
)


def cancer_one_huge_batch(*, batch_size: int, epochs: int) -> Made:
    """The loss is still what it was at the start when training ends."""

    def build():
        layers = (Input((30,)), Dense(16, activation="relu"), Dense(1, activation="sigmoid"))
        return compiled(*layers, loss="binary_crossentropy", step="sgd 0.01")

    return Made(_data, build, epochs, batch_size)


CANCER_ONE_HUGE_BATCH = Question(
    cancer_one_huge_batch,
    "binary",
    {
        "batch_size": Mistake(4096, 16, ("batch_size", "learning_rate_low", "optimizer")),
        "epochs": Mistake(5, 40, ("too_few_epochs",)),
    },
)
