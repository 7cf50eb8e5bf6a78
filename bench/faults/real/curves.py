"""Questions on curves and series."""

import numpy as np
from keras.layers import LSTM, Dense, Input, SimpleRNN

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import sales, split
from confoundry.keys import generator


def sine(scaled: bool) -> Data:
    """Return 200 points of a sine over two periods, the input from 0 to 199 (scaled: −2 to 2); 40 held out."""
    x = np.arange(200)[:, None]
    return split(x / 50 - 2 if scaled else x, np.sin(x[:, 0] * np.pi / 50).astype(np.float32), held_out=40)


def sine_is_flat(*, output: str | None, scaled: bool, step: str, epochs: int, units: int) -> Made:
    """The curve that it draws is a flat line just above zero."""

    def build():
        hidden = (Dense(units, activation="tanh"), Dense(units, activation="tanh"))
        return compiled(Input((1,)), *hidden, Dense(1, activation=output), loss="mean_squared_error", step=step)

    return Made(lambda: sine(scaled), build, epochs, batch_size=10)


SINE_IS_FLAT = Question(
    sine_is_flat,
    "regression",
    {
        "output": Mistake("sigmoid", None, ("output_activation",)),
        "scaled": Mistake(False, True, ("data_scaling",)),
        "step": Mistake("sgd 0.01", "adam 0.01", ("optimizer", "learning_rate_low")),
        "epochs": Mistake(15, 150, ("too_few_epochs",)),
        "units": Mistake(3, 32, ("undercapacity",)),
    },
)


def _series(scaled: bool) -> Data:
    if not scaled:
        return sales()
    x, y, x_val, y_val = sales()
    return (x - 1_000) / 300, (y - 1_000) / 300, (x_val - 1_000) / 300, (y_val - 1_000) / 300


def sales_flat_line(*, scaled: bool, step: str, epochs: int) -> Made:
    """It predicts the same number for each window, a few units where sales are about 1,000."""

    def build():
        return compiled(Input((12, 1)), LSTM(16), Dense(1), loss="mean_squared_error", step=step)

    return Made(lambda: _series(scaled), build, epochs, batch_size=16)


SALES_FLAT_LINE = Question(
    sales_flat_line,
    "regression",
    {
        "scaled": Mistake(False, True, ("data_scaling",)),
        "step": Mistake("adam 0.001", "adam 0.01", ("learning_rate_low",)),
        "epochs": Mistake(10, 60, ("too_few_epochs",)),
    },
)


def trends(scaled: bool) -> Data:
    """Return 500 series of 20 steps between 0 and 100 or so (scaled: −1 and 1), and whether they rise; 100 held out."""
    draw = generator("real", "trends")
    slope, start = draw.uniform(-1, 1, (500, 1)), draw.uniform(30, 70, (500, 1))
    series = start + slope * np.arange(-10, 10) + draw.normal(0, 3, (500, 20))
    return split((series / 50 - 1 if scaled else series)[..., None], (slope[:, 0] > 0).astype(int), held_out=100)


def trends_become_nan(*, scaled: bool, activation: str, step: str) -> Made:
    """The loss is nan in the first epoch already, although no number is missing."""

    def build():
        layers = (Input((20, 1)), SimpleRNN(32, activation=activation), Dense(1, activation="sigmoid"))
        return compiled(*layers, loss="binary_crossentropy", step=step)

    return Made(lambda: trends(scaled), build, epochs=20)


TRENDS_BECOME_NAN = Question(
    trends_become_nan,
    "binary",
    {
        "scaled": Mistake(False, True, ("data_scaling",)),
        "activation": Mistake("relu", "tanh", ("hidden_activation", "exploding_gradient")),
        "step": Mistake("sgd 0.5", "adam 0.005", ("learning_rate_high",)),
    },
)
