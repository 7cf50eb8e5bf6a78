"""Questions on 178 wines and 150 flowers of three kinds."""

from keras.layers import Dense, Dropout, Input

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import iris, one_hot, standardized, wine


def wine_sigmoid_on_one_hot(*, scaled: bool, output: str, epochs: int) -> Made:
    """The loss is about 100 at first, and the accuracy stays between 0.3 and 0.5."""

    def data() -> Data:
        return one_hot(standardized(wine()) if scaled else wine())

    def build():
        layers = (Input((13,)), Dense(16, activation="relu"), Dense(3, activation=output))
        return compiled(*layers, loss="categorical_crossentropy", step="adam 0.001")

    return Made(data, build, epochs, batch_size=8)


WINE_SIGMOID_ON_ONE_HOT = Question(
    wine_sigmoid_on_one_hot,
    "multiclass",
    {
        "scaled": Mistake(False, True, ("data_scaling",)),
        "output": Mistake("sigmoid", "softmax", ("output_activation", "loss_mismatch")),
        "epochs": Mistake(5, 50, ("too_few_epochs",)),
    },
)


def wine_loss_below_zero(*, answer: tuple[int, str, str], scaled: bool) -> Made:
    """The loss falls below zero and goes on falling, and the accuracy stays below 0.6."""
    units, output, loss = answer

    def build():
        layers = (Input((13,)), Dense(16, activation="relu"), Dense(units, activation=output))
        return compiled(*layers, loss=loss, step="adam 0.005")

    return Made(lambda: standardized(wine()) if scaled else wine(), build, epochs=40, batch_size=16)


WINE_LOSS_BELOW_ZERO = Question(
    wine_loss_below_zero,
    "multiclass",
    {
        "answer": Mistake(
            (1, "sigmoid", "binary_crossentropy"),
            (3, "softmax", "sparse_categorical_crossentropy"),
            ("loss_mismatch", "output_activation"),
        ),
        "scaled": Mistake(False, True, ("data_scaling",)),
    },
)


def wine_dropout_everywhere(*, rate: float) -> Made:
    """The accuracy hovers about 0.4, and the loss jumps up and down."""

    def build():
        hidden = (Dropout(rate), Dense(16, activation="relu"), Dropout(rate), Dense(16, activation="relu"))
        layers = (Input((13,)), *hidden, Dropout(rate), Dense(3, activation="softmax"))
        return compiled(*layers, loss="sparse_categorical_crossentropy", step="adam 0.003")

    return Made(lambda: standardized(wine()), build, epochs=40, batch_size=16)


WINE_DROPOUT_EVERYWHERE = Question(
    wine_dropout_everywhere, "multiclass", {"rate": Mistake(0.9, 0.1, ("overregularized",))}
)


def iris_labels_from_one(*, first: int) -> Made:
    """It stops: a label of 3 is outside of the valid range (on a graphics processor: the loss is nan)."""

    def data() -> Data:
        x, y, x_val, y_val = standardized(iris())
        return x, y + first, x_val, y_val + first

    def build():
        layers = (Input((4,)), Dense(16, activation="relu"), Dense(3, activation="softmax"))
        return compiled(*layers, loss="sparse_categorical_crossentropy", step="adam 0.01")

    return Made(data, build, epochs=40, batch_size=16)


IRIS_LABELS_FROM_ONE = Question(
    iris_labels_from_one,
    "multiclass",
    {"first": Mistake(1, 0, ("data_invalid", "loss_mismatch"))},
    raises="outside the valid range",
)


def iris_zero_weights(*, initializer: str) -> Made:
    """Every flower is of the same kind, and the accuracy has not moved from 0.33 after 50 epochs."""

    def build():
        hidden = [Dense(12, activation="relu", kernel_initializer=initializer) for _ in range(2)]
        answer = Dense(3, activation="softmax", kernel_initializer=initializer)
        return compiled(Input((4,)), *hidden, answer, loss="sparse_categorical_crossentropy", step="adam 0.01")

    return Made(iris, build, epochs=50, batch_size=16)


IRIS_ZERO_WEIGHTS = Question(
    iris_zero_weights, "multiclass", {"initializer": Mistake("zeros", "glorot_uniform", ("initialization",))}
)
