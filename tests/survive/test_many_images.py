"""More images than the default study has: all of MNIST, and half a million within 2 GB a stage."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

pytestmark = pytest.mark.slow
LIMIT = 2 * 10**9  # bytes that a stage's process may hold, TensorFlow included
SETTINGS = {
    "study": {
        "confounds": ["lighting"],
        "variants": ["unregularized"],
        "alignments": [0.95],
        "verdict_at": 0.95,
        "replicates": 2,
        "seed": 0,
    },
    "training": {"epochs": 1, "batch_size": 128, "threads": 1},
}


def settle(study, **data):
    """Give the study one cell of a network, and its data."""
    params = yaml.safe_load(study.read("params.yaml")) | SETTINGS
    params["data"] |= data
    (study.folder / "params.yaml").write_text(yaml.safe_dump(params))


@pytest.fixture
def mnist():
    folder = os.environ.get("CONFOUNDRY_MNIST")
    if not folder:
        pytest.skip("CONFOUNDRY_MNIST names no folder with the four files of MNIST")
    return folder


@pytest.mark.ci
def test_all_of_mnist(real, mnist):
    settle(real, source="idx", path=mnist)
    real.run("confoundry", "run")
    numbers = json.loads(real.read("metrics/validation.json"))
    assert (numbers["images"], numbers["splits"]["test"]) == (70_000, 10_000)
    rows = [line.split(",") for line in real.read("metrics/summary.csv").splitlines()]
    accuracy = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[3] == "aligned_accuracy")
    assert float(accuracy["value"]) > 0.95
    assert (accuracy["images"], accuracy["replicates"], accuracy["failed"]) == ("10000", "2", "0")


@pytest.fixture
def images(tmp_path, mnist):
    """A file of as many images as CONFOUNDRY_IMAGES says: the digits again and again, each with noise of its own."""
    count = int(os.environ.get("CONFOUNDRY_IMAGES", "0"))
    if not count:
        pytest.skip("CONFOUNDRY_IMAGES names no number of images, such as 500000; that takes minutes")
    digits, labels = (_idx(Path(mnist) / f"train-{name}-ubyte.gz") for name in ("images-idx3", "labels-idx1"))
    noise, rows = np.random.default_rng(0), np.arange(count) % 60_000
    pixels = np.empty((count, 28, 28), np.uint8)
    for start in range(0, count, 10_000):
        part = digits[16:].reshape(-1, 28, 28)[rows[start : start + 10_000]]
        pixels[start : start + 10_000] = np.maximum(part, noise.integers(0, 12, part.shape, dtype=np.uint8))
    np.savez(tmp_path / "images.npz", x_train=pixels, y_train=labels[8:][rows])
    return tmp_path / "images.npz"


def _idx(path):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)


def test_half_a_million_images_within_two_gigabytes(real, images):
    settle(real, source="npz", path=str(images), test=0.1)
    words = ("resolve", "ingest", "validate", "inject lighting", "train lighting unregularized")
    peaks = {stage: peak(real, stage) for stage in (*words, "evaluate lighting unregularized")}
    print({stage: f"{bytes_ / 1e9:.2f} GB" for stage, bytes_ in peaks.items()})
    assert max(peaks.values()) < LIMIT


def peak(study, stage):
    """Run a stage, and return the most memory that its process held, in bytes."""
    command = [sys.executable, "-m", *f"confoundry.stages.{stage}".split()]
    process = subprocess.Popen(command, cwd=study.folder, env=study.env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
