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


def test_a_stray_negative_label_is_left_to_the_checks_that_list_it(saved, good):
    images, labels = np.repeat(good["x_train"], 10, axis=0), np.repeat(good["y_train"].astype(np.int64), 10)
    labels[7] = -1
    data = Npz().read(saved(x_train=images, y_train=labels, x_test=None, y_test=None))
    assert (data.labels == -1).sum() == 1


CLASSES = np.arange(30) % 3  # the labels that are right
IMAGES = np.random.default_rng(0).integers(0, 256, (30, 6, 6)).astype(np.uint8)
IMAGES.flat[:2] = 0, 255
NOT_FINITE = np.where(np.arange(30 * 36).reshape(30, 6, 6) == 3 * 36 + 2 * 6 + 5, np.nan, 0.5)
# Each is an array in the place of a right one of a file without a test set, and how the line ends: "got …; the fix".
LABELS = {
    "from 1 on": (CLASSES + 1, "got labels from 1 to 3; y_train = y_train - 1"),
    "from 5 on": (CLASSES + 5, "got labels from 5 to 7; y_train = y_train - 5"),
    "from -1 on": (CLASSES - 1, "got labels from -1 to 1; y_train = y_train + 1"),
    "-1 and 1": (
        2 * (CLASSES % 2) - 1,
        "got labels from -1 to 1; names, y_train = np.unique(y_train, return_inverse=True)",
    ),
    "past int64": (
        CLASSES.astype(np.uint64) + np.uint64(2**64 - 9),
        "to 18,446,744,073,709,551,609; y_train = y_train - 18446744073709551607",
    ),
    "whole floats": (CLASSES.astype("f4"), "got float32; y_train = y_train.astype('int64')"),
    "fractions": (
        CLASSES + 0.5,
        "got fractions, such as 0.5; group them into classes: bins = np.quantile(y_train, [0.25, 0.5, 0.75]); "
        "y_train = np.digitize(y_train, bins)",
    ),
    "missing": (
        np.where(np.arange(30) == 4, np.nan, CLASSES),
        "got 1 missing, the first at y_train[4]; leave them out: known = np.isfinite(y_train); "
        "x_train, y_train = x_train[known], y_train[known]",
    ),
    "words": (
        np.array(["cat", "dog", "owl"])[CLASSES],
        "got text, such as 'cat'; names, y_train = np.unique(y_train, return_inverse=True)",
    ),
    "words in bytes": (np.array([b"cat", b"dog", b"owl"])[CLASSES], "got text, such as 'cat'; names, y_train = np.uni"),
    "digits in words": (CLASSES.astype(str), "got text, such as '0'; y_train = y_train.astype('int64')"),
    "booleans": (CLASSES > 1, "got booleans; y_train = y_train.astype('int64')"),
    "one-hot": (np.eye(3)[CLASSES], "got rows (30×3); y_train = y_train.argmax(axis=1)"),
    "one-hot integers": (np.eye(3, dtype=int)[CLASSES], "got rows (30×3); y_train = y_train.argmax(axis=1)"),
    "probabilities": (0.8 * np.eye(3)[CLASSES] + 0.1, "got rows (30×3); y_train = y_train.argmax(axis=1)"),
    "several each": (np.ones((30, 3), int), "got rows (30×3); a study needs one label per image: keep one of the"),
    "one class": (CLASSES * 0 + 4, "got label 4 for all 30; add images of another class"),
    "too many": (
        np.r_[CLASSES, CLASSES],
        "expected 30 labels in y_train, one per image, got 60; check how the arrays",
    ),
    "one alone": (np.int64(3), "expected 30 labels in y_train, one per image, got 1; check how the arrays were made"),
    "objects": (
        np.array(["cat", "dog", "owl"], object)[CLASSES],
        "(a pickle), which are never loaded; y_train = np.unique(y_train.astype(str), return_inverse=True)[1]",
    ),
    "dates": (CLASSES.astype("M8[D]"), "got values of type '<M8[D]'; y_train = np.unique(y_train.astype(str), return"),
}
PIXELS = {
    "floats to 1": (
        IMAGES / 255,
        "got float64 from 0 to 1; x_train = (x_train * 255).round().astype('uint8')",
    ),
    "floats to 255": (
        IMAGES.astype("f4"),
        "got float32 from 0 to 255; x_train = x_train.round().astype('uint8')",
    ),
    "floats to 16": (
        np.floor(IMAGES / 15.9),
        "got float64 from 0 to 16; x_train = (x_train * (255 / 16)).round().astype('uint8')",
    ),
    "floats from -1": (
        IMAGES / 127.5 - 1,
        "from -1 to 1; x_train = ((x_train + 1) * (255 / 2)).round().astype('uint8')",
    ),
    "a float that is missing": (
        NOT_FINITE,
        "got 1 not finite, the first at x_train[3, 2, 5]; x_train = np.nan_to_num(x_train), or remove these",
    ),
    "wide integers": (IMAGES.astype(int), "got int64 from 0 to 255; x_train = x_train.astype('uint8')"),
    "16 bits": (
        IMAGES.astype("u2") * 257,
        "got uint16 from 0 to 65535; x_train = (x_train * (255 / 65535)).round().astype('uint8')",
    ),
    "booleans": (IMAGES > 127, "got bool from 0 to 1; x_train = x_train.astype('uint8') * 255"),
    "0 and 1": (IMAGES // 128, "got uint8 from 0 to 1; x_train = (x_train * 255).round().astype('uint8')"),
    "nothing but 0": (IMAGES * 0, "got 0 in all images; check how the images were read"),
    "one pixel": (IMAGES[:, :1, :1], "expected images of at least 2×2 pixels, got 1×1, too small to show a"),
    "one row": (
        IMAGES.reshape(30, 1, 36),
        "got 1×36, too small to show a shortcut; x_train = x_train.reshape(-1, 6, 6)",
    ),
    "flat rows": (
        IMAGES.reshape(30, 36),
        "got 2 dimensions (30×36); x_train = x_train.reshape(-1, 6, 6), if each row is a square image",
    ),
    "grey, channels first": (
        IMAGES[:, None],
        "got 30×1×6×6 with the channels first; x_train = np.moveaxis(x_train, 1, -1)",
    ),
    "colour, channels first": (
        np.stack([IMAGES] * 3, axis=1),
        "got 30×3×6×6 with the channels first; x_train = np.moveaxis(x_train, 1, -1)",
    ),
    "five channels": (
        np.zeros((30, 6, 6, 5), np.uint8),
        "4 channels, got 6×6×5; make the images smaller, or remove channels",
    ),
    "a long side": (np.zeros((30, 16_385, 2), np.uint8), "16,384 pixels a side and 4 channels, got 16,385×2; make the"),
    "words": (np.array(["a.png"] * 30).reshape(30, 1, 1).repeat(2, 1).repeat(2, 2), "got text; load the images, for"),
    "objects": (
        np.array([*IMAGES, None], object)[:30],
        "(a pickle), which are never loaded; x_train = np.stack(x_train).astype('uint8'), after all images have",
    ),
    "a single number": (np.uint8(1), "got 0 dimensions; save images with height and width"),
}


@pytest.mark.parametrize("name", LABELS)
def test_labels_that_are_no_class_indices_have_a_fix_each(name, saved, refused):
    labels, said = LABELS[name]
    line = refused("npz", saved(x_train=IMAGES, y_train=labels, x_test=None, y_test=None))
    assert said in line
    assert not said.endswith("'int64')") or line.rstrip().endswith(said)


@pytest.mark.parametrize("name", PIXELS)
def test_images_that_are_no_bytes_have_a_fix_each(name, saved, refused):
    images, said = PIXELS[name]
    assert said in refused("npz", saved(x_train=images, y_train=CLASSES, x_test=None, y_test=None))


def test_a_fix_is_for_the_test_set_alike(saved, refused, good):
    test = {"x_test": good["x_test"] // 16 / 16, "y_test": good["y_test"]}
    line = refused("npz", saved(x_train=IMAGES / 255, y_train=CLASSES, **test))
    assert "; x_train = (x_train * 255).round().astype('uint8'); x_test = (x_test * 255).round()" in line
    words = np.array(["cat", "dog", "owl"])
    line = refused("npz", saved(y_train=words[CLASSES], y_test=words[good["y_test"]]))
    assert line.endswith(
        "; names, y_train = np.unique(y_train, return_inverse=True); y_test = np.searchsorted(names, y_test)\n"
    )
    line = refused("npz", saved(y_train=good["y_train"] + 1, y_test=good["y_test"] + 1))
    assert line.endswith("; y_train = y_train - 1; y_test = y_test - 1\n")


def test_labels_of_training_and_test_that_were_exchanged(saved, refused, good):
    assert "; swap y_train and y_test" in refused("npz", saved(y_train=good["y_test"], y_test=good["y_train"]))


@pytest.mark.parametrize("shape", [(6, 6), (1, 6, 6), (6, 6, 3)])
def test_a_single_image_is_no_data_set(shape, saved, refused):
    alone = np.resize(IMAGES, shape)
    line = refused("npz", saved(x_train=alone, y_train=np.zeros(1, int), x_test=None, y_test=None))
    assert "expected images of at least two classes in x_train, got one image; add more images" in line


@pytest.mark.parametrize(
    ("x", "y"), [("X_train", "Y_train"), ("x", "y"), ("images", "labels"), ("arr_0", "arr_1"), ("data", "target")]
)
def test_arrays_of_other_names_are_given_theirs(x, y, saved, refused, good):
    arrays = {x: good["x_train"], y: good["y_train"]} | {name: None for name in LAYOUT if name not in (x, y)}
    line = refused("npz", saved(**arrays))
    assert f"got none called x_train or y_train but {x}, {y}; " in line
    assert line.endswith(f"np.savez(path, x_train=file['{x}'], y_train=file['{y}'])\n")


def test_an_array_that_is_there_twice(saved, refused):
    path = saved()
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x_train.npy", npy())
    assert "got several arrays called x_train" in refused("npz", path)


ARRAYS = {
    "no images": ({"x_train": np.zeros((0, 6, 6), np.uint8)}, "without data (0×6×6)"),
    "fewer labels": ({"y_train": np.zeros(29, int)}, "expected 30 labels in y_train, one per image, got 29"),
    "sizes that differ": ({"x_test": IMAGES[:10, :5]}, "test images of 6×6×1, got 5×6×1; resize one of the two sets"),
    "no labels": (
        {"y_train": None},
        "none called y_train but x_train, x_test, y_test; save the arrays under these names",
    ),
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
