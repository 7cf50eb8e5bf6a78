"""The images of a split, as training and evaluation take them."""

import numpy as np
import pandas as pd
import pytest

from confoundry.errors import BadInput
from confoundry.files.frames import write_table
from confoundry.files.pixels import read_images, read_splits
from confoundry.paths import RAW, RAW_IMAGES, RAW_MANIFEST


@pytest.fixture
def raw(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    RAW.mkdir(parents=True)
    np.save(RAW_IMAGES, np.arange(6 * 2 * 3, dtype=np.uint8).reshape(6, 2, 3, 1) * 7)
    splits = ["train", "test", "train", "validation", "test", "train"]
    rows = {"id": list("abcdef"), "sha256": list("abcdef"), "label": range(6), "split": splits, "height": 2, "width": 3}
    write_table("manifest", pd.DataFrame(rows), RAW_MANIFEST)


def test_rows_and_images_go_together(raw):
    (rows, images), (tested, _) = read_splits("train", "test")
    assert rows["id"].tolist() == ["a", "c", "f"]
    assert rows.index.tolist() == [0, 1, 2]
    assert (images.dtype, images.shape) == (np.float32, (3, 2, 3, 1))
    assert images[:][1, 0, 0, 0] == np.float32(12 * 7) / np.float32(255)
    assert np.array_equal(images[np.array([2, 0])], images[:][[2, 0]])
    assert tested["label"].tolist() == [1, 4]


def test_white_is_one_and_black_is_nought(raw):
    np.save(RAW_IMAGES, np.array([0, 255], np.uint8).reshape(2, 1, 1, 1))
    assert read_images(np.array([1, 0])).ravel().tolist() == [1.0, 0.0]


def test_without_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=r"data/raw/manifest\.parquet: expected the table `manifest`"):
        read_splits("train")
