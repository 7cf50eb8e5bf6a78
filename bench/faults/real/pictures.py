"""Questions on pictures of 28 × 28 pixels."""

from keras.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D, Input, MaxPooling2D

from bench.faults.program import Data
from bench.faults.real.networks import compiled
from bench.faults.real.question import Made, Mistake, Question
from bench.faults.real.samples import pictures


def pictures_raw_pixels(*, brightest: int, step: str) -> Made:
    """The accuracy is 0.1, and the loss is 2.30 in every epoch (or nan)."""

    def data() -> Data:
        x, y, x_val, y_val = pictures()
        return x * (brightest / 255), y, x_val * (brightest / 255), y_val

    def build():
        filters = (Conv2D(8, 3, activation="relu"), MaxPooling2D(), Conv2D(16, 3, activation="relu"), MaxPooling2D())
        top = (Flatten(), Dense(32, activation="relu"), Dense(10, activation="softmax"))
        return compiled(Input((28, 28, 1)), *filters, *top, loss="sparse_categorical_crossentropy", step=step)

    return Made(data, build, epochs=8)


PICTURES_RAW_PIXELS = Question(
    pictures_raw_pixels,
    "multiclass",
    {
        "brightest": Mistake(255, 1, ("data_scaling",)),
        "step": Mistake("sgd 0.1", "adam 0.002", ("learning_rate_high", "optimizer", "dying_units")),
    },
)


def pictures_pixel_by_pixel(*, size: int, step: str) -> Made:
    """The accuracy creeps to 0.2, and more filters do not help."""

    def data() -> Data:
        x, y, x_val, y_val = pictures()
        return x / 255, y, x_val / 255, y_val

    def build():
        filters = (Conv2D(16, size, activation="relu"), MaxPooling2D(), Conv2D(32, size, activation="relu"))
        top = (MaxPooling2D(), Conv2D(32, size, activation="relu"), GlobalAveragePooling2D())
        answer = Dense(10, activation="softmax")
        return compiled(Input((28, 28, 1)), *filters, *top, answer, loss="sparse_categorical_crossentropy", step=step)

    return Made(data, build, epochs=12)


PICTURES_PIXEL_BY_PIXEL = Question(
    pictures_pixel_by_pixel,
    "multiclass",
    {
        "size": Mistake(1, 3, ("filter_size",)),
        "step": Mistake("sgd 0.01", "adam 0.005", ("learning_rate_low", "optimizer")),
    },
)
