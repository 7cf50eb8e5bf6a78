"""How large a study is, before it runs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from confoundry.confounds.lighting import Lighting
from confoundry.confounds.none import Nothing
from confoundry.size import model_count, stage_count
from confoundry.study import StudySettings

ROOT = Path(__file__).parents[2]
STUDY = StudySettings(
    confounds=("none", "lighting"), variants=("a", "b"), alignments=("control", 0.5, 1.0), replicates=4
)


def test_it_counts_models():
    # nothing planted: the control arm alone; lighting at three alignments; two variants, four training seeds
    assert model_count(STUDY, [Nothing(), Lighting()]) == (1 + 3) * 2 * 4


def test_a_matrix_is_each_combination_of_its_lists():
    graph = {
        "stages": {
            "one": {"cmd": "x"},
            "listed": {"cmd": "x", "matrix": {"size": [1, 2, 3]}},
            "named": {"cmd": "x", "matrix": {"confound": "${study.confounds}", "size": [1, 2]}},
        }
    }
    assert stage_count(graph, {"study": {"confounds": ["none", "patch"]}}) == 1 + 3 + 2 * 2


@pytest.mark.parametrize("params", ["params.yaml", "studies/tiny.yaml"])
def test_it_counts_as_many_stages_as_dvc(params, tmp_path):
    for name in (".dvc/config", "dvc.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / params, tmp_path / "params.yaml")
    program = "from dvc.repo import Repo; print(len(Repo(uninitialized=True).index.stages))"
    command = [sys.executable, "-c", program]
    listed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    graph, values = (yaml.safe_load((tmp_path / name).read_text()) for name in ("dvc.yaml", "params.yaml"))
    assert stage_count(graph, values) == int(listed)
