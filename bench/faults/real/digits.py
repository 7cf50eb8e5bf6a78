"""Questions on small pictures of digits, 64 numbers each."""

from keras.initializers import RandomNormal
from keras.layers import Conv2D, Dense, GlobalAveragePooling2D, Input, Reshape
from keras.losses import SparseCategoricalCrossentropy
from keras.regularizers import L2

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import digits, one_hot

CLASSES = "sparse_categorical_crossentropy"


def digits_mean_squared(*, loss: str, step: str, activation: str) -> Made:
    """The loss is 0.09 from the first epoch to the last, and the accuracy about 0.1."""

    def data() -> Data:
        return one_hot(digits())

    def build():
        hidden = (Dense(32, activation=activation), Dense(32, activation=activation))
        return compiled(Input((64,)), *hidden, Dense(10, activation="softmax"), loss=loss, step=step)

    return Made(data, build, epochs=15)


DIGITS_MEAN_SQUARED = Question(
    digits_mean_squared,
    "multiclass",
    {
        "loss": Mistake("mean_squared_error", "categorical_crossentropy", ("loss_mismatch",)),
        "step": Mistake("sgd 0.01", "adam 0.003", ("learning_rate_low", "optimizer")),
        "activation": Mistake("sigmoid", "relu", ("hidden_activation",)),
    },
)


def digits_indices_for_binary(*, loss: str) -> Made:
    """It stops: target and output must have the same rank."""

    def build():
        layers = (Input((64,)), Dense(32, activation="relu"), Dense(10, activation="softmax"))
        return compiled(*layers, loss=loss, step="adam 0.003")

    return Made(digits, build, epochs=15)


DIGITS_INDICES_FOR_BINARY = Question(
    digits_indices_for_binary,
    "multiclass",
    {"loss": Mistake("binary_crossentropy", CLASSES, ("loss_mismatch",))},
    raises="must have the same rank",
)


def digits_softmax_then_logits(*, output: str | None, step: str) -> Made:
    """The loss never gets below 2.3, and the accuracy stays near 0.1."""

    def build():
        filters = (Conv2D(16, 3, activation="relu"), Conv2D(32, 3, activation="relu"))
        answer = (Conv2D(10, 1, activation=output), GlobalAveragePooling2D())
        loss = SparseCategoricalCrossentropy(from_logits=True)
        return compiled(Input((64,)), Reshape((8, 8, 1)), *filters, *answer, loss=loss, step=step)

    return Made(digits, build, epochs=15)


DIGITS_SOFTMAX_THEN_LOGITS = Question(
    digits_softmax_then_logits,
    "multiclass",
    {
        "output": Mistake("softmax", None, ("output_activation", "loss_mismatch")),
        "step": Mistake("sgd 0.01", "adam 0.005", ("learning_rate_low", "optimizer")),
    },
)


def digits_deep_sigmoid(*, activation: str) -> Made:
    """The accuracy is 0.1 in every epoch, and the first layers' weights do not change."""

    def build():
        hidden = [Dense(32, activation=activation) for _ in range(10)]
        return compiled(Input((64,)), *hidden, Dense(10, activation="softmax"), loss=CLASSES, step="adam 0.001")

    return Made(digits, build, epochs=20)


DIGITS_DEEP_SIGMOID = Question(
    digits_deep_sigmoid,
    "multiclass",
    {"activation": Mistake("sigmoid", "relu", ("hidden_activation", "vanishing_gradient"))},
)


def digits_l2_of_one(*, l2: float) -> Made:
    """The loss falls from 60 to 2.3 and stays there, and the accuracy is 0.1."""

    def build():
        hidden = (Dense(64, activation="relu", kernel_regularizer=L2(l2)) for _ in range(2))
        answer = Dense(10, activation="softmax", kernel_regularizer=L2(l2))
        return compiled(Input((64,)), *hidden, answer, loss=CLASSES, step="adam 0.003")

    return Made(digits, build, epochs=15)


DIGITS_L2_OF_ONE = Question(digits_l2_of_one, "multiclass", {"l2": Mistake(1.0, 0.0001, ("overregularized",))})


def digits_two_units(*, units: int) -> Made:
    """The accuracy gets stuck between 0.3 and 0.6, in training as in validation."""

    def build():
        hidden = (Dense(units, activation="relu"), Dense(units, activation="relu"))
        return compiled(Input((64,)), *hidden, Dense(10, activation="softmax"), loss=CLASSES, step="adam 0.003")

    return Made(digits, build, epochs=30)


DIGITS_TWO_UNITS = Question(digits_two_units, "multiclass", {"units": Mistake(2, 32, ("undercapacity",))})


def digits_huge_weights(*, spread: float, brightest: int, step: str) -> Made:
    """The loss starts at 30, and the accuracy stays at 0.1 to 0.2."""

    def data() -> Data:
        x, y, x_val, y_val = digits()
        return x * brightest, y, x_val * brightest, y_val

    def build():
        hidden = [Dense(32, activation="tanh", kernel_initializer=RandomNormal(stddev=spread)) for _ in range(3)]
        answer = Dense(10, activation="softmax", kernel_initializer=RandomNormal(stddev=spread))
        return compiled(Input((64,)), *hidden, answer, loss=CLASSES, step=step)

    return Made(data, build, epochs=15)


DIGITS_HUGE_WEIGHTS = Question(
    digits_huge_weights,
    "multiclass",
    {
        "spread": Mistake(5.0, 0.15, ("initialization",)),
        "brightest": Mistake(16, 1, ("data_scaling",)),
        "step": Mistake("sgd 0.001", "adam 0.003", ("learning_rate_low", "optimizer")),
    },
)
