"""What is known of data before training, on data whose facts are known by hand."""

import keras
import numpy as np
import pytest
from keras import layers

from confoundry.diagnosis.facts import LayerFacts, NetworkFacts
from confoundry.diagnosis.measured.data import data_facts
from confoundry.diagnosis.measured.network import network_facts
from confoundry.diagnosis.measured.task import target_of

CROSS = "sparse_categorical_crossentropy"


def network(outputs=1, activation="linear", loss="mean_squared_error", first=()):
    last = LayerFacts("end", "Dense", "output", activation, activation, outputs)
    return NetworkFacts((*first, last), 10, outputs, activation, loss, None, "adam", 0.001)


def target(y, **changes):
    found = target_of(network(**changes), np.asarray(y))
    return found.task, found.labels, found.classes


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
@pytest.mark.parametrize("dtype", ["int64", "uint8", "float32"])
def test_labels_of_a_column(shape, dtype):
    def column(*values):
        return np.array(values * 3, dtype).reshape(shape)

    assert target(column(0, 1, 1)) == ("binary", "zero_one", 2)
    assert target(column(0, 1, 1), outputs=2, activation="softmax", loss=CROSS) == ("multiclass", "index", 2)
    assert target(column(0, 1, 2), outputs=3, activation="softmax", loss=CROSS) == ("multiclass", "index", 3)
    assert target(column(1, 2, 3), outputs=3, activation="softmax", loss=CROSS) == ("multiclass", "index", 3)
    assert target(column(0, 5, 90), outputs=91, activation="softmax", loss=CROSS) == ("multiclass", "index", 3)
    assert target(column(0, 1, 2), outputs=3) == ("multiclass", "index", 3)  # mean squared error on class indices
    assert target(column(0, 1, 2), activation="sigmoid", loss="binary_crossentropy") == ("multiclass", "index", 3)
    assert target(column(0, 1, 2)) == ("regression", "numbers", 1)
    assert target(column(0, 5, 90)) == ("regression", "numbers", 1)


def test_labels_of_each_step_or_pixel():
    steps, pixels = np.eye(4)[[[0, 1, 2], [3, 2, 1]]], np.array([[[0, 1, 1], [1, 1, 0], [0, 0, 1]]] * 2)
    rows = {"outputs": 4, "activation": "softmax", "loss": "categorical_crossentropy"}
    assert target(steps, **rows) == ("multiclass", "one_hot", 4)
    assert target(pixels, outputs=2, activation="softmax", loss=CROSS) == ("multiclass", "index", 2)
    assert target(pixels, activation="sigmoid", loss="binary_crossentropy") == ("multilabel", "zero_one", 3)


def test_signs_are_two_classes():
    assert target([-1, 1, 1, -1], activation="tanh", loss="hinge") == ("binary", "zero_one", 2)


def test_numbers_are_no_classes():
    assert target([0.5, 1.25, 3.0], loss=CROSS, outputs=3) == ("regression", "numbers", 1)
    assert target([[0.5, 1.0], [2.0, 0.25]], outputs=2) == ("regression", "numbers", 2)
    assert target(np.arange(25.0), activation="sigmoid") == ("regression", "numbers", 1)


def test_rows():
    assert target(np.eye(4), outputs=4, activation="softmax") == ("multiclass", "one_hot", 4)
    assert target(np.eye(4, dtype=int)[[0, 0]], outputs=4) == ("multiclass", "one_hot", 4)
    assert target([[1, 1, 0], [0, 0, 0]], outputs=3) == ("multilabel", "zero_one", 3)
    smooth = np.eye(3) * 0.9 + 0.1 / 3
    assert target(smooth, outputs=3, loss="categorical_crossentropy") == ("multiclass", "one_hot", 3)
    assert target(smooth, outputs=3) == ("regression", "numbers", 3)


def test_labels_that_are_missing_do_not_decide():
    assert target([0, 1, np.nan, 1]) == ("binary", "zero_one", 2)


def facts(x, y, held=None, **changes):
    held = None if held is None else tuple(map(np.asarray, held))
    return data_facts(network(**changes), np.asarray(x), np.asarray(y), held)


def test_scale():
    x = np.array([[0, 10, 5], [2, 30, 5]], np.float32)  # means 1, 20, 5; deviations 1, 10, 0
    found = facts(x, [0.5, 1.5])
    assert found.mean == pytest.approx(26 / 3)
    assert found.std == pytest.approx(np.std([0, 10, 5, 2, 30, 5]))
    assert found.largest == 30
    assert found.scale_ratio == pytest.approx(10 / 5.5)
    assert found.offset == pytest.approx(2)  # 20 over 10
    assert found.varying == pytest.approx(2 / 3)
    assert (found.samples, found.held_out, found.task, found.classes) == (2, 0, "regression", 1)
    assert (found.label_low, found.label_high, found.share_of_largest) == (0.5, 1.5, 0)


def test_pixels_as_they_come():
    rng = np.random.default_rng(0)
    found = facts(rng.integers(0, 256, (500, 8, 8, 1), dtype=np.uint8), rng.integers(0, 2, 500))
    assert found.largest == 255
    assert found.mean == pytest.approx(127.5, abs=2)
    assert found.std == pytest.approx(73.9, abs=1)  # of whole numbers from 0 to 255: sqrt((256² - 1) / 12)
    assert found.scale_ratio < 1.2


def test_what_is_no_number_is_counted_and_left_out():
    x = np.array([[0.0, 1], [np.nan, 1], [2, np.inf], [4, 3]], np.float32)
    found = facts(x, [0, 1, np.nan, 1], held=(np.array([[np.nan, 1]], np.float32), [0.0]))
    assert found.not_finite == 4
    assert found.mean == pytest.approx(2)  # of 0, 1, 4 and 3
    assert (found.label_low, found.label_high) == (0, 1)


def test_constant_inputs():
    found = facts(np.full((5, 2), 7.0, np.float32), [0, 1, 0, 1, 1])
    assert (found.varying, found.scale_ratio, found.offset, found.std) == (0, 1, 0, pytest.approx(0, abs=1e-6))
    assert found.share_of_largest == 0.6


def test_repeated_conflicting_and_leaked():
    x = np.array([[0, 0], [0, 0], [0, 1], [1, 0], [1, 0], [1, 0], [2, 2], [3, 3]], np.float32)
    y = np.array([0, 1, 0, 1, 1, 1, 0, 0])
    found = facts(x, y, held=(np.array([[3, 3], [0, 0], [9, 9], [8, 8]], np.float32), np.array([0, 0, 1, 1])))
    assert found.repeated == pytest.approx(3 / 8)  # one copy of the first, two of the fourth
    assert found.conflicting == pytest.approx(2 / 8)
    assert found.leaked == pytest.approx(2 / 4)
    assert found.held_out == 4


def test_large_samples_that_differ_in_one_place_are_not_the_same():
    x = np.zeros((40, 3000), np.float32)
    x[np.arange(40), np.arange(40) * 70 + 1] = 1
    x[7] = x[3]
    assert facts(x, np.arange(40) % 2).repeated == pytest.approx(1 / 40)


def test_multi_label_data():
    found = facts(np.eye(4), [[1, 0, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0]], outputs=3)
    assert found.share_of_largest == pytest.approx((1 + 0.75 + 0.75) / 3)


def built(*chain, shape=(6,)):
    model = keras.Sequential([layers.Input(shape), *chain])
    model.compile("adam", "binary_crossentropy")
    return network_facts(model)


@pytest.mark.parametrize(
    ("chain", "inside"),
    [
        ([layers.Rescaling(1 / 255), layers.Dense(1)], True),
        ([layers.Dropout(0.1), layers.BatchNormalization(), layers.Dense(1)], True),
        ([layers.Normalization(), layers.Dense(1)], False),
        ([layers.Normalization(), layers.BatchNormalization(), layers.Dense(1)], True),
        ([layers.Lambda(lambda x: x / 255), layers.Dense(1)], True),
        ([layers.Dense(2), layers.BatchNormalization(), layers.Dense(1)], False),
        ([layers.Dense(1)], False),
    ],
)
def test_normalization_inside_the_network(chain, inside):
    found = data_facts(built(*chain), np.eye(6), np.array([0, 1, 0, 1, 1, 1]), None)
    assert found.normalized_inside is inside


def test_words_have_no_scale():
    found = data_facts(
        built(layers.Embedding(900, 4), layers.GlobalAveragePooling1D(), layers.Dense(1)),
        np.array([[3, 800, 7, 0, 0, 0], [3, 800, 7, 0, 0, 0]]),
        np.array([0, 1]),
        None,
    )
    assert (found.mean, found.std, found.largest, found.scale_ratio, found.offset) == (0, 1, 1, 1, 0)
    assert (found.repeated, found.conflicting) == (0.5, 1.0)


class Table(layers.Layer):
    """Looks numbers up in a table that it holds."""

    def __init__(self):
        super().__init__()
        self.table = layers.Embedding(900, 4)

    def call(self, x):
        return self.table(x)


def adapted():
    scaled = layers.Normalization()
    scaled.adapt(np.array([[1.0, 50.0, 3.0], [2.0, 90.0, 4.0]]))
    return scaled


BRANCHES = {
    "embedding": (lambda x: layers.Flatten()(layers.Embedding(900, 4)(x)), "looked up"),
    "table of one's own": (lambda x: layers.Flatten()(Table()(x)), "looked up"),
    "some columns": (lambda x: layers.Flatten()(layers.Embedding(900, 4)(x[:, :1])), "looked up"),
    "counted": (lambda x: layers.CategoryEncoding(900, output_mode="multi_hot")(x), "looked up"),
    "normalized": (lambda x: adapted()(x), "scaled"),
    "an operation": (lambda x: layers.Dense(2)(keras.ops.cast(x, "float32") / 255), "scaled"),
    "both ways": (lambda x: layers.Concatenate()([layers.Dense(2)(x), adapted()(x)]), "numbers"),
    "dense": (lambda x: layers.Dense(2)(layers.Dropout(0.1)(x)), "numbers"),
}


@pytest.mark.parametrize("one", BRANCHES)
@pytest.mark.parametrize("other", ["embedding", "normalized", "dense"])
def test_each_input_has_its_use(one, other):
    inputs = [keras.Input((3,), name="one"), keras.Input((3,), name="other")]
    joined = layers.Concatenate()([BRANCHES[one][0](inputs[0]), BRANCHES[other][0](inputs[1])])
    model = keras.Model(inputs, layers.Dense(1)(joined))
    model.compile("adam", "binary_crossentropy")
    uses = (BRANCHES[one][1], BRANCHES[other][1])
    assert network_facts(model).inputs == uses
    x = [np.array([[700, 800, 3], [7, 0, 5]]), np.array([[100, 200, 3], [7, 0, 5]])]
    found = data_facts(network_facts(model), x, np.array([0, 1]), None)
    assert found.normalized_inside == ("numbers" not in uses and "scaled" in uses)
    largest = [array.max() for use, array in zip(uses, x, strict=True) if use == "numbers"]
    largest = largest or [array.max() for use, array in zip(uses, x, strict=True) if use == "scaled"]
    assert found.largest == max(largest, default=1)


def test_several_inputs_are_taken_together():
    x = {"a": np.array([[1.0], [3.0]]), "b": np.array([[10.0, 10.0], [30.0, 30.0]])}
    found = data_facts(network(), x, np.array([0.1, 0.2]), None)
    assert (found.mean, found.largest, found.scale_ratio) == (pytest.approx((2 + 20 + 20) / 3), 30, pytest.approx(1))
    assert found.repeated == 0
