"""Data that are not fit stop all that follows, however it is started."""

import json
import subprocess

import numpy as np
import pytest


@pytest.fixture
def leaking(study):
    """The study on data whose test set holds three of the training images, checked once and found unfit."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (600, 12, 12), np.uint8), np.arange(600) % 3
    test = np.concatenate([images[:3], rng.integers(0, 256, (87, 12, 12), np.uint8)])
    np.savez(study.folder / "leaking.npz", x_train=images, y_train=labels, x_test=test, y_test=np.arange(90) % 3)
    study.replace("params.yaml", "source: mnist-5k", "source: npz")
    study.replace("params.yaml", "path: requirements.lock", "path: leaking.npz")
    return study


def attempt(study, *arguments):
    """Run `dvc repro`, which has to fail, and return what it printed."""
    done = subprocess.run(["dvc", "repro", *arguments], cwd=study.folder, env=study.env, capture_output=True, text=True)
    assert done.returncode != 0
    return done.stdout + done.stderr


@pytest.mark.parametrize("how", [[], ["--keep-going"]])
def test_nothing_runs_on_them(leaking, how):
    printed = attempt(leaking, *how)
    assert "images in several" in printed
    assert "Running stage 'validate'" in printed
    assert not [name for name in ("inject", "train", "evaluate") if f"Running stage '{name}" in printed]
    assert not (leaking.folder / "data/fit.json").exists()
    found = json.loads(leaking.read("metrics/validation.json"))
    assert (found["fit"], found["failed"]) == ("no", {"images_in_several_splits": 6})
    assert "images in several splits" in leaking.read("reports/validation.html")


@pytest.mark.parametrize("stage", ["inject@lighting", "train@lighting-l2", "evaluate@lighting-l2"])
def test_a_stage_alone_refuses_them(leaking, stage):
    attempt(leaking)
    before = _written(leaking)
    assert "data/fit.json" in attempt(leaking, "--single-item", stage)
    assert _written(leaking) <= before, "DVC may have removed what the stage would have replaced"


def test_a_stage_alone_refuses_data_that_changed_after_they_were_checked(study):
    images = np.load(study.folder / "data/raw/images.npy")
    images[7] = 0
    np.save(study.folder / "data/raw/images.npy", images)
    printed = attempt(study, "--single-item", "train@lighting-l2")
    assert "changed after they were checked" in printed


def _written(study):
    folders = ("data/confounded", "models", "health", "results")
    return {path for name in folders for path in (study.folder / name).rglob("*") if path.is_file()}
