"""What `fit` leaves as it was: the model but for its weights, the process, and everything where the call is wrong."""

import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import callbacks, layers, optimizers, regularizers

from confoundry.training import fit

SAMPLES = 37
RNG = np.random.default_rng(0)
X, LABELS = RNG.random((SAMPLES, 6)).astype(np.float32), np.arange(SAMPLES) % 3
HELD = RNG.random((20, 6)).astype(np.float32), np.arange(20) % 3
ONCE = {"epochs": 1, "batch_size": 8, "seed": 0}


class Counting(layers.Layer):
    """Not known to XLA's table; counts how often its Python runs."""

    calls = 0

    def call(self, inputs):
        Counting.calls += 1
        return inputs


def same(one, other):
    return all((a == b).all() for a, b in zip(one, other, strict=True))


def described(model):
    regularized = [id(variable.regularizer) for variable in model.variables]
    return [
        *map(id, model.layers), *regularized, model.get_config(), model.get_compile_config(), model.jit_compile,
        model.steps_per_execution, model.run_eagerly, model.stop_training if hasattr(model, "stop_training") else False,
        [type(variable) for variable in model.variables], [variable.path for variable in model.variables],
    ]  # fmt: skip


def test_the_model_is_the_one_that_came_in(tmp_path, scores):
    hidden = layers.Dense(4, "relu", kernel_regularizer=regularizers.L2(0.01))
    model = scores(hidden, layers.BatchNormalization(), layers.Dropout(0.5, seed=7), layers.GaussianNoise(0.1))
    before = described(model)
    assert fit(model, X, LABELS, epochs=2, batch_size=8, seed=0, validation_data=HELD).path.xla
    assert described(model) == before
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.to_json() == model.to_json()
    assert same(loaded.get_weights(), model.get_weights())
    assert same(*([variable.numpy() for variable in one.optimizer.variables] for one in (loaded, model)))
    assert (np.asarray(loaded(X, training=False)) == np.asarray(model(X, training=False))).all()
    assert model.evaluate(X, LABELS, verbose=0) == pytest.approx(loaded.evaluate(X, LABELS, verbose=0))
    model.fit(X, LABELS, epochs=1, verbose=0)


def test_a_model_that_is_compiled_anew_is_trained_by_its_new_optimizer(scores):
    model = scores(rate=0.5)
    fit(model, X, LABELS, **ONCE)
    start = model.get_weights()
    model.compile(optimizers.SGD(0.0), model.loss)
    fit(model, X, LABELS, **ONCE)
    assert same(model.get_weights(), start)
    model.compile(optimizers.Adam(0.1), model.loss)
    fit(model, X, LABELS, **ONCE)
    assert not same(model.get_weights(), start)
    assert int(model.optimizer.iterations.value) == 5


def test_a_layer_that_is_frozen_and_compiled_so_stays(scores):
    model = scores(layers.Dense(4), Counting())
    fit(model, X, LABELS, **ONCE)
    model.layers[1].trainable = False
    model.compile(optimizers.SGD(0.5), model.loss)
    start = model.get_weights()
    fit(model, X, LABELS, **ONCE)
    assert same(model.get_weights()[:2], start[:2])
    assert not same(model.get_weights()[2:], start[2:])


def test_a_second_call_with_the_same_shapes_traces_nothing(scores):
    model = scores(layers.Dropout(0.5), Counting())
    fit(model, X, LABELS, epochs=2, batch_size=8, seed=0, validation_data=HELD)
    traced = Counting.calls
    fit(model, X, LABELS, epochs=3, batch_size=8, seed=1, validation_data=HELD)
    fit(model, X + 1, LABELS[::-1].copy(), epochs=1, batch_size=8, seed=2, validation_data=HELD)
    assert Counting.calls == traced
    fit(model, X, LABELS, epochs=1, batch_size=9, seed=2)
    assert Counting.calls > traced  # else nothing was counted


def test_the_same_call_in_the_same_state_gives_the_same_bytes(scores):
    model = scores(layers.Dense(4), layers.Dropout(0.5, seed=3), Counting(), optimizer=optimizers.Adam(0.1))
    model.optimizer.build(model.trainable_variables)
    everything = [*model.variables, *model.optimizer.variables]
    start, found = [variable.numpy().copy() for variable in everything], []
    for seed in (0, 1, 0):
        for variable, value in zip(everything, start, strict=True):
            variable.assign(value)
        record = fit(model, X, LABELS, epochs=2, batch_size=8, seed=seed, validation_data=HELD)
        found.append(([variable.numpy() for variable in everything], record.history))
    assert same(found[0][0], found[2][0])
    assert found[0][1] == found[2][1]
    assert not same(found[0][0], found[1][0])


def test_dropout_draws_anew_at_each_step_and_epoch():
    """With a weight of its own for each sample, those that moved in an epoch are those that were kept in it."""
    keras.utils.set_random_seed(1)
    count, moved = 64, []
    eye = np.eye(count, dtype=np.float32)
    model = keras.Sequential([layers.Input((count,)), layers.Dropout(0.5), Counting(), layers.Dense(1, use_bias=False)])
    model.compile(optimizers.SGD(1e-3), "mse")
    before = [model.get_weights()[0].ravel()]

    def see(*_):
        moved.append(model.get_weights()[0].ravel() != before[-1])
        before.append(model.get_weights()[0].ravel())

    each = callbacks.LambdaCallback(on_epoch_end=see)
    fit(model, eye, 100 * np.ones((count, 1)), epochs=10, batch_size=16, seed=0, callbacks=[each])
    assert len({tuple(one) for one in moved}) == 10
    assert 0.4 < np.mean(moved) < 0.6  # 640 draws: five deviations are 0.1
    agreement = [np.mean(a == b) for i, a in enumerate(moved) for b in moved[:i]]
    assert 0.2 < min(agreement) < max(agreement) < 0.8


THREADS = """
import numpy, keras
from confoundry.training import fit
import tensorflow
model = keras.Sequential([keras.Input((2,)), keras.layers.Identity(), keras.layers.Dense(1)])
model.compile("sgd", "mse")
fit(model, numpy.ones((4, 2)), numpy.ones((4, 1)), epochs=1, batch_size=2, seed=0)
threads = tensorflow.config.threading
print(threads.get_intra_op_parallelism_threads(), threads.get_inter_op_parallelism_threads())
"""


def test_a_process_keeps_its_number_of_threads():
    done = subprocess.run([sys.executable, "-c", THREADS], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["0", "0"]  # as TensorFlow thinks best


def plain(scores):
    return scores()


def uncompiled(_):
    return keras.Sequential([layers.Input((6,)), layers.Dense(3)])


WRONG = {
    "uncompiled": (uncompiled, {}, "not.*compile"),
    "lengths": (plain, {"y": LABELS[:-1]}, "one length, got 36 and 37"),
    "lengths of weights": (
        plain,
        {"sample_weight": np.ones(5)},
        "one length, got 37 and 5|one length, got 5 and 37",
    ),
    "lengths of validation": (
        plain,
        {"validation_data": (HELD[0], HELD[1][:4])},
        "one length, got 4 and 20",
    ),
    "both weights": (
        plain,
        {"sample_weight": np.ones(SAMPLES), "class_weight": {0: 2.0}},
        "got both",
    ),
    "label too large": (plain, {"y": LABELS + 1}, "label"),
    "label too large, XLA": (lambda scores: scores(layers.Dense(4)), {"y": LABELS + 1}, "label"),
    "no batch": (plain, {"batch_size": 0}, "batch_size.*0"),
    "less than a batch": (plain, {"batch_size": -1}, "batch_size.*-1"),
    "no samples": (plain, {"x": X[:0], "y": LABELS[:0]}, "sample"),
    "no samples to validate": (plain, {"validation_data": (X[:0], LABELS[:0])}, "sample"),
    "a list of numbers": (plain, {"y": LABELS.tolist()}, "array"),
    "a dataset": (plain, {"x": tf.data.Dataset.from_tensor_slices(X), "y": None}, "array"),
    "shape of inputs": (plain, {"x": X[:, :4]}, "shape"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_before_anything_is_trained(name, scores):
    make, options, message = WRONG[name]
    model = make(scores)
    start = model.get_weights()
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match=message):
        fit(model, **{"x": X, "y": LABELS} | ONCE | options)
    assert same(model.get_weights(), start)
