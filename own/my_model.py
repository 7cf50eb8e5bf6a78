"""An example of your own network: a small CNN."""

import keras
from keras import layers


def build(input_shape, classes, *, filters=16):
    """Return a compiled model for float32 images of shape (h, w, c), in [0, 1], with one score per class."""
    model = keras.Sequential(
        [
            layers.Input(input_shape),
            layers.Conv2D(filters, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(2 * filters, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model
