"""IDX files: what is read, and every way in which one can be wrong."""

import gzip
import os
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from confoundry.errors import BadInput
from confoundry.files.idx import read_idx
from confoundry.sources.idx import Idx

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"


def header(*shape, kind=8):
    return bytes([0, 0, kind, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


def gzip_of_zeros(start, count):
    """Compress `start` and `count` zero bytes without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(start)]
    parts += [packer.compress(bytes(2**20)) for _ in range(count // 2**20)]
    return b"".join([*parts, packer.flush()])


@given(
    array=st.tuples(*[st.integers(1, 5)] * 3).flatmap(lambda shape: arrays(np.uint8, shape)),
    zipped=st.booleans(),
)
def test_what_was_written_is_read(array, zipped, tmp_path_factory, idx_bytes):
    path = tmp_path_factory.getbasetemp() / "round-trip"
    path.write_bytes(gzip.compress(idx_bytes(array)) if zipped else idx_bytes(array))
    assert np.array_equal(read_idx(path, dimensions=3), array)


@given(data=st.binary(max_size=60), zipped=st.booleans())
def test_any_other_bytes_are_one_bad_input(data, zipped, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "noise"
    path.write_bytes(b"\x1f\x8b\x08\x00" + data if zipped else data)
    with pytest.raises(BadInput):
        read_idx(path, dimensions=3)


def test_four_files_are_training_and_test_set(idx_folder, digits):
    data = Idx().read(idx_folder)
    assert data.images.shape == (40, 6, 6, 1)
    assert data.images.dtype == np.uint8
    assert data.labels.dtype == np.int64
    assert data.tests == 10
    assert np.array_equal(data.images[:30, ..., 0], digits(30, seed=1)[0])
    assert np.array_equal(data.images[30:, ..., 0], digits(10, seed=2)[0])
    assert data.labels[:4].tolist() == [0, 1, 2, 0]


def test_the_dotted_names_and_no_test_set(idx_folder):
    (idx_folder / IMAGES).rename(idx_folder / "train-images.idx3-ubyte")
    (idx_folder / LABELS).rename(idx_folder / "train-labels.idx1-ubyte.gz")
    for name in ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"):
        (idx_folder / name).unlink()
    data = Idx().read(idx_folder)
    assert (len(data.images), data.tests) == (30, 0)


def test_a_gzip_is_known_by_its_bytes_and_not_by_its_name(idx_folder):
    labels = idx_folder / LABELS
    labels.write_bytes(gzip.decompress(labels.read_bytes()))
    images = idx_folder / IMAGES
    images.write_bytes(gzip.compress(images.read_bytes()))
    assert len(Idx().read(idx_folder).images) == 40


BODY = bytes(30 * 36)
DAMAGED = {
    "empty": (b"", "an empty file"),
    "shorter than its magic": (b"\0\0", "starts with the bytes 00 00"),
    "wrong magic": (b"\x89PNG" + BODY, "starts with the bytes 89 50 4e 47"),
    "floats": (header(30, 6, 6, kind=0x0D) + BODY * 4, "starts with the bytes 00 00 0d 03"),
    "labels in place of images": (header(30) + bytes(30), "starts with the bytes 00 00 08 01"),
    "ends in its header": (header(30, 6, 6)[:9], "ends within its header"),
    "truncated": (header(30, 6, 6) + BODY[:-1], "1,079 bytes of data where its header announces 1,080"),
    "trailing bytes": (header(30, 6, 6) + BODY + b"\0", "more than the 1,080 bytes"),
    "no images": (header(0, 6, 6), "without data (0×6×6)"),
    "no pixels": (header(30, 0, 6), "without data (30×0×6)"),
    "announces the most": (header(2**32 - 1, 2**32 - 1, 2**32 - 1) + BODY, "announces 79,228,162,458,924,"),
    "other size than the test set": (header(30, 4, 9) + BODY, "expected test images of 4×9×1, got 6×6×1"),
    "more images than labels": (header(31, 6, 6) + bytes(31 * 36), "expected 31 labels in train_labels"),
    "too large a side": (header(2, 2, 20_000) + bytes(80_000), "at most 16,384 pixels a side"),
    "gzip truncated": (gzip.compress(header(30, 6, 6) + BODY)[:-9], "ended before the end-of-stream"),
    "gzip with a wrong checksum": (gzip.compress(header(30, 6, 6) + BODY)[:-8] + bytes(8), "CRC check failed"),
    "gzip of noise": (b"\x1f\x8b\x08\0\0\0\0\0\0\0" + b"\xff" * 50, "invalid block type"),
    "gzip of nothing": (gzip.compress(b""), "starts with the bytes (none)"),
    "gzip that inflates too little": (gzip.compress(header(30, 6, 6) + BODY[:-5]), "1,075 bytes of data"),
    "gzip that inflates past its header": (gzip_of_zeros(header(30, 6, 6) + BODY, 2**26), "more than the 1,080"),
    "gzip with garbage behind it": (gzip.compress(header(30, 6, 6) + BODY) + b"garbage", "Not a gzipped file"),
    "gzip that announces a bomb": (gzip_of_zeros(header(2**17, 2**7, 2**7), 2**24), "announces 2,147,483,648 bytes"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_images_are_refused(name, idx_folder, refused):
    data, said = DAMAGED[name]
    (idx_folder / IMAGES).write_bytes(data)
    assert said in refused("idx", idx_folder)


def test_a_bomb_takes_no_memory(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(gzip_of_zeros(header(30, 6, 6), 2**27))
    tracemalloc.start()
    with pytest.raises(BadInput):
        read_idx(path, dimensions=3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**23


def test_a_folder_in_place_of_a_file(idx_folder, refused):
    (idx_folder / IMAGES).unlink()
    (idx_folder / IMAGES).mkdir()
    assert "got a folder" in refused("idx", idx_folder)


def test_a_pipe_in_place_of_a_file_does_not_block(idx_folder, refused):
    (idx_folder / IMAGES).unlink()
    os.mkfifo(idx_folder / IMAGES)
    assert "no regular file" in refused("idx", idx_folder)


def test_a_missing_half_is_named(idx_folder, refused):
    (idx_folder / "t10k-labels-idx1-ubyte.gz").unlink()
    assert "expected t10k-labels, got only" in refused("idx", idx_folder)


def test_a_missing_training_set(idx_folder, refused):
    (idx_folder / IMAGES).unlink()
    (idx_folder / LABELS).unlink()
    assert "no training files" in refused("idx", idx_folder)


def test_no_folder(tmp_path, refused):
    assert "got nothing;" in refused("idx", tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder(idx_folder, refused):
    assert "got a file" in refused("idx", idx_folder / IMAGES)
