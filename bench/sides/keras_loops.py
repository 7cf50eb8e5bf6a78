"""Keras on TensorFlow: the project's engine, `model.fit` as one writes it, and `model.fit` at its best."""

import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1  # 0: as the framework likes
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from serve import Side, serve

if THREADS:
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)


def network(layers):
    """Return the network, not compiled."""
    model = keras.Sequential([keras.layers.Input((28, 28, 1))])
    for number, layer in enumerate(layers):
        last = number == len(layers) - 1
        if layer["layer"] == "flatten":
            model.add(keras.layers.Flatten())
        elif layer["layer"] == "dense":
            penalty = keras.regularizers.L2(layer["l2"]) if layer["l2"] else None
            activation = "softmax" if last else layer["activation"]
            model.add(keras.layers.Dense(layer["units"], activation, kernel_regularizer=penalty))
        elif layer["layer"] == "conv":
            size, kept = layer["size"], {"padding": layer["padding"], "activation": layer["activation"]}
            model.add(keras.layers.Conv2D(layer["filters"], size, **kept))
        elif layer["layer"] == "pool":
            model.add(keras.layers.MaxPooling2D(2) if layer["kind"] == "max" else keras.layers.AveragePooling2D(2))
        else:
            model.add(keras.layers.Dropout(layer["rate"]))
    return model


class Keras(Side):
    """What all of Keras' loops share."""

    def build(self, layers, data, batch, form):
        """Build and compile the network."""
        keras.utils.clear_session()
        keras.utils.set_random_seed(1)
        self.batch, self.layers = batch, layers
        self.x, self.y = data[0], data[1].astype(np.int64)
        self.model = network(layers)
        self.model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", **self.settings(form))
        self.model.optimizer.build(self.model.trainable_variables)
        self.fresh = [np.array(value) for value in self.model.optimizer.variables]

    def settings(self, form):  # noqa: ARG002
        """Return what the network is compiled with."""
        return {}

    def reset(self, weights):
        """Put in weights."""
        self.calls = 0
        self.model.set_weights(weights)
        for variable, value in zip(self.model.optimizer.variables, self.fresh, strict=True):
            variable.assign(value)

    def answers(self, images):
        """Return the classes."""
        return self.model.predict_on_batch(images).argmax(-1)


class Engine(Keras):
    """`confoundry.training.fit`."""

    def run(self, orders):
        """Train; the engine draws its own order from a seed."""
        from confoundry.training import fit

        self.calls += 1
        fit(self.model, self.x, self.y, epochs=len(orders), batch_size=self.batch, seed=self.calls)


class AsWritten(Keras):
    """`model.fit` over arrays."""

    def run(self, orders):
        """Train; Keras draws its own order."""
        self.model.fit(self.x, self.y, epochs=len(orders), batch_size=self.batch, verbose=0)


class AtItsBest(Keras):
    """`model.fit`, an epoch of steps a call; forms: with XLA or not, over arrays or a cached, prefetched tf.data."""

    def forms(self, layers):  # noqa: ARG002
        """Return all four."""
        return [{"jit_compile": jit, "data": data} for jit in (True, False) for data in ("tf.data", "arrays")]

    def settings(self, form):
        """Return what the network is compiled with."""
        return {"jit_compile": form["jit_compile"], "steps_per_execution": self.steps}

    def build(self, layers, data, batch, form):
        """Build the network and its pipeline."""
        self.steps = len(data[0]) // batch
        super().build(layers, data, batch, form)
        cached = tf.data.Dataset.from_tensor_slices((self.x, self.y)).cache().shuffle(len(self.x))
        self.batches = cached.batch(batch, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
        self.form = form

    def run(self, orders):
        """Train; the pipeline draws the order."""
        given = (self.x, self.y) if self.form["data"] == "arrays" else (self.batches,)
        size = {"batch_size": self.batch} if self.form["data"] == "arrays" else {}
        self.model.fit(*given, epochs=len(orders), verbose=0, **size)


SIDES = {"engine": Engine, "fit": AsWritten, "best": AtItsBest}

if __name__ == "__main__":
    serve(SIDES[sys.argv[2]]())
