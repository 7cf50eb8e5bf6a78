"""Questions on few samples that are learnt by heart, and on samples that lost their labels."""

from keras.layers import Dense, Input
from keras.regularizers import L2
from sklearn import datasets

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import cancer, scaled_targets, split, standardized
from confoundry.keys import generator


def patients() -> Data:
    """Return 100 patients with diabetes, 10 features and how their illness went on; 342 held out."""
    x, y = datasets.load_diabetes(return_X_y=True)
    return scaled_targets(standardized(split(x, y.astype("float32"), held_out=342)))


def patients_learnt_by_heart(*, units: int, epochs: int, l2: float) -> Made:
    """The loss in training goes to 0, and in validation it is twice what it was after the first epochs."""

    def build():
        hidden = [Dense(units, activation="relu", kernel_regularizer=L2(l2)) for _ in range(3)]
        return compiled(Input((10,)), *hidden, Dense(1), loss="mean_squared_error", step="adam 0.003")

    return Made(patients, build, epochs, batch_size=16)


PATIENTS_LEARNT_BY_HEART = Question(
    patients_learnt_by_heart,
    "regression",
    {
        "units": Mistake(256, 16, ("overcapacity",)),
        "epochs": Mistake(150, 30, ("underregularized",)),
        "l2": Mistake(0.0, 0.03, ("underregularized",)),
    },
)


def rows_mixed_without_labels(*, together: bool) -> Made:
    """In training it gets better slowly, and in validation it guesses, whatever the network."""

    def data() -> Data:
        x, y, x_val, y_val = standardized(cancer())
        if not together:
            draw = generator("real", "rows")
            x, x_val = x[draw.permutation(len(x))], x_val[draw.permutation(len(x_val))]
        return x, y, x_val, y_val

    def build():
        hidden = (Dense(32, activation="relu"), Dense(32, activation="relu"))
        return compiled(
            Input((30,)), *hidden, Dense(1, activation="sigmoid"), loss="binary_crossentropy", step="adam 0.001"
        )

    return Made(data, build, epochs=20)


ROWS_MIXED_WITHOUT_LABELS = Question(
    rows_mixed_without_labels, "binary", {"together": Mistake(False, True, ("data_invalid",))}
)
