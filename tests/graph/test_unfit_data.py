"""Data that are not fit stop all that follows, however it is started."""

import json
import shutil

import numpy as np
import pytest


@pytest.fixture(scope="module")
def unfit(finished, tmp_path_factory):
    """The study on data whose test set holds three of the training images, found unfit by a run of each kind.

    With what these two runs printed. Not to be changed.
    """
    folder = tmp_path_factory.mktemp("unfit") / "study"
    shutil.copytree(finished.folder, folder, symlinks=True)
    study = type(finished)(folder, finished.commands)
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (600, 12, 12), np.uint8), np.arange(600) % 3
    test = np.concatenate([images[:3], rng.integers(0, 256, (87, 12, 12), np.uint8)])
    np.savez(folder / "leaking.npz", x_train=images, y_train=labels, x_test=test, y_test=np.arange(90) % 3)
    study.replace("params.yaml", "source: mnist-5k", "source: npz")
    study.replace("params.yaml", "path: requirements.lock", "path: leaking.npz")
    return study, [attempt(study), attempt(study, "--keep-going")]


def attempt(study, *arguments):
    """Run `dvc repro`, which has to fail, and return what it printed."""
    return study.run("dvc", "repro", *arguments, status=255)


def test_nothing_runs_on_them(unfit):
    study, attempts = unfit
    for printed in attempts:
        assert "images in several" in printed
        assert "Running stage 'validate'" in printed
        assert not [name for name in ("inject", "train", "evaluate") if f"Running stage '{name}" in printed]
    assert not (study.folder / "data/fit.json").exists()
    found = json.loads(study.read("metrics/validation.json"))
    assert (found["fit"], found["failed"]) == ("no", {"images_in_several_splits": 6})
    assert "images in several splits" in study.read("reports/validation.html")


@pytest.mark.parametrize("stage", ["inject@lighting", "train@lighting-l2", "evaluate@lighting-l2"])
def test_a_stage_alone_refuses_them(unfit, tmp_path, stage):
    shutil.copytree(unfit[0].folder, tmp_path / "study", symlinks=True)
    leaking = type(unfit[0])(tmp_path / "study", unfit[0].commands)
    before = _written(leaking)
    assert "data/fit.json" in attempt(leaking, "--single-item", stage)
    assert _written(leaking) <= before, "DVC may have removed what the stage would have replaced"


def test_a_stage_alone_refuses_data_that_changed_after_they_were_checked(real):
    images = np.load(real.folder / "data/raw/images.npy")
    images[7] = 0
    np.save(real.folder / "data/raw/images.npy", images)
    printed = attempt(real, "--single-item", "train@lighting-l2")
    assert "changed after they were checked" in printed


def _written(study):
    folders = ("data/confounded", "models", "health", "results")
    return {path.relative_to(study.folder) for name in folders for path in (study.folder / name).rglob("*.*")}
