"""How time and memory grow with the images, the models, the values of a confound, and the stages at once."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.environments import ROOT
from bench.memory import Watched, watched
from bench.plan import Plan
from bench.race import Say
from bench.study_folder import PYTHON_PATH, prepared, stage_command
from confoundry.keys import generator
from confoundry.sources.mnist_5k import Mnist5k

Point = dict[str, float]
MOST_SHIFT = 3  # pixels
FEW = {"CONFOUNDRY_MEMORY_MIB": "1"}  # of memory for images


def growth(plan: Plan, say: Say) -> dict[str, Any]:
    """Return a list of points for each, `n` with seconds and the peak of the resident memory of all processes."""
    with tempfile.TemporaryDirectory() as name:
        curves = {"images": _images, "streamed": _streamed, "models": _models, "values": _values, "jobs": _jobs}
        return {curve: list(points(Path(name), plan, say)) for curve, points in curves.items()}


def _images(folder: Path, plan: Plan, say: Say) -> Iterator[Point]:
    """Yield an epoch of the engine's; the images are read from a file, in which each pixel is a byte."""
    for n in plan.images:
        say(f"growth: {n:,} images")
        shifted(folder / "images.npy", folder / "labels.npy", n)
        yield _answered(n, _child(folder, "images"))


def _streamed(folder: Path, plan: Plan, say: Say) -> Iterator[Point]:
    """Yield the same for the largest number of images, with memory for few of them: they are read in blocks."""
    for n in plan.images[-1:]:
        say(f"growth: {n:,} images, read in blocks")
        shifted(folder / "images.npy", folder / "labels.npy", n)
        yield _answered(n, _child(folder, "images", FEW))


def _models(folder: Path, plan: Plan, say: Say) -> Iterator[Point]:
    """Yield one stage `train`, with ever more training seeds."""
    for replicates in plan.models:
        say(f"growth: {replicates} training seeds")
        study = prepared(folder / f"seeds_{replicates}", replicates=replicates, confounds=["lighting"])
        done = watched(stage_command("train", "lighting", "unregularized"), study, PYTHON_PATH)
        yield _point(len(list((study / "models" / "lighting" / "unregularized").iterdir())), done)


def _values(folder: Path, plan: Plan, say: Say) -> Iterator[Point]:
    """Yield the matrix of a thousand images under ever more values."""
    for levels in plan.values:
        say(f"growth: {levels} values")
        yield _answered(levels, _child(folder, "values", levels=levels))


def _jobs(folder: Path, plan: Plan, say: Say) -> Iterator[Point]:
    """Yield `confoundry run` of the tiny study, from nothing, its Prefect server included."""
    for jobs in plan.jobs:
        say(f"growth: {jobs} stages at once")
        study = checkout(folder / f"jobs_{jobs}")
        env = {
            "PYTHONPATH": str(study / "src"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        yield _point(jobs, watched(["confoundry", "run", "--jobs", str(jobs)], study, env))


def _child(folder: Path, curve: str, env: dict[str, str] | None = None, levels: int = 0) -> Watched:
    return watched([sys.executable, "-m", "bench.growth_point", curve, str(levels)], folder, PYTHON_PATH | (env or {}))


def _answered(n: int, done: Watched) -> Point:
    return _point(n, done, **json.loads(done.printed.splitlines()[-1]))


def _point(n: int, done: Watched, **more: float) -> Point:
    return {"n": n, "seconds": round(done.seconds, 2), "peak_mib": done.peak_mib, **more}


def shifted(images_path: Path, labels_path: Path, n: int, block: int = 10_000) -> None:
    """Write n digits, each one of the 5,000, moved by up to three pixels: uint8 (n, 28, 28, 1), and labels."""
    digits, rng = Mnist5k().read(images_path), generator("bench", "shifted")
    images = np.lib.format.open_memmap(images_path, mode="w+", dtype=np.uint8, shape=(n, *digits.images.shape[1:]))
    rows = rng.integers(0, len(digits.images), n)
    for start in range(0, n, block):
        part = digits.images[rows[start : start + block]]
        by = rng.integers(-MOST_SHIFT, MOST_SHIFT + 1, (len(part), 2))
        for number, (down, right) in enumerate(by):
            images[start + number] = np.roll(part[number], (down, right), axis=(0, 1))
    images.flush()
    np.save(labels_path, digits.labels[rows])


def checkout(folder: Path) -> Path:
    """Copy the project as it lies here, without results, with the tiny study, into a repository of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("dvc.lock", "metrics/", "plots/")):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    shutil.copy(folder / "studies" / "tiny.yaml", folder / "params.yaml")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder
