"""Samples for a diagnosis: pictures, tables and sequences, and how they are held out."""

import numpy as np
import pytest

from confoundry.errors import BadInput
from confoundry.sources.held_out import parts
from confoundry.sources.reading import read_samples
from confoundry.sources.samples import Samples


@pytest.fixture
def npz(tmp_path):
    def save(**arrays):
        np.savez(tmp_path / "data.npz", **arrays)
        return f"npz:{tmp_path / 'data.npz'}"

    return save


@pytest.fixture
def csv(tmp_path):
    def save(text):
        (tmp_path / "data.csv").write_text(text)
        return f"csv:{tmp_path / 'data.csv'}"

    return save


def test_digits_are_numbers_from_0_to_1():
    samples = read_samples("mnist-5k")
    assert samples.inputs.shape == (5000, 28, 28, 1)
    assert (samples.inputs.min(), samples.inputs.max(), samples.inputs.dtype) == (0, 1, np.float32)
    assert samples.classes == 10


def test_bytes_in_rows_and_columns_are_pictures(npz, digits):
    images, labels = digits(12)
    samples = read_samples(npz(x=images, y=labels))
    assert samples.pictures is not None
    assert np.array_equal(samples.inputs[..., 0], (images / 255).astype(np.float32))
    assert samples.labels.tolist() == labels.tolist()


def test_idx_files_are_pictures(idx_folder):
    samples = read_samples(f"idx:{idx_folder}")
    assert (samples.inputs.shape, samples.tests) == ((40, 6, 6, 1), 10)


@pytest.mark.parametrize("shape", [(7,), (7, 3), (7, 5, 2), (7, 4, 4, 2)])
@pytest.mark.parametrize("kind", ["<f8", "<f4", "<i8", "|b1"])
def test_other_arrays_are_taken_as_they_are(npz, shape, kind):
    inputs = np.arange(np.prod(shape)).reshape(shape).astype(kind)
    samples = read_samples(npz(x=inputs, y=np.arange(7) % 2))
    assert samples.pictures is None
    assert samples.inputs.dtype == np.float32
    assert np.array_equal(samples.inputs.reshape(shape), inputs.astype(np.float32))


@pytest.mark.parametrize(
    ("labels", "kind", "shape", "classes"),
    [
        (np.array([0, 1, 2, 1]), "int64", (4,), 3),
        (np.array([[0], [1], [2], [1]], np.uint8), "int64", (4,), 3),
        (np.array([True, False, True, False]), "int64", (4,), 2),
        (np.array([0.5, 1.0, 25.0, 3.0]), "float32", (4,), 1),
        (np.eye(4, 3), "float32", (4, 3), 3),
        (np.array([[1, 1], [0, 1], [0, 0], [1, 0]]), "float32", (4, 2), 2),
    ],
)
def test_whole_numbers_are_classes_and_floats_are_numbers(npz, labels, kind, shape, classes):
    samples = read_samples(npz(x=np.zeros((4, 2)), y=labels))
    assert (str(samples.labels.dtype), samples.labels.shape, samples.classes) == (kind, shape, classes)


def test_a_test_set_is_left_alone(npz):
    train, test = np.arange(8.0).reshape(4, 2), 100 + np.arange(4.0).reshape(2, 2)
    samples = read_samples(npz(x_train=train, y_train=np.arange(4) % 2, x_test=test, y_test=np.arange(2)))
    split = parts(samples, validation=0.1, test=0.2)
    assert np.array_equal(split.train[0], train)
    assert split.held_out is None


def test_pictures_are_split_as_a_study_splits_them():
    split = parts(read_samples("mnist-5k"), validation=0.1, test=0.2)
    assert split.held_out is not None
    assert (len(split.train[0]), len(split.held_out[0])) == (3502, 537)  # metrics/validation.json of the study


def test_pictures_of_which_none_is_held_out():
    images = np.zeros((1, 2, 2, 1), np.uint8)
    samples = Samples(images / np.float32(255), np.zeros(1, np.int64), pictures=images)
    assert parts(samples, validation=1e-9, test=1e-9).held_out is None


def test_a_table_of_numbers_with_words_as_labels(csv):
    samples = read_samples(csv("a,label,b\n1,cat,2.5\n3,dog,4\n5,cat,\n"))
    assert samples.inputs[:2].tolist() == [[1, 2.5], [3, 4]]
    assert np.isnan(samples.inputs[2, 1]), "what is missing is for the diagnosis to tell"
    assert samples.labels.tolist() == [0, 1, 0]


def test_a_table_whose_labels_are_numbers_in_a_column_of_another_name(csv):
    samples = read_samples(csv("a,price\n1,1.5\n2,2.5\n"), label="price")
    assert (samples.labels.tolist(), samples.classes) == ([1.5, 2.5], 1)


TABLES = {
    "no label": ("a,b\n1,2\n", "expected a column label, got a, b; name the column with --label"),
    "words": ("a,label\nx,1\n", "expected columns of numbers, got words in a; encode words as numbers"),
    "no inputs": ("label\n1\n", "expected columns of numbers, got none"),
    "no rows": ("a,label\n", "expected columns of numbers, got"),
    "a label that is missing": ("a,label\n1,\n2,1\n", "expected a label in each row of label, got 1 without"),
    "empty": ("", "got an empty file"),
    "ragged": ("a,label\n1,2\n1,2,3,4\n", "expected a CSV file with a line of column names, got Error tokenizing"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_cannot_be_read_is_one_line(name, csv):
    text, said = TABLES[name]
    with pytest.raises(BadInput) as refused:
        read_samples(csv(text))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_bytes_that_are_no_text_are_one_line(tmp_path):
    (tmp_path / "data.csv").write_bytes(b"a,label\n\xff\xfe,1\n")
    with pytest.raises(BadInput, match="a CSV file with a line of column names"):
        read_samples(f"csv:{tmp_path / 'data.csv'}")


ARRAYS = {
    "no labels": ({"x": np.zeros((3, 2))}, "got none called y; save them with these names"),
    "half a test set": (
        {"x_train": np.zeros((3, 2)), "y_train": np.zeros(3), "x_test": np.zeros((3, 2))},
        "none called y_test",
    ),
    "fewer labels": ({"x": np.zeros((3, 2)), "y": np.zeros(2)}, "expected 3 labels, one per sample, got 2"),
    "labels in a cube": ({"x": np.zeros((3, 2)), "y": np.zeros((3, 2, 2))}, "labels (n,) or (n, k), got 3×2 and 3×2×2"),
    "shapes that differ": (
        {"x_train": np.zeros((3, 2)), "y_train": np.zeros(3), "x_test": np.zeros((3, 4)), "y_test": np.zeros(3)},
        "expected training and test samples of one shape, got 2 with labels a number, and 4 with a number",
    ),
    "words": ({"x": np.array(["a", "b"]), "y": np.zeros(2)}, "not of numbers"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_that_do_not_go_together_are_one_line(name, npz):
    arrays, said = ARRAYS[name]
    with pytest.raises(BadInput) as refused:
        read_samples(npz(**arrays))
    assert said in str(refused.value)


@pytest.mark.parametrize("source", ["", "nonsense", "npz", "npz:", "csv", "keras:mnist", "idx"])
def test_an_unknown_source_names_the_known_ones(source):
    with pytest.raises(BadInput) as refused:
        read_samples(source)
    assert str(refused.value).startswith("--data: expected one of mnist-5k, csv:PATH, idx:PATH, npz:PATH, got ")
