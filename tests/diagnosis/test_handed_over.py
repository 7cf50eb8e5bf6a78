"""What is handed over: every form that Keras takes, and one clear line for each mistake."""

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras import layers

from confoundry.diagnosis.measured.handed_over import handed_over, split
from confoundry.diagnosis.measured.holdout import hold_out
from confoundry.diagnosis.measured.samples import LabelledSamples
from confoundry.diagnosis.measured.task import Target
from confoundry.errors import BadInput

X, Y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])
TEXT = "expected numbers, got text; encode it first, for example with keras.layers.StringLookup or TextVectorization"


def network(inputs=1, compiled=True, shape=(2,)):
    starts = [layers.Input(shape, name=f"part_{number}") for number in range(inputs)]
    joined = layers.Concatenate()(starts) if inputs > 1 else starts[0]
    model = keras.Model(starts if inputs > 1 else starts[0], layers.Dense(1)(joined))
    if compiled:
        model.compile("sgd", "mse")
    return model


def handed(x, y, model=None, validation=None, **settings):
    settings = {"epochs": 1, "batch_size": 2} | settings
    return handed_over(network() if model is None else model, x, y, validation, **settings)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X, Y),
        (X.tolist(), Y.tolist()),
        (pd.DataFrame(X), pd.Series(Y)),
        (pd.DataFrame(X, dtype=object), pd.Series(Y, dtype="Int64")),
        (tf.constant(X), tf.constant(Y)),
        ([X], [Y]),
        (list(X), list(Y)),
        (tf.data.Dataset.from_tensor_slices((X, Y)).batch(4), None),
    ],
)
def test_one_input_in_any_form(x, y):
    samples, held = handed(x, y)
    assert held is None
    assert isinstance(samples.x, np.ndarray)
    assert samples.x.dtype == np.float32
    np.testing.assert_array_equal(samples.x, X)
    np.testing.assert_array_equal(samples.labels, Y)


@pytest.mark.parametrize("kind", [dict, list])
def test_several_inputs(kind):
    given = {"part_0": X, "part_1": X + 100} if kind is dict else [X, X + 100]
    samples, _ = handed(given, Y, network(inputs=2))
    assert isinstance(samples.x, kind)
    assert [array[0, 0] for array in samples.inputs] == [0, 100]
    assert [array.shape for array in samples.at(slice(0, 4)).inputs] == [(4, 2), (4, 2)]


def test_given_validation():
    _, held = handed(X, Y, validation=(X[:2], Y[:2]))
    assert held is not None
    assert len(held) == 2
    _, held = handed(X, Y, validation=tf.data.Dataset.from_tensor_slices((X, Y)).batch(5))
    assert held is not None
    assert len(held) == 6


def test_a_last_axis_of_one_may_be_left_out():
    images = np.zeros((3, 4, 4))
    assert len(handed(images, [0, 1, 1], network(shape=(4, 4, 1)))[0]) == 3
    assert len(handed(images[..., None], [0, 1, 1], network(shape=(4, 4)))[0]) == 3


@pytest.mark.parametrize(
    ("x", "y", "changes", "message"),
    [
        (
            X,
            Y[:4],
            {},
            "the labels of x: expected 6, one for each sample, got 4; check how inputs and labels were split",
        ),
        (X, None, {}, "x: expected inputs with labels, got no labels; give y, or a tf.data.Dataset of (x, y)"),
        (X, list("abcdef"), {}, f"the labels of x: {TEXT}"),
        (np.array([["a"], ["b"]] * 3, object), Y, {}, f"x: {TEXT}"),
        (tf.constant([["a"], ["b"]] * 3), Y, {}, f"x: {TEXT}"),
        (
            *([[1.0], [1.0, 2.0]], [0, 1], {}),
            "x: expected numbers in rows of one length, got something else; convert it to a single array",
        ),
        (
            *(np.zeros((6, 3)), Y, {}),
            "x: expected samples of shape (2,), which the network takes, got (3,); reshape them, or change the "
            "network's Input",
        ),
        (X, Y, {"epochs": 0}, "epochs: expected at least 1, got 0; for example epochs=10"),
        (X[:0], Y[:0], {}, "x: expected samples, got none; give at least one"),
        (
            *(X, Y, {"validation": (X[:3], Y[:2])}),
            "the labels of validation: expected 3, one for each sample, got 2; check how inputs and labels were split",
        ),
    ],
)
def test_mistakes_get_one_line(x, y, changes, message):
    with pytest.raises(BadInput) as raised:
        handed(x, y, **changes)
    assert str(raised.value) == message


def test_an_endless_data_set():
    with pytest.raises(BadInput, match="expected a data set that ends"):
        handed(tf.data.Dataset.from_tensor_slices((X, Y)).batch(2).repeat(), None)


def test_a_data_set_without_batches():
    with pytest.raises(BadInput, match=r"expected a data set of batches, got single samples; call \.batch"):
        handed(tf.data.Dataset.from_tensor_slices((X, Y)), None)


@pytest.mark.parametrize("model", [network(compiled=False), "a model"])
def test_what_is_no_compiled_model(model):
    with pytest.raises(BadInput, match=r"^model: expected a"):
        handed(X, Y, model)


def test_a_fifth_of_each_class_is_held_out():
    classes = np.repeat([0, 1, 2], [50, 30, 10])
    rows, held = hold_out(90, classes, seed=0)
    assert np.bincount(classes[held]).tolist() == [10, 6, 2]
    assert sorted([*rows, *held]) == list(range(90))
    assert hold_out(90, classes, seed=0)[1].tolist() == held.tolist()
    assert hold_out(90, classes, seed=1)[1].tolist() != held.tolist()


def test_nothing_is_held_out_of_fewer_than_fifty():
    assert len(hold_out(49, None, seed=0)[1]) == 0
    assert len(hold_out(50, None, seed=0)[1]) == 10


def test_a_split_keeps_inputs_and_labels_together():
    x = np.arange(60.0)[:, None]
    train, held = split(LabelledSamples(x, x * 2), Target("regression", "numbers", 1), seed=3)
    assert held is not None
    assert (len(train), len(held)) == (48, 12)
    np.testing.assert_array_equal(held.labels, held.x * 2)
