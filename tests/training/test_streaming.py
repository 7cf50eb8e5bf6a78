"""Data beyond the memory budget are read in blocks, and train the same model."""

import keras
import numpy as np
import pandas as pd
import pytest
from keras import callbacks, layers, optimizers

from confoundry.training import arrays, fit

SAMPLES, FEATURES, BATCH = 101, 6, 8
ROW = FEATURES * 4 + 8  # bytes of inputs and an int64 label
BLOCK = 3 * BATCH  # rows
RNG = np.random.default_rng(0)
X, LABELS = RNG.random((SAMPLES, FEATURES)).astype(np.float32), np.arange(SAMPLES) % 3
WEIGHTS = np.linspace(0.5, 1.5, SAMPLES).astype(np.float32)


class Rows:
    """An array of which a test sees what is read: it has a shape, a type, a length and rows."""

    def __init__(self, array):
        self._array, self.asked = array, []
        self.shape, self.dtype = array.shape, array.dtype

    def __len__(self):
        return len(self._array)

    def __getitem__(self, rows):
        taken = self._array[rows]
        self.asked.append(len(taken))
        return taken


def mapped(folder, name, array):
    """The array as a memory map of a file."""
    np.save(folder / name, array)
    return np.load(folder / f"{name}.npy", mmap_mode="r")


@pytest.fixture
def small_blocks(monkeypatch):
    """Give a function that leaves no memory for samples but for blocks of 24 rows."""

    def stream(row=ROW):
        monkeypatch.setenv("CONFOUNDRY_MEMORY_MIB", "0")
        monkeypatch.setattr(arrays, "BLOCK_BYTES", BLOCK * row + row // 2)

    return stream


def network(*middle):
    keras.utils.set_random_seed(1)
    hidden = [layers.Dense(5, "relu"), layers.BatchNormalization(), layers.Dropout(0.3, seed=2)]
    model = keras.Sequential([layers.Input((FEATURES,)), *hidden, *middle, layers.Dense(3, "softmax")])
    model.compile(optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


class Plain(layers.Layer):
    """Not in the table of layers that XLA compiles, which takes a second."""

    def call(self, inputs):
        return inputs


def trained(model, x, y, **options):
    record = fit(model, x, y, **{"epochs": 2, "batch_size": BATCH, "seed": 5} | options)
    assert record.path.compiled
    return model.get_weights(), record.history


def same(one, other):
    (weights, history), (others, expected) = one, other
    assert history == expected
    assert all((mine == its).all() for mine, its in zip(weights, others, strict=True))
    return True


@pytest.mark.slow
@pytest.mark.ci
def test_memory_maps_give_the_same_bytes_as_arrays_in_memory(small_blocks, tmp_path):
    options = {"sample_weight": WEIGHTS, "validation_data": (X[:30], LABELS[:30], WEIGHTS[:30])}
    expected = trained(network(), X, LABELS, **options)
    small_blocks()
    x, y = mapped(tmp_path, "x", X), mapped(tmp_path, "y", LABELS)
    held = mapped(tmp_path, "held", X[:30]), LABELS[:30], WEIGHTS[:30]
    assert same(trained(network(), x, y, sample_weight=WEIGHTS, validation_data=held), expected)


@pytest.mark.parametrize("batch_size", [1, 8, 24, 100, 200])
def test_any_array_that_gives_rows_is_read_block_by_block(batch_size, small_blocks):
    expected = trained(network(Plain()), X, LABELS, batch_size=batch_size, epochs=1)
    small_blocks()
    x, y = Rows(X), Rows(LABELS)
    assert same(trained(network(Plain()), x, y, batch_size=batch_size, epochs=1), expected)
    largest = max(BLOCK, batch_size)  # a batch is never cut
    assert max(x.asked) <= largest
    beside = [count for count in x.asked if count == min(batch_size, SAMPLES)][:1]  # a batch to build the model with
    assert sum(x.asked) <= SAMPLES + sum(beside)
    assert sum(y.asked) <= sum(x.asked) + SAMPLES  # labels may be looked at as a whole before: a number a sample


def test_targets_as_large_as_the_inputs_are_read_block_by_block(small_blocks):
    def build():
        model = keras.Sequential([layers.Input((FEATURES, 1)), Plain(), layers.Dense(3, "softmax")])
        model.compile(optimizers.SGD(0.1), "sparse_categorical_crossentropy")
        model.layers[-1].kernel.assign([[0.1, 0.2, 0.3]])
        return model

    pixels = (X * 3).astype(np.int64)  # a label for each number of the inputs
    expected = trained(build(), X[..., None], pixels)
    small_blocks(FEATURES * 12)
    y = Rows(pixels)
    assert same(trained(build(), Rows(X[..., None]), y), expected)
    assert max(y.asked) <= BLOCK * 3 // 2  # what a block's bytes hold of the targets alone, two thirds of a sample


def test_a_structure_of_inputs_and_a_validation_that_is_streamed(small_blocks):
    def build():
        keras.utils.set_random_seed(1)
        inputs = {name: keras.Input((FEATURES,), name=name) for name in ("a", "b")}
        together = layers.Concatenate()([layers.Dense(3, "tanh")(one) for one in inputs.values()])
        model = keras.Model(inputs, layers.Dense(3, "softmax")(Plain()(together)))
        model.compile(optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    inputs = {"a": X, "b": 1 - X}
    expected = trained(build(), inputs, LABELS, validation_data=(inputs, LABELS))
    small_blocks(2 * FEATURES * 4 + 8)
    streamed, held = ({name: Rows(array) for name, array in inputs.items()} for _ in range(2))
    assert same(trained(build(), streamed, LABELS, validation_data=(held, LABELS)), expected)
    assert {len(held["b"])} == {SAMPLES}
    assert sum(held["b"].asked) == 2 * SAMPLES  # once an epoch
    assert max(streamed["a"].asked) <= BLOCK


@pytest.mark.slow
@pytest.mark.ci
def test_types_are_as_in_memory(small_blocks):
    pictures = (X * 255).astype(np.uint8)
    expected = trained(network(Plain()), pictures, LABELS, epochs=1)
    doubled = trained(network(Plain()), X.astype(np.float64), LABELS.astype(np.int32), epochs=1)
    small_blocks()
    assert same(trained(network(Plain()), Rows(pictures), LABELS, epochs=1), expected)
    assert same(trained(network(Plain()), Rows(X.astype(np.float64)), LABELS.astype(np.int32), epochs=1), doubled)


def test_a_second_call_traces_nothing(small_blocks):
    calls = []

    class Counting(layers.Layer):
        def call(self, inputs):
            calls.append(1)
            return inputs

    small_blocks()
    model = network(Counting())
    trained(model, Rows(X), LABELS)
    traced = len(calls)
    trained(model, Rows(X[::-1]), LABELS, seed=6, epochs=3)
    assert len(calls) == traced


def test_a_series_is_taken_by_place(small_blocks):
    expected = trained(network(Plain()), X, LABELS, epochs=1)
    small_blocks()
    labels = pd.Series(LABELS, index=np.arange(SAMPLES)[::-1])
    assert same(trained(network(Plain()), Rows(X), labels, epochs=1), expected)


def test_class_weights_of_labels_that_are_streamed(small_blocks):
    weights = {0: 2.0, 2: 0.5}
    expected = trained(network(Plain()), X, LABELS, class_weight=weights, epochs=1)
    small_blocks()
    assert same(trained(network(Plain()), Rows(X), LABELS, class_weight=weights, epochs=1), expected)


def test_keras_own_loop_reads_no_more_than_batches(small_blocks):
    def run(x, y):
        model = network(Plain())
        often = callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
        with pytest.warns(UserWarning, match="trained with model.fit"):
            record = fit(model, x, y, epochs=2, batch_size=BATCH, seed=5, callbacks=[often])
        return model.get_weights(), record.history

    expected = run(X, LABELS)
    small_blocks()
    x, y = Rows(X), Rows(LABELS)
    assert same(run(x, y), expected)
    assert max(x.asked) <= BATCH


def test_a_file_that_cannot_be_read_ends_the_training_with_its_own_error(small_blocks):
    class Broken(Rows):
        def __getitem__(self, rows):
            if len(self.asked) == 3:
                raise OSError("the disk is gone")
            return super().__getitem__(rows)

    small_blocks()
    with pytest.raises(OSError, match="the disk is gone"):
        trained(network(Plain()), Broken(X), LABELS)
