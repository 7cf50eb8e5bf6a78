"""Zips of NumPy arrays: what is read, and every way in which one can be wrong."""

import io
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from confoundry.errors import BadInput
from confoundry.files.npz import read_npz
from confoundry.sources.npz import LAYOUT, Npz


@pytest.fixture
def good(digits):
    """The arrays of a good file, in Keras' layout."""
    (x_train, y_train), (x_test, y_test) = digits(30, seed=1), digits(10, seed=2)
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


@pytest.fixture
def saved(tmp_path, good):
    """Save the good arrays, some of them replaced (or left out: None), and give the path."""

    def save(write=np.savez, **others):
        path = tmp_path / "data.npz"
        write(path, **{name: array for name, array in (good | others).items() if array is not None})
        return path

    return save


def npy(descr="'|u1'", shape="(30, 6, 6)", order="False", data=bytes(1080), version=b"\1\0"):
    """Write a .npy by hand, from the format's definition."""
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    width = 2 if version == b"\1\0" else 4
    return b"\x93NUMPY" + version + len(text).to_bytes(width, "little") + text + data


def put(path, name, data, method=zipfile.ZIP_STORED):
    """Put one member in the place of another of that name in a saved file."""
    with zipfile.ZipFile(path) as archive:
        members = {other: archive.read(other) for other in archive.namelist()}
    with zipfile.ZipFile(path, "w", method) as archive:
        for other, content in (members | {name: data}).items():
            archive.writestr(other, content)
    return path


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_keras_layout(write, saved, good):
    data = Npz().read(saved(write))
    assert data.images.shape == (40, 6, 6, 1)
    assert data.tests == 10
    assert np.array_equal(data.images[:30, ..., 0], good["x_train"])
    assert np.array_equal(data.images[30:, ..., 0], good["x_test"])
    assert data.labels.tolist() == [*good["y_train"], *good["y_test"]]


@pytest.mark.parametrize("kind", ["u1", "i1", "<i2", ">i4", "<i8", "<u8"])
def test_labels_of_any_integer_type_in_one_column(kind, saved, good):
    labels = good["y_train"].astype(kind)[:, None]
    data = Npz().read(saved(y_train=labels, x_test=None, y_test=None))
    assert data.labels.tolist() == good["y_train"].tolist()
    assert data.labels.dtype == np.int64
    assert data.tests == 0


def test_colour_images_and_column_order(saved):
    colour = np.arange(30 * 4 * 5 * 3).astype(np.uint8).reshape(30, 4, 5, 3)
    data = Npz().read(saved(x_train=np.asfortranarray(colour), x_test=None, y_test=None))
    assert np.array_equal(data.images, colour)
    assert data.images.flags.c_contiguous


def test_later_versions_of_the_header(saved, good):
    content = npy(version=b"\2\0", data=good["x_train"].tobytes())
    assert np.array_equal(Npz().read(put(saved(), "x_train.npy", content)).images[:30, ..., 0], good["x_train"])


def test_odd_labels_are_not_refused_here(saved, good):
    labels = good["y_train"].astype(np.int64) - 5
    assert Npz().read(saved(y_train=labels)).labels.min() == -5


ARRAYS = {
    "floats": ({"x_train": np.zeros((30, 6, 6), np.float32)}, "an array of type '<f4', not of integers"),
    "booleans": ({"x_train": np.zeros((30, 6, 6), bool)}, "an array of type '|b1', not of integers"),
    "words as labels": ({"y_train": np.array(["cat"] * 30)}, "not of integers"),
    "wide integers": ({"x_train": np.zeros((30, 6, 6), np.int64)}, "of type uint8 (0…255), got int64"),
    "two dimensions": ({"x_train": np.zeros((30, 36), np.uint8)}, "got 2 dimensions"),
    "a single number": ({"x_train": np.uint8(1)}, "got 0 dimensions"),
    "five channels": ({"x_train": np.zeros((30, 6, 6, 5), np.uint8)}, "4 channels, got 6×6×5"),
    "a long side": ({"x_train": np.zeros((30, 16_385, 1), np.uint8)}, "16,384 pixels a side"),
    "no images": ({"x_train": np.zeros((0, 6, 6), np.uint8)}, "without data (0×6×6)"),
    "fewer labels": ({"y_train": np.zeros(29, int)}, "expected 30 training labels, one per image, got 29"),
    "labels one-hot": ({"y_test": np.zeros((10, 3), int)}, "expected 10 test labels, one per image, got 10×3"),
    "labels past int64": ({"y_train": np.full(30, 2**64 - 1, np.uint64)}, "number the classes"),
    "sizes that differ": ({"x_test": np.zeros((10, 5, 6), np.uint8)}, "test images of 6×6×1, got 5×6×1"),
    "no labels": ({"y_train": None}, "none called y_train"),
    "half a test set": ({"x_test": None}, "none called x_test"),
    "structured": ({"x_train": np.zeros((30, 6, 6), [("a", "u1")])}, "a header that is not a plain array's"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_wrong_arrays_are_refused(name, saved, refused):
    arrays, said = ARRAYS[name]
    assert said in refused("npz", saved(**arrays))


class Trap:
    """Fails the test when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


def test_object_arrays_are_never_loaded(saved, refused):
    path = saved(y_train=np.array([Trap()] * 30, dtype=object))
    assert "Python objects (a pickle), which are never loaded" in refused("npz", path)


def test_a_bare_pickle_is_never_loaded(saved, refused):
    path = put(saved(), "x_train.npy", pickle.dumps(Trap()))
    assert "no NumPy array" in refused("npz", path)


MEMBERS = {
    "empty": (b"", "no NumPy array"),
    "wrong magic": (b"\x93NUMPX" + npy()[7:], "no NumPy array"),
    "unknown version": (npy(version=b"\x09\0"), "no NumPy array"),
    "ends in its header": (npy()[:40], "ends within its header"),
    "long header": (npy(shape="(30, 6, 6)" + " " * 5000), "a header of 5,0"),
    "code in its header": (npy(shape="(30, 6, __import__('os').getpid())"), "not a plain array's"),
    "deep header": (npy(shape="(" * 300 + ")" * 300), "not a plain array's"),
    "no shape": (npy(shape="'x'").replace(b"'shape'", b"'descr'"), "not a plain array's"),
    "truncated": (npy(data=bytes(1079)), "bytes where its header announces"),
    "trailing bytes": (npy(data=bytes(1081)), "bytes where its header announces"),
    "announces the most": (npy(shape="(4000000000, 4000000000, 4000000000)"), "bytes where its header announces"),
    "negative": (npy(shape="(-30, 6, 6)"), "not a plain array's"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_damaged_arrays_are_refused(name, saved, refused):
    content, said = MEMBERS[name]
    assert said in refused("npz", put(saved(), "x_train.npy", content))


def test_a_bomb_is_refused_before_it_inflates(saved, refused):
    content = npy(shape="(30, 2048, 2048)", data=bytes(30 * 2048 * 2048))
    path = put(saved(), "x_train.npy", content, zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    said = refused("npz", path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "bytes announced where at most 67,108,864 can be there" in said
    assert peak < 2**24


def resize(path, size):
    """Change what the directory says of the first member's inflated size, x_train.npy's."""
    raw = bytearray(path.read_bytes())
    entry = raw.index(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(("size", "said"), [(1000, "Bad CRC-32"), (5000, "5,000 bytes where its header announces 1,2")])
def test_a_size_that_lies_is_refused(size, said, saved, refused):
    assert said in refused("npz", resize(saved(np.savez_compressed), size))


def test_a_member_that_inflates_past_its_size_takes_no_memory(saved, refused):
    path = put(saved(), "x_train.npy", npy(data=bytes(2**26)), zipfile.ZIP_DEFLATED)
    resize(path, len(npy()))
    tracemalloc.start()
    said = refused("npz", path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "Bad CRC-32" in said
    assert peak < 2**24


def test_an_encrypted_member_is_refused(saved, refused):
    path = saved()
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "encrypted" in refused("npz", path)


def test_another_compression_is_refused(saved, refused):
    path = put(saved(), "other.npy", b"", zipfile.ZIP_LZMA)
    assert "compressed in a way that NumPy does not use" in refused("npz", path)


def test_flipped_pixels_are_refused(saved, good, refused):
    path = saved()
    raw = bytearray(path.read_bytes())
    raw[raw.index(good["x_train"].tobytes()) + 100] ^= 0xFF
    path.write_bytes(raw)
    assert "Bad CRC-32" in refused("npz", path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"no zip", "File is not a zip file"),
        (npy(), "File is not a zip file"),
        (b"PK\x05\x06" + bytes(18), "none called x_train or y_train"),
    ],
)
def test_files_that_are_none(content, said, tmp_path, refused):
    path = tmp_path / "data.npz"
    path.write_bytes(content)
    assert said in refused("npz", path)


def test_a_truncated_file(saved, refused):
    path = saved()
    path.write_bytes(path.read_bytes()[:-30])
    assert "File is not a zip file" in refused("npz", path)


def test_a_folder_and_a_missing_file(tmp_path, refused):
    assert "got a folder" in refused("npz", tmp_path)
    assert "got nothing there" in refused("npz", tmp_path / "nowhere.npz")


@given(cuts=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_any_damage_is_read_right_or_one_bad_input(cuts, tmp_path_factory):
    buffer = io.BytesIO()
    images = np.arange(2 * 5 * 5, dtype=np.uint8).reshape(2, 5, 5)
    np.savez_compressed(buffer, x_train=images, y_train=np.array([0, 1]))
    raw = bytearray(buffer.getvalue())
    for place, byte in cuts:
        raw[place % len(raw)] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(raw)
    try:
        arrays = read_npz(path, LAYOUT)
    except BadInput:
        return
    if "x_train" in arrays:
        assert np.array_equal(arrays["x_train"], images)
