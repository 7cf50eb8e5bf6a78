"""A study in a folder of its own, as far as the trainings: the stages are run as processes, without DVC."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.environments import ROOT

PYTHON_PATH = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}


def prepared(folder: Path, *, replicates: int, confounds: list[str] | None = None) -> Path:
    """Make the study of params.yaml with other training seeds, and run it up to `inject`."""
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    params["study"]["replicates"] = replicates
    params["study"]["confounds"] = confounds or params["study"]["confounds"]
    folder.mkdir()
    (folder / "params.yaml").write_text(yaml.safe_dump(params, sort_keys=False))
    shutil.copy(ROOT / "requirements.lock", folder)
    shutil.copytree(ROOT / "own", folder / "own")
    for stage in ("resolve", "ingest", "validate"):
        run_stage(folder, stage)
    for confound in params["study"]["confounds"]:
        run_stage(folder, "inject", confound)
    return folder


def pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each confound with each variant."""
    study = yaml.safe_load((folder / "params.yaml").read_text())["study"]
    for confound in study["confounds"]:
        for variant in study["variants"]:
            yield confound, variant


def stage_command(stage: str, *arguments: str) -> list[str]:
    """Return a stage's command."""
    return [sys.executable, "-m", f"confoundry.stages.{stage}", *arguments]


def run_stage(folder: Path, stage: str, *arguments: str) -> None:
    """Run a stage as DVC does: as a process in the study's folder."""
    command = stage_command(stage, *arguments)
    subprocess.run(command, cwd=folder, env=os.environ | PYTHON_PATH, check=True, stdout=subprocess.DEVNULL)
