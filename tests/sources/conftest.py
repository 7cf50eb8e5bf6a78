"""Small data files written by hand: IDX by struct, npz by numpy and zipfile, and a study's root to ingest them in."""

import gzip
import struct

import numpy as np
import pytest

from confoundry.stages import ingest


def _idx_bytes(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.astype("u1").tobytes()


def _digits(count, seed=0, side=6):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (count, side, side), dtype=np.uint8), np.arange(count, dtype=np.uint8) % 3


@pytest.fixture(scope="session")
def idx_bytes():
    """Write an array of bytes as IDX, from the format's definition."""
    return _idx_bytes


@pytest.fixture(scope="session")
def digits():
    """Make `count` different small images and their labels 0, 1, 2, 0, …."""
    return _digits


@pytest.fixture
def idx_folder(tmp_path):
    """A folder with a good training and test pair; tests damage a file of it."""
    folder = tmp_path / "idx"
    folder.mkdir()
    for part, count, seed in (("train", 30, 1), ("t10k", 10, 2)):
        images, labels = _digits(count, seed)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(_idx_bytes(images))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(_idx_bytes(labels), mtime=0))
    return folder


@pytest.fixture
def ingested(tmp_path, monkeypatch, capsys):
    """Run the stage in a root of its own: gives its status, its lines, and the root."""
    root = tmp_path / "study"
    root.mkdir()
    monkeypatch.chdir(root)

    def run(source, path, **shares):
        extra = "".join(f", {name}: {share}" for name, share in shares.items())
        (root / "params.yaml").write_text(f'data: {{source: {source}, path: "{path}"{extra}}}\n')
        status = ingest.main([])
        out, err = capsys.readouterr()
        return status, out, err, root

    return run


@pytest.fixture
def refused(ingested):
    """Run the stage on bad input: one line of error, status 2, nothing written; gives the line."""

    def run(source, path):
        status, out, err, root = ingested(source, path)
        assert status == 2, err
        assert out == ""
        assert err.startswith("error: ")
        assert len(err.splitlines()) == 1
        assert "Traceback" not in err
        assert [file.name for file in root.iterdir()] == ["params.yaml"]
        return err

    return run
