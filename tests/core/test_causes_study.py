"""studies/causes: its settings are right, and its graph is the project's with the lock file for the code."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from confoundry.files.params import read_params
from confoundry.params import check_params

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "studies" / "causes"
PINS = "../../requirements.lock"


def graph(folder: Path) -> dict:
    return yaml.safe_load((folder / "dvc.yaml").read_text(encoding="utf-8"))


def test_the_settings_are_right_and_every_variant_is_in_the_study(monkeypatch):
    monkeypatch.chdir(STUDY)
    params, _, variants = check_params(read_params())
    assert list(variants) == list(params.study.variants)
    assert Path(params.data.path).is_file()


def test_the_graph_is_the_projects_but_for_the_code():
    root, study = graph(ROOT), graph(STUDY)
    assert root.keys() == study.keys()
    assert list(root["stages"]) == list(study["stages"])
    for name, stage in root["stages"].items():
        deps = [one for one in stage["deps"] if not one.startswith("src/") and one != "requirements.lock"]
        pins = [] if "${data.path}" in deps else [PINS]
        found = study["stages"][name]
        assert sorted(found["deps"]) == sorted([*deps, *pins])
        assert {key: value for key, value in found.items() if key != "deps"} == {
            key: value for key, value in stage.items() if key != "deps"
        }


def test_the_graph_is_as_the_script_writes_it():
    script = ROOT / "docs" / "make_causes_dvc.py"
    assert subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("name", [".gitignore", ".dvcignore"])
def test_it_ignores_what_stages_write_as_the_project_does(name):
    here = set((STUDY / name).read_text().splitlines())
    written = [line for line in (ROOT / name).read_text().splitlines() if line.startswith(("/", "!"))]
    assert {line for line in written if not line.startswith("/.venv")} <= here


def test_dvc_keeps_it_apart_from_the_project():
    assert (STUDY / ".dvc" / "config").read_text() == (ROOT / ".dvc" / "config").read_text()
    assert sorted(path.name for path in (STUDY / ".dvc" / "plots").iterdir()) == sorted(
        path.name for path in (ROOT / ".dvc" / "plots").iterdir()
    )
