"""Questions on networks that give several answers at once: tags, pictures that are to be drawn again."""

from keras.layers import Dense, Input
from sklearn.datasets import make_multilabel_classification

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import digits, split, standardized


def tags() -> Data:
    """Return 600 samples of 20 features with 5 tags, of which a sample has two or three; 120 held out."""
    x, y = make_multilabel_classification(600, n_classes=5, n_labels=3, allow_unlabeled=False, random_state=0)
    return standardized(split(x, y.astype("float32"), held_out=120))


def tags_share_a_softmax(*, answer: tuple[str, str], step: str) -> Made:
    """The loss grows to a million, then it is nan."""
    output, loss = answer

    def build():
        layers = (Input((20,)), Dense(32, activation="relu"), Dense(5, activation=output))
        return compiled(*layers, loss=loss, step=step)

    return Made(tags, build, epochs=30)


TAGS_SHARE_A_SOFTMAX = Question(
    tags_share_a_softmax,
    "multilabel",
    {
        "answer": Mistake(
            ("softmax", "categorical_crossentropy"),
            ("sigmoid", "binary_crossentropy"),
            ("output_activation", "loss_mismatch"),
        ),
        "step": Mistake("sgd 0.5", "adam 0.003", ("learning_rate_high",)),
    },
)


def digits_drawn_again(*, brightest: int, units: int) -> Made:
    """The loss of the autoencoder gets stuck, and all that it draws is white."""

    def data() -> Data:
        x, _, x_val, _ = digits()
        return x * brightest, x * brightest, x_val * brightest, x_val * brightest

    def build():
        layers = (Input((64,)), Dense(units, activation="relu"), Dense(64, activation="sigmoid"))
        return compiled(*layers, loss="mean_squared_error", step="adam 0.003")

    return Made(data, build, epochs=30)


DIGITS_DRAWN_AGAIN = Question(
    digits_drawn_again,
    "regression",
    {
        "brightest": Mistake(16, 1, ("data_scaling", "output_activation")),
        "units": Mistake(2, 32, ("undercapacity",)),
    },
)
