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
    samples = read_samples(csv("a,label,b\n1,cat,2.5\n3,dog,4\n5,cat,6\n"))
    assert samples.inputs.tolist() == [[1, 2.5], [3, 4], [5, 6]]
    assert samples.labels.tolist() == [0, 1, 0]
    assert samples.notes == ()


def test_a_table_whose_labels_are_numbers_in_a_column_of_another_name(csv):
    samples = read_samples(csv("a,price\n1,1.5\n2,2.5\n"), label="price")
    assert (samples.labels.tolist(), samples.classes) == ([1.5, 2.5], 1)


TABLES = {
    "no label": ("a,b\n1,2\n", "expected a column label, got a, b; name the column with --label"),
    "words": ("a,label\nx,1\n", "expected columns of numbers, got text in a; encode text as numbers"),
    "no inputs": ("label\n1\n", "expected columns of numbers, got none"),
    "no rows": ("a,label\n", "expected columns of numbers, got"),
    "a label that is missing": (
        "a,label\n1,\n2,1\n",
        "a label in each row of label, got an empty cell in line 2, column label; fill it in, or remove the row",
    ),
    "a value that is missing": (
        "a,label,b\n1,cat,2.5\n3,dog,4\n5,cat,\n",
        "expected a number in each cell, got an empty cell in line 4, column b; fill it in, or remove the row",
    ),
    "after blank lines": (
        "a,b,label\n\n1,2,0\n\n3,,1\n5,,1\n",
        "an empty cell in line 5, column b (the first of 2 such rows)",
    ),
    "after a cell of two lines": ('a,b,label\n1,2,"x\ny"\n3,,z\n', "got an empty cell in line 4, column b"),
    "infinite": ("a,b,label\n1,2,0\n3,inf,1\n", "expected a finite number in each cell, got infinity in line 3"),
    "one label": ("a,label\n1,0\n2,0\n", "expected several labels in label, got 0 for all; add samples with other"),
    "semicolons": ("a;b;label\n1;2;0\n", "got a;b;label; separate the columns with commas"),
    "a label twice": (
        "a,label,label\n1,0,0\n2,1,1\n",
        "expected column names that differ, got label twice; rename one",
    ),
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


def test_text_names_classes_in_the_test_set_alike(npz):
    known, others = np.array(["owl", "cat", "owl"]), np.array(["cat", "dog"])
    samples = read_samples(npz(x_train=np.eye(3), y_train=known, x_test=np.ones((2, 3)), y_test=others))
    assert samples.labels.tolist() == [2, 0, 2, 0, 1], "cat, dog, owl"
    assert samples.classes == 3


@pytest.mark.parametrize("labels", [np.arange(6) / 2, np.eye(3)[np.arange(6) % 3], np.arange(6) % 2 > 0])
def test_pictures_may_have_labels_of_any_kind(npz, digits, labels):
    images, _ = digits(6)
    samples = read_samples(npz(x=images, y=labels))
    assert samples.pictures is not None
    assert np.array_equal(samples.labels, labels), "numbers stay as they are, and are not cut to whole ones"


RAMP = np.arange(6 * 16).reshape(6, 4, 4)
NOTES = {
    "from 1 on": (
        {"x": np.eye(6), "y": np.arange(6) % 3 + 1},
        "labels go from 1 to 3, which makes 4 classes; if they number the classes, subtract 1",
    ),
    "with gaps": (
        {"x": np.eye(6), "y": np.arange(6) % 3 * 10 + 10},
        "labels go from 10 to 30, which makes 31 classes; if they number the classes, "
        "y = np.unique(y, return_inverse=True)[1]",
    ),
    "whole floats": (
        {"x": np.eye(6), "y": np.arange(6) % 3.0},
        "the 3 different labels, such as 0.0, are treated as numbers to predict; if they are classes, "
        "y = y.astype('int64')",
    ),
    "dark": (
        {"x": (RAMP % 17).astype(np.uint8), "y": np.arange(6) % 3},
        "pixels go up to 16 of 255; if they were never scaled, x = (x * (255 / 16)).round().astype('uint8')",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_may_not_be_meant_is_noted(name, npz):
    arrays, said = NOTES[name]
    assert read_samples(npz(**arrays)).notes == (said,)


@pytest.mark.parametrize("labels", [np.arange(6) % 3, 2 * (np.arange(6) % 2) - 1, np.arange(6) / 4, np.eye(6)])
def test_what_is_meant_is_not_noted(npz, labels):
    assert read_samples(npz(x=np.eye(6), y=labels)).notes == ()


HOLE = np.where(np.arange(6).reshape(3, 2) == 3, np.nan, 1.0)
ARRAYS = {
    "no labels": ({"x": np.zeros((3, 2))}, "got none called y but x; save the arrays under these names"),
    "two inputs": ({"x": HOLE, "x_train": HOLE, "y_train": np.arange(3)}, "got both x_train and x; save only one"),
    "capitals": ({"X_train": HOLE, "y_train": np.arange(3)}, "x_train=file['X_train'], y_train=file['y_train'])"),
    "half a test set": (
        {"x_train": np.zeros((3, 2)), "y_train": np.arange(3), "x_test": np.zeros((3, 2))},
        "none called y_test",
    ),
    "fewer labels": ({"x": np.zeros((3, 2)), "y": np.zeros(2)}, "expected 3 labels, one per sample, got 2"),
    "a single sample": (
        {"x": np.zeros((3, 2)), "y": np.zeros(1)},
        "got 3×2 with one label; a single sample is",
    ),
    "labels in a cube": ({"x": np.zeros((3, 2)), "y": np.zeros((3, 2, 2))}, "y (n,) or (n, k), got 3×2 and 3×2×2"),
    "shapes that differ": (
        {"x_train": np.zeros((3, 2)), "y_train": np.arange(3), "x_test": np.zeros((3, 4)), "y_test": np.arange(3)},
        "expected training and test samples of one shape, got 2 and 4; give both the same shape",
    ),
    "labels that differ": (
        {"x_train": HOLE, "y_train": np.arange(3), "x_test": HOLE, "y_test": np.eye(3)},
        "expected training and test labels of one shape, got a number and 3",
    ),
    "words": ({"x": np.array(["a", "b"]), "y": np.zeros(2)}, "expected numbers in x, got text; encode it as numbers"),
    "a value that is missing": (
        {"x": HOLE, "y": np.arange(3)},
        "expected a number for each value in x, got 1 missing or infinite, the first at x[1, 1]; fill it in, or remove",
    ),
    "a label that is missing": (
        {"x": np.zeros((3, 2)), "y": np.array([1, np.nan, np.nan])},
        "each value in y, got 2 missing or infinite, the first at y[1]; fill it in, or remove these samples",
    ),
    "a label that is missing, of pictures": (
        {"x": RAMP[:3].astype(np.uint8), "y": np.array([1, 0, np.nan])},
        "each value in y, got 1 missing or infinite, the first at y[2]",
    ),
    "past float32": (
        {"x": np.full((3, 2), 1e39), "y": np.arange(3)},
        "got 6 missing or infinite, the first",
    ),
    "one label": (
        {"x": np.zeros((3, 2)), "y": np.full(3, 7)},
        "expected several labels in y, got 7 for all; add",
    ),
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
