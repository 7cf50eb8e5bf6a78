"""Which way `fit` takes, that it says so, and that both ways do what `model.fit` does, around the training as well."""

import csv
from contextlib import nullcontext

import keras
import numpy as np
import pytest
from keras import callbacks, layers

from confoundry.training import fit

SAMPLES = 37
RNG = np.random.default_rng(0)
X, LABELS = RNG.random((SAMPLES, 6)).astype(np.float32), np.arange(SAMPLES) % 3
HELD = RNG.random((20, 6)).astype(np.float32), np.arange(20) % 3
ONCE = {"epochs": 1, "batch_size": 8, "seed": 0}
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras', which pytest.warns shows again
BOTH = pytest.mark.parametrize("each_batch", [False, True], ids=["compiled", "model.fit"])


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


def expecting(each_batch):
    """What makes `fit` take the slow way, and the warning that it then gives."""
    extra = [OnEachBatch()] if each_batch else []
    return extra, pytest.warns(UserWarning, match="OnEachBatch") if each_batch else nullcontext()


def same(one, other):
    return all((a == b).all() for a, b in zip(one, other, strict=True))


def test_a_dense_network_is_compiled_with_xla_and_a_convolution_without(scores):
    path = fit(scores(layers.Dense(4)), X, LABELS, **ONCE).path
    assert (path.compiled, path.xla) == (True, True)
    assert str(path).startswith("compiled epochs with XLA: ")
    convolution = layers.Reshape((6, 1)), layers.Conv1D(2, 3), layers.Flatten()
    path = fit(scores(*convolution), X, LABELS, **ONCE).path
    assert (path.compiled, path.xla) == (True, False)
    assert str(path).startswith("compiled epochs without XLA: ")


def plain(scores):
    return scores()


SLOW = {
    "train_step": (lambda scores: scores(model=OwnStep), [], "the model has a train_step of its own"),
    "run_eagerly": (lambda scores: scores(run_eagerly=True), [], "run_eagerly=True"),
    "Python in a layer": (lambda scores: scores(InPython(), run_eagerly=True), [], "run_eagerly=True"),
    "a batch's end": (plain, [OnEachBatch()], "OnEachBatch is to be called at each batch"),
    "TerminateOnNaN": (
        plain,
        [callbacks.TerminateOnNaN()],
        "TerminateOnNaN is to be called at each batch",
    ),
    "LambdaCallback": (
        plain,
        [callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)],
        "LambdaCallback",
    ),
}


@pytest.fixture(scope="module")
def quick(scores):
    """The history and the weights of a training that is compiled."""
    model = scores()
    record = fit(model, X, LABELS, epochs=2, batch_size=8, seed=4, validation_data=HELD)
    assert record.path.compiled
    return record.history, model.get_weights()


@pytest.mark.parametrize("name", SLOW)
def test_what_cannot_be_compiled_is_trained_by_keras_on_the_same_batches_with_a_warning(name, scores, quick):
    make, needing, why = SLOW[name]
    model, (history, weights) = make(scores), quick
    with pytest.warns(UserWarning, match=f"trained with model.fit, which is slower: .*{why}"):
        slow = fit(model, X, LABELS, epochs=2, batch_size=8, seed=4, callbacks=needing, validation_data=HELD)
    assert not slow.path.compiled
    assert why in slow.path.why
    assert str(slow.path).startswith("model.fit: ")
    assert set(history) == set(slow.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    for measured, values in history.items():
        assert values == pytest.approx(slow.history[measured], rel=1e-5)
    for mine, other in zip(weights, model.get_weights(), strict=True):
        assert mine == pytest.approx(other, rel=1e-4, abs=1e-6)


def test_a_checkpoint_of_each_epoch_is_compiled_and_one_of_some_batches_is_not(tmp_path, scores):
    model = scores(layers.Dense(2))
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
def test_early_stopping_goes_back_to_the_best_weights(each_batch, scores):
    extra, warned = expecting(each_batch)
    model, seen = scores(rate=1.0), []
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
def test_rates_and_logs_of_each_epoch(each_batch, tmp_path, scores):
    extra, warned = expecting(each_batch)
    model, rates = scores(), []
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
def test_a_rate_is_lowered_on_a_plateau(each_batch, scores):
    extra, warned = expecting(each_batch)
    model = scores(rate=0.5)
    lower = callbacks.ReduceLROnPlateau("loss", factor=0.1, patience=1, min_delta=100)
    with warned:
        fit(model, X, LABELS, epochs=3, batch_size=8, seed=0, callbacks=[lower, *extra])
    assert float(model.optimizer.learning_rate.value) == pytest.approx(0.005)  # after the second and the third epoch


class Killed(callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


@BOTH
def test_a_training_that_was_stopped_is_taken_up_again(each_batch, tmp_path, scores):
    whole, options = scores(), {"epochs": 4, "batch_size": 8, "seed": 0}
    fit(whole, X, LABELS, **options)
    extra, warned = expecting(each_batch)
    with warned, pytest.raises(KeyboardInterrupt):
        fit(scores(), X, LABELS, **options, callbacks=[callbacks.BackupAndRestore(tmp_path), Killed(), *extra])
    model, warned = scores(), expecting(each_batch)[1]
    with warned:
        record = fit(model, X, LABELS, **options, callbacks=[callbacks.BackupAndRestore(tmp_path), *extra])
    assert record.epoch == [2, 3]
    for mine, other in zip(model.get_weights(), whole.get_weights(), strict=True):
        assert mine == pytest.approx(other, rel=1e-4, abs=1e-6)


def test_a_network_of_a_fixed_batch_size_is_trained_once():
    """Its validation cannot be scored in large batches; nothing of that may be found out after an epoch."""
    model = keras.Sequential([layers.Input((4, 1), batch_size=8), layers.SimpleRNN(3, stateful=True), layers.Dense(2)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    rng = np.random.default_rng(0)
    x, y = rng.random((16, 4, 1)).astype(np.float32), rng.integers(0, 2, 16)
    record = fit(model, x, y, epochs=1, batch_size=8, seed=0, validation_data=(x, y))
    assert record.path.compiled
    assert int(model.optimizer.iterations.value) == 2


def test_a_loss_of_ones_own_is_scored_in_the_batches_of_model_fit():
    """The largest error of a batch is no mean over samples."""

    def largest(y_true, y_pred):
        return keras.ops.max(keras.ops.abs(y_true - y_pred))

    model = keras.Sequential([layers.Input((1,)), layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.0), largest)
    x, y = np.zeros((4, 1), np.float32), np.array([[1.0], [2.0], [3.0], [4.0]], np.float32)
    record = fit(model, x, y, epochs=1, batch_size=2, seed=0, validation_data=(x, y))
    assert record.history["val_loss"] == [3.0]  # of batches 1, 2 and 3, 4
