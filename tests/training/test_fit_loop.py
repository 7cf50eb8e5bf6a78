"""`fit`: every sample once an epoch, in an order that the seed alone decides."""

import keras
import numpy as np
import pytest

from confoundry.training import fit

SAMPLES = 10
EYE, ONES = np.eye(SAMPLES, dtype=np.float32), np.ones((SAMPLES, 1), np.float32)


def linear(rate=0.1):
    """One weight a sample, from 0: with x the unit vectors, each sample moves its own weight alone."""
    keras.utils.clear_session(free_memory=False)
    model = keras.Sequential([keras.layers.Input((SAMPLES,)), keras.layers.Dense(1, use_bias=False)])
    model.layers[0].kernel.assign(np.zeros((SAMPLES, 1)))
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


def steps_of(model):
    return model.get_weights()[0].ravel()


def test_each_sample_counts_once_and_the_last_smaller_batch_is_a_step():
    model = linear(rate=0.1)
    fit(model, EYE, ONES, epochs=1, batch_size=4, seed=0)
    # the gradient of a batch's mean of (w - 1)² at w = 0 is -2 / size: sizes 4, 4 and 2
    assert np.sort(steps_of(model)) == pytest.approx([0.05] * 8 + [0.1] * 2)
    assert int(model.optimizer.iterations.value) == 3


def last_batches(seed, epochs):
    """The samples of each epoch's last, smaller batch."""
    found, model = [], linear()
    see = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: found.append(steps_of(model).copy()))
    fit(model, EYE, ONES, epochs=epochs, batch_size=8, seed=seed, callbacks=[see])
    moved = np.diff([np.zeros(SAMPLES), *found], axis=0)
    left = 1 - np.array([np.zeros(SAMPLES), *found[:-1]])
    return [tuple(np.flatnonzero(share > 0.05)) for share in moved / left]  # 0.1 in the batch of 2, 0.025 in that of 8


def test_the_order_changes_with_the_epoch_and_the_seed_alone():
    first = last_batches(0, 6)
    assert all(len(batch) == 2 for batch in first)
    assert len(set(first)) > 2
    assert last_batches(0, 6) == first
    assert last_batches(0, 3) == first[:3]
    assert last_batches(1, 6) != first


def test_the_number_of_samples_may_fill_the_batches():
    model = linear()
    fit(model, EYE, ONES, epochs=2, batch_size=5, seed=0)
    assert int(model.optimizer.iterations.value) == 4
    model = linear()
    fit(model, EYE, ONES, epochs=1, batch_size=100, seed=0)
    assert steps_of(model) == pytest.approx(np.full(SAMPLES, 0.02))


def test_the_loss_is_the_mean_over_samples():
    targets = np.arange(SAMPLES, dtype=np.float32)[:, None]
    record = fit(linear(rate=0.0), EYE, targets, epochs=2, batch_size=4, seed=0, validation_data=(EYE[:3], targets[:3]))
    assert record.history["loss"] == pytest.approx([28.5, 28.5])  # (0² + … + 9²) / 10
    assert record.history["val_loss"] == pytest.approx([5 / 3, 5 / 3])


def test_weights_of_samples_and_of_classes():
    weights = np.arange(SAMPLES, dtype=np.float32)
    model = linear()
    fit(model, EYE, ONES, epochs=1, batch_size=SAMPLES, seed=0, sample_weight=weights)
    assert steps_of(model)[0] == 0
    assert steps_of(model)[9] / steps_of(model)[3] == pytest.approx(3)
    labels = (np.arange(SAMPLES) % 2).astype(np.int64)
    scores = keras.Sequential([keras.layers.Input((SAMPLES,)), keras.layers.Dense(2, "softmax", use_bias=False)])
    scores.layers[0].kernel.assign(np.zeros((SAMPLES, 2)))
    scores.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    fit(scores, EYE, labels, epochs=1, batch_size=SAMPLES, seed=0, class_weight={0: 1.0, 1: 3.0})
    moved = np.abs(scores.get_weights()[0]).sum(axis=1)
    assert moved[1] / moved[0] == pytest.approx(3)


def test_inputs_may_be_a_structure():
    inputs = {name: keras.Input((SAMPLES,), name=name) for name in ("a", "b")}
    out = keras.layers.Dense(1, use_bias=False, name="d")(inputs["a"] - inputs["b"])
    model = keras.Model(inputs, out)
    model.get_layer("d").kernel.assign(np.zeros((SAMPLES, 1)))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    fit(model, {"a": EYE, "b": 0 * EYE}, ONES, epochs=1, batch_size=SAMPLES, seed=0)
    assert steps_of(model) == pytest.approx(np.full(SAMPLES, 0.02))
