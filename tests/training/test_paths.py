"""Which way `fit` takes, that it says so, and that both ways do what `model.fit` does, around the training as well."""

import csv
from contextlib import nullcontext

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import callbacks, layers, losses, optimizers, regularizers

from confoundry.training.fit import fit

SAMPLES = 37
RNG = np.random.default_rng(0)
X, LABELS = RNG.random((SAMPLES, 6)).astype(np.float32), np.arange(SAMPLES) % 3
HELD = RNG.random((20, 6)).astype(np.float32), np.arange(20) % 3
ONCE = {"epochs": 1, "batch_size": 8, "seed": 0}
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras', which pytest.warns shows again
BOTH = pytest.mark.parametrize("each_batch", [False, True], ids=["compiled", "model.fit"])


class Counting(layers.Layer):
    """Not known to XLA's table; counts how often its Python runs."""

    calls = 0

    def call(self, inputs):
        Counting.calls += 1
        return inputs


class OwnStep(keras.Model):
    def train_step(self, data):
        return super().train_step(data)


class OnEachBatch(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass


class InPython(layers.Layer):
    def call(self, inputs):
        return inputs * float(inputs.numpy().max() > -1)

    def compute_output_shape(self, input_shape):
        return input_shape


def network(*middle, model=keras.Sequential, optimizer=None, rate=0.5, **options):
    """A layer of scores from weights that are always the same; without XLA, which takes a second to compile."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input((6,))
    outputs = inputs
    for layer in (*(middle or [Counting()]), layers.Dense(3)):
        outputs = layer(outputs)
    built = keras.Model(inputs, outputs) if model is keras.Sequential else model(inputs, outputs)
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    built.compile(optimizer or optimizers.SGD(rate), loss, metrics=["accuracy"], **options)
    return built


def expecting(each_batch):
    """What makes `fit` take the slow way, and the warning that it then gives."""
    extra = [OnEachBatch()] if each_batch else []
    return extra, pytest.warns(UserWarning, match="OnEachBatch") if each_batch else nullcontext()


def same(one, other):
    return all((a == b).all() for a, b in zip(one, other, strict=True))


def test_a_dense_network_is_compiled_with_xla_and_a_convolution_without():
    path = fit(network(layers.Dense(4)), X, LABELS, **ONCE).path
    assert (path.compiled, path.xla) == (True, True)
    assert str(path).startswith("compiled epochs with XLA: ")
    convolution = layers.Reshape((6, 1)), layers.Conv1D(2, 3), layers.Flatten()
    path = fit(network(*convolution), X, LABELS, **ONCE).path
    assert (path.compiled, path.xla) == (True, False)
    assert str(path).startswith("compiled epochs without XLA: ")


SLOW = {
    "train_step": (lambda: network(model=OwnStep), [], "the model has a train_step of its own"),
    "run_eagerly": (lambda: network(run_eagerly=True), [], "run_eagerly=True"),
    "Python in a layer": (lambda: network(InPython(), run_eagerly=True), [], "run_eagerly=True"),
    "a batch's end": (network, [OnEachBatch()], "OnEachBatch is to be called at each batch"),
    "TerminateOnNaN": (network, [callbacks.TerminateOnNaN()], "TerminateOnNaN is to be called at each batch"),
    "LambdaCallback": (
        network,
        [callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)],
        "LambdaCallback",
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_cannot_be_compiled_is_trained_by_keras_on_the_same_batches_with_a_warning(name):
    make, needing, why = SLOW[name]
    model, quick = make(), network()
    with pytest.warns(UserWarning, match=f"trained with model.fit, which is slower: .*{why}"):
        slow = fit(model, X, LABELS, epochs=2, batch_size=8, seed=4, callbacks=needing, validation_data=HELD)
    assert not slow.path.compiled
    assert why in slow.path.why
    assert str(slow.path).startswith("model.fit: ")
    record = fit(quick, X, LABELS, epochs=2, batch_size=8, seed=4, validation_data=HELD)
    assert record.path.compiled
    assert set(record.history) == set(slow.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    for measured, values in record.history.items():
        assert values == pytest.approx(slow.history[measured], rel=1e-5)
    for mine, other in zip(quick.get_weights(), model.get_weights(), strict=True):
        assert mine == pytest.approx(other, rel=1e-4, abs=1e-6)


def test_a_checkpoint_of_each_epoch_is_compiled_and_one_of_some_batches_is_not(tmp_path):
    model = network(layers.Dense(2))
    each = callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras", save_freq="epoch")
    assert fit(model, X, LABELS, epochs=2, batch_size=8, seed=0, callbacks=[each]).path.compiled
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.keras", "2.keras"]
    last = keras.models.load_model(tmp_path / "2.keras")
    assert same(last.get_weights(), model.get_weights())
    often = callbacks.ModelCheckpoint(tmp_path / "batch{batch}.keras", save_freq=2)
    with pytest.warns(UserWarning, match="ModelCheckpoint is to be called at each batch"):
        assert not fit(model, X, LABELS, **ONCE, callbacks=[often]).path.compiled
    assert (tmp_path / "batch2.keras").exists()


@BOTH
def test_early_stopping_goes_back_to_the_best_weights(each_batch):
    extra, warned = expecting(each_batch)
    model, seen = network(rate=1.0), []
    see = callbacks.LambdaCallback(on_epoch_end=lambda *_: seen.append(model.get_weights()))
    stop = callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True)
    wrong = HELD[0], (HELD[1] + 1) % 3
    options = {"batch_size": 8, "seed": 0, "callbacks": [see, stop, *extra]}
    with warned:
        record = fit(model, X, LABELS, epochs=50, validation_data=wrong, **options)
    values = record.history["val_loss"]
    best = int(np.argmin(values))
    assert len(values) == len(seen) == best + 3 < 50
    assert record.epoch == list(range(len(values)))
    assert same(model.get_weights(), seen[best])
    assert not same(seen[-1], seen[best])


@BOTH
def test_rates_and_logs_of_each_epoch(each_batch, tmp_path):
    extra, warned = expecting(each_batch)
    model, rates = network(), []
    see = callbacks.LambdaCallback(on_epoch_end=lambda *_: rates.append(float(model.optimizer.learning_rate.value)))
    planned = callbacks.LearningRateScheduler(lambda epoch, _: [0.5, 0.25, 0.0, 0.0][epoch])
    log = callbacks.CSVLogger(tmp_path / "log.csv")
    with warned:
        record = fit(model, X, LABELS, epochs=4, batch_size=8, seed=0, callbacks=[planned, log, see, *extra])
    assert rates == [0.5, 0.25, 0.0, 0.0]
    with (tmp_path / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in rows] == record.history["loss"]
    assert record.history["learning_rate"] == rates
    assert record.history["loss"][2] == pytest.approx(record.history["loss"][3])
    assert record.history["loss"][0] > record.history["loss"][2]


@BOTH
def test_a_rate_is_lowered_on_a_plateau(each_batch):
    extra, warned = expecting(each_batch)
    model = network(rate=0.5)
    lower = callbacks.ReduceLROnPlateau("loss", factor=0.1, patience=1, min_delta=100)
    with warned:
        fit(model, X, LABELS, epochs=3, batch_size=8, seed=0, callbacks=[lower, *extra])
    assert float(model.optimizer.learning_rate.value) == pytest.approx(0.005)  # after the second and the third epoch


class Killed(callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


@BOTH
def test_a_training_that_was_stopped_is_taken_up_again(each_batch, tmp_path):
    whole, options = network(), {"epochs": 4, "batch_size": 8, "seed": 0}
    fit(whole, X, LABELS, **options)
    extra, warned = expecting(each_batch)
    with warned, pytest.raises(KeyboardInterrupt):
        fit(network(), X, LABELS, **options, callbacks=[callbacks.BackupAndRestore(tmp_path), Killed(), *extra])
    model, warned = network(), expecting(each_batch)[1]
    with warned:
        record = fit(model, X, LABELS, **options, callbacks=[callbacks.BackupAndRestore(tmp_path), *extra])
    assert record.epoch == [2, 3]
    for mine, other in zip(model.get_weights(), whole.get_weights(), strict=True):
        assert mine == pytest.approx(other, rel=1e-4, abs=1e-6)


def described(model):
    regularized = [id(variable.regularizer) for variable in model.variables]
    return [
        *map(id, model.layers), *regularized, model.get_config(), model.get_compile_config(), model.jit_compile,
        model.steps_per_execution, model.run_eagerly, model.stop_training if hasattr(model, "stop_training") else False,
        [type(variable) for variable in model.variables], [variable.path for variable in model.variables],
    ]  # fmt: skip


def test_the_model_is_the_one_that_came_in(tmp_path):
    hidden = layers.Dense(4, "relu", kernel_regularizer=regularizers.L2(0.01))
    model = network(hidden, layers.BatchNormalization(), layers.Dropout(0.5, seed=7), layers.GaussianNoise(0.1))
    before = described(model)
    assert fit(model, X, LABELS, epochs=2, batch_size=8, seed=0, validation_data=HELD).path.xla
    assert described(model) == before
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.to_json() == model.to_json()
    assert same(loaded.get_weights(), model.get_weights())
    assert same(*([variable.numpy() for variable in one.optimizer.variables] for one in (loaded, model)))
    assert (loaded.predict(X, verbose=0) == model.predict(X, verbose=0)).all()
    assert model.evaluate(X, LABELS, verbose=0) == pytest.approx(loaded.evaluate(X, LABELS, verbose=0))
    model.fit(X, LABELS, epochs=1, verbose=0)


def test_a_model_that_is_compiled_anew_is_trained_by_its_new_optimizer():
    model = network(rate=0.5)
    fit(model, X, LABELS, **ONCE)
    start = model.get_weights()
    model.compile(optimizers.SGD(0.0), model.loss)
    fit(model, X, LABELS, **ONCE)
    assert same(model.get_weights(), start)
    model.compile(optimizers.Adam(0.1), model.loss)
    fit(model, X, LABELS, **ONCE)
    assert not same(model.get_weights(), start)
    assert int(model.optimizer.iterations.value) == 5


def test_a_layer_that_is_frozen_and_compiled_so_stays():
    model = network(layers.Dense(4), Counting())
    fit(model, X, LABELS, **ONCE)
    model.layers[1].trainable = False
    model.compile(optimizers.SGD(0.5), model.loss)
    start = model.get_weights()
    fit(model, X, LABELS, **ONCE)
    assert same(model.get_weights()[:2], start[:2])
    assert not same(model.get_weights()[2:], start[2:])


def test_a_second_call_with_the_same_shapes_traces_nothing():
    model = network(layers.Dropout(0.5), Counting())
    fit(model, X, LABELS, epochs=2, batch_size=8, seed=0, validation_data=HELD)
    traced = Counting.calls
    fit(model, X, LABELS, epochs=3, batch_size=8, seed=1, validation_data=HELD)
    fit(model, X + 1, LABELS[::-1].copy(), epochs=1, batch_size=8, seed=2, validation_data=HELD)
    assert Counting.calls == traced
    fit(model, X, LABELS, epochs=1, batch_size=9, seed=2)
    assert Counting.calls > traced  # else nothing was counted


def test_the_same_call_in_the_same_state_gives_the_same_bytes():
    model = network(layers.Dense(4), layers.Dropout(0.5, seed=3), Counting(), optimizer=optimizers.Adam(0.1))
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


def test_threads_are_left_alone():
    threading = tf.config.threading
    before = threading.get_intra_op_parallelism_threads(), threading.get_inter_op_parallelism_threads()
    fit(network(), X, LABELS, **ONCE)
    assert before == (threading.get_intra_op_parallelism_threads(), threading.get_inter_op_parallelism_threads())


def uncompiled():
    return keras.Sequential([layers.Input((6,)), layers.Dense(3)])


WRONG = {
    "uncompiled": (uncompiled, {}, "not.*compile"),
    "lengths": (network, {"y": LABELS[:-1]}, "one length, got 36 and 37"),
    "lengths of weights": (network, {"sample_weight": np.ones(5)}, "one length, got 37 and 5|one length, got 5 and 37"),
    "lengths of validation": (network, {"validation_data": (HELD[0], HELD[1][:4])}, "one length, got 4 and 20"),
    "both weights": (network, {"sample_weight": np.ones(SAMPLES), "class_weight": {0: 2.0}}, "got both"),
    "label too large": (network, {"y": LABELS + 1}, "label"),
    "label too large, XLA": (lambda: network(layers.Dense(4)), {"y": LABELS + 1}, "label"),
    "no batch": (network, {"batch_size": 0}, "batch_size.*0"),
    "less than a batch": (network, {"batch_size": -1}, "batch_size.*-1"),
    "no samples": (network, {"x": X[:0], "y": LABELS[:0]}, "sample"),
    "no samples to validate": (network, {"validation_data": (X[:0], LABELS[:0])}, "sample"),
    "a list of numbers": (network, {"y": LABELS.tolist()}, "array"),
    "a dataset": (network, {"x": tf.data.Dataset.from_tensor_slices(X), "y": None}, "array"),
    "shape of inputs": (network, {"x": X[:, :4]}, "shape"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_before_anything_is_trained(name):
    make, options, message = WRONG[name]
    model = make()
    start = model.get_weights()
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match=message):
        fit(model, **{"x": X, "y": LABELS} | ONCE | options)
    assert same(model.get_weights(), start)
