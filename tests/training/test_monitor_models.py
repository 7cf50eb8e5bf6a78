"""The monitor on models of many kinds: it changes nothing, and both ways of training see the same."""

import keras
import numpy as np
import pandas as pd
import pytest
from keras import callbacks, layers

from confoundry.training import fit
from confoundry.training.monitor import TrainingMonitor

SAMPLES, BATCH = 37, 8  # four batches and one of 5
RNG = np.random.default_rng(0)
X, IMAGES = RNG.random((SAMPLES, 6)).astype(np.float32), RNG.random((SAMPLES, 8, 8, 1)).astype(np.float32)
WORDS, LABELS = RNG.integers(0, 9, (SAMPLES, 6)), np.arange(SAMPLES) % 3
TRAINING = {"epochs": 2, "batch_size": BATCH, "seed": 0}
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras', which pytest.warns shows again


class EachBatch(callbacks.Callback):
    """Makes the engine hand over to `model.fit`."""

    def on_train_batch_end(self, batch, logs=None):
        pass


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden, self.scores = layers.Dense(4, "tanh", name="hidden"), layers.Dense(3, "softmax", name="scores")
        self.same = layers.Identity()  # without XLA

    def call(self, inputs):
        return self.scores(self.same(self.hidden(self.hidden(inputs[:, :4]))))


class OwnStep(keras.Model):
    """Takes a step of its own, without the model's optimizer."""

    def train_step(self, data):
        import tensorflow as tf

        x, y = data
        with tf.GradientTape() as tape:
            scores = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=scores)
        weights = self.trainable_variables
        for variable, gradient in zip(weights, tape.gradient(loss, weights), strict=True):
            variable.assign_sub(0.1 * gradient)
        return self.compute_metrics(x, y, scores)


def sequential(*stack):
    return keras.Sequential([layers.Input(X.shape[1:]), layers.Identity(), *stack, layers.Dense(3, "softmax")])


def cnn():
    stack = layers.Conv2D(4, 3, activation="relu", name="conv"), layers.MaxPooling2D(), layers.Flatten()
    return keras.Sequential([layers.Input((8, 8, 1)), *stack, layers.Dense(3, "softmax", name="scores")])


def lstm():
    stack = layers.Embedding(9, 4, name="embedding"), layers.LSTM(5, name="lstm")
    return keras.Sequential([layers.Input((6,), dtype="int32"), *stack, layers.Dense(3, "softmax", name="scores")])


def two_inputs():
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    shared = layers.Dense(4, "relu", name="shared")
    together = layers.Identity()(layers.Concatenate()([shared(a), shared(b)]))
    return keras.Model({"a": a, "b": b}, layers.Dense(3, "softmax", name="scores")(together))


def nested():
    inner = keras.Sequential([layers.Input((6,)), layers.Dense(4, "relu", name="hidden")], name="inner")
    return keras.Sequential([layers.Input((6,)), layers.Identity(), inner, layers.Dense(4, name="hidden"), *scores()])


def normalized():
    stack = layers.Dense(4, use_bias=False, name="hidden"), layers.BatchNormalization(name="norm")
    return sequential(*stack, layers.ReLU(name="relu"))


def scores():
    return [layers.Dense(3, "softmax", name="scores")]


def penalized():
    return sequential(layers.Dense(4, "relu", kernel_regularizer="l2", activity_regularizer="l1"), layers.Dropout(0.3))


def own_step():
    inputs = keras.Input((6,))
    return OwnStep(inputs, layers.Dense(3, "softmax", name="scores")(inputs))


def recurrent():
    return keras.Sequential([layers.Input((6, 1)), layers.Bidirectional(layers.SimpleRNN(3), name="both"), *scores()])


MODELS = {
    "cnn": (cnn, IMAGES, ["conv", "scores"]),
    "lstm": (lstm, WORDS, ["embedding", "lstm", "scores"]),
    "wrapped": (recurrent, X[..., None], ["both", "scores"]),
    "two inputs": (two_inputs, {"a": X, "b": X[::-1].copy()}, ["shared", "scores"]),
    "subclassed": (Subclassed, X, ["hidden", "scores"]),
    "nested": (nested, X, ["inner/hidden", "hidden", "scores"]),
    "normalized": (normalized, X, ["hidden", "norm", "relu", "dense"]),
    "dense by XLA": (lambda: keras.Sequential([layers.Input((6,)), *scores()]), X, ["scores"]),
}


# Five seconds each.
RARE = ("wrapped", "two inputs", "normalized", "nested", "XLA", "dense by XLA", "several steps at once", "accumulated")


def each(table):
    marks = [pytest.mark.slow, pytest.mark.ci]
    return pytest.mark.parametrize("name", [pytest.param(name, marks=marks if name in RARE else []) for name in table])


def made(build, **options):
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(1)
    model = build()
    loss = options.pop("loss", "sparse_categorical_crossentropy")
    model.compile(options.pop("optimizer", "adam"), loss, metrics=["accuracy"], **options)
    return model


def run(model, x, *extra, **options):
    """Train by the engine, or by `model.fit` where it hands over."""
    return fit(model, x, LABELS, **(TRAINING | options), callbacks=list(extra))


@each(MODELS)
def test_the_engine_and_keras_see_the_same_and_change_nothing(name):
    build, x, names = MODELS[name]
    plain, engine, by_keras = made(build), made(build), made(build)
    run(plain, x)
    first, second = TrainingMonitor(every=2), TrainingMonitor(every=2)
    assert run(engine, x, first).path.compiled
    with pytest.warns(UserWarning, match="EachBatch"):
        run(by_keras, x, second, EachBatch())
    assert all((a == b).all() for a, b in zip(plain.get_weights(), engine.get_weights(), strict=True))
    assert list(first.health.layer) == names * 2
    assert list(first.steps.steps) == [5, 5]
    assert list(first.steps.sampled) == [3, 3]
    assert first.health.dead.notna().all()
    for one, other in ((first.health, second.health), (first.steps, second.steps)):
        pd.testing.assert_frame_equal(one, other, rtol=2e-4, atol=1e-5)
    pd.testing.assert_frame_equal(first.history, second.history[first.history.columns], rtol=1e-4)


FIT = {
    "plain": (penalized, {}),
    "XLA": (penalized, {"jit_compile": True}),
    "several steps at once": (penalized, {"steps_per_execution": 3}),
    "eager": (penalized, {"run_eagerly": True}),
    "mixed": (lambda: sequential(layers.Dense(4, "relu", dtype="mixed_float16")), {"optimizer": "scaled"}),
    "accumulated": (penalized, {"optimizer": "accumulated"}),
    "a step of its own": (own_step, {}),
}


def optimizer(kind):
    if kind == "scaled":
        return keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1), initial_scale=8.0)
    return keras.optimizers.Adam(gradient_accumulation_steps=2) if kind == "accumulated" else "adam"


@each(FIT)
def test_model_fit_computes_the_same_with_the_monitor(name):
    build, options = FIT[name]
    monitor, weights = TrainingMonitor(), []
    for watching in ([], [monitor]):
        model = made(build, **(options | {"optimizer": optimizer(options.get("optimizer"))}))
        kept = dict(vars(model))
        model.fit(X, LABELS, batch_size=BATCH, epochs=2, shuffle=False, verbose=0, callbacks=watching)
        weights.append(model.get_weights())
        assert not hasattr(model.train_function, "watched_by")
        assert set(vars(model)) - set(kept) <= {"_eval_epoch_iterator", "history", "stop_training"}
    assert all((a == b).all() for a, b in zip(*weights, strict=True))
    assert list(monitor.steps.steps) == [5, 5]
    assert monitor.steps.loss.notna().all()
    assert monitor.health.dead.notna().all()
    assert monitor.health.gradient_norm.notna().all() == (name != "a step of its own")


class HiddenLoss(keras.Model):
    """Computes its loss where nobody sees it."""

    def train_step(self, data):
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(data[1], self(data[0])))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return {"own": loss}


def test_a_loss_that_is_not_seen_is_not_known():
    monitor = TrainingMonitor()
    inputs = keras.Input((6,))
    model = HiddenLoss(inputs, layers.Dense(3, "softmax")(inputs))
    model.compile("adam")
    model.fit(X, LABELS, batch_size=BATCH, verbose=0, callbacks=[monitor])
    steps = monitor.steps.iloc[0]
    assert (steps.steps, steps.not_finite) == (5, 0)
    assert steps[["loss", "loss_std", "loss_max"]].isna().all()


def test_scaled_gradients_are_measured_as_they_are():
    norms = []
    for kind in (keras.optimizers.SGD(0.1), optimizer("scaled")):
        monitor = TrainingMonitor()
        made(sequential, optimizer=kind).fit(X, LABELS, batch_size=BATCH, shuffle=False, verbose=0, callbacks=[monitor])
        norms.append(monitor.steps.gradient_norm[0])
    assert norms[0] == pytest.approx(norms[1], rel=1e-4)


def test_one_monitor_serves_several_trainings_without_compiling_again():
    model, monitor = made(sequential), TrainingMonitor()
    start = model.get_weights()
    run(model, X, monitor)
    trainer = vars(model)["_confoundry_trainer"]
    first, traced = monitor.health, [dict(one._traced) for one in trainer._passes.values()]
    model.set_weights(start)
    for variable in model.optimizer.variables[2:]:
        variable.assign(0 * variable)
    model.optimizer.iterations.assign(0)
    run(model, X, monitor)
    assert vars(model)["_confoundry_trainer"] is trainer
    assert [one._traced for one in trainer._passes.values()] == traced
    pd.testing.assert_frame_equal(monitor.health, first)
    run(model, X)
    assert vars(model)["_confoundry_trainer"] is not trainer


def test_a_model_compiled_anew_is_watched_anew():
    model, monitor = made(sequential), TrainingMonitor()
    run(model, X, monitor)
    model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    run(model, X, monitor)
    assert (monitor.health.update_ratio == 0).all()


def test_two_monitors_in_one_training_are_refused():
    monitors = [TrainingMonitor(), TrainingMonitor()]
    with pytest.raises(ValueError, match="one TrainingMonitor"):
        run(made(sequential), X, *monitors)
    with pytest.raises(ValueError, match="one TrainingMonitor"):
        made(sequential).fit(X, LABELS, verbose=0, callbacks=monitors)


def test_a_training_that_breaks_off_leaves_the_model_as_it_was(tmp_path):
    class Stop(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise KeyboardInterrupt

    model = made(sequential)
    for train in (run, lambda *given: model.fit(X, LABELS, verbose=0, callbacks=list(given[2:]))):
        with pytest.raises(KeyboardInterrupt):
            train(model, X, TrainingMonitor(), Stop())
    monitor = TrainingMonitor()
    model.fit(X, LABELS, batch_size=BATCH, verbose=0, callbacks=[monitor])
    assert list(monitor.steps.steps) == [5]
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert (np.asarray(loaded(X, training=False)) == np.asarray(model(X, training=False))).all()


def test_the_tables_are_read_at_each_epochs_end_with_the_validation_and_checkpoints(tmp_path):
    seen = []
    monitor = TrainingMonitor()
    reader = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(len(monitor.steps)))
    saver = callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras")
    model = made(sequential)
    model.fit(X, LABELS, validation_data=(X, LABELS), epochs=2, verbose=0, callbacks=[monitor, reader, saver])
    assert seen == [1, 2]
    assert {"epoch", "loss", "val_loss", "accuracy", "val_accuracy"} == set(monitor.history.columns)
    assert keras.saving.load_model(tmp_path / "2.keras").count_params() == model.count_params()


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_steps_whose_number_is_not_known_before():
    batches = ((X[:BATCH], LABELS[:BATCH]) for _ in range(30))
    monitor = TrainingMonitor()
    made(sequential).fit(batches, shuffle=False, verbose=0, callbacks=[monitor])
    assert (monitor.steps.steps[0], monitor.steps.sampled[0]) == (30, 3)  # every twelfth


def test_data_in_blocks_are_watched_over_the_whole_epoch(monkeypatch):
    monkeypatch.setenv("CONFOUNDRY_MEMORY_MIB", "0")
    monkeypatch.setattr("confoundry.training.arrays.BLOCK_BYTES", 24 * 2 * BATCH)
    monitor = TrainingMonitor(every=1)
    run(made(sequential), X, monitor)
    assert list(monitor.steps.steps) == list(monitor.steps.sampled) == [5, 5]


def test_layers_without_a_gradient_are_told_apart():
    frozen = layers.Dense(4, trainable=False, name="frozen")
    monitor = TrainingMonitor()
    run(made(lambda: sequential(frozen)), X, monitor)
    health = monitor.health[monitor.health.epoch == 1].set_index("layer")
    assert health.loc["frozen", ["gradient_norm", "weight_norm", "update_ratio"]].isna().all()
    assert health.loc["frozen", ["dead", "duplicates"]].notna().all()
