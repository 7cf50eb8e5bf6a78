"""A study's results, written by hand: what `confoundry verdicts` shows."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

PARAMS = """\
study:
  confounds: [none, lighting, patch]
  variants: [unregularized, l2]
  alignments: [control, 0.5, 0.95]
  replicates: 5
"""
SUMMARY = """\
confound,variant,alignment,metric,value,low,high,images,replicates,failed
lighting,l2,0.95,excess_pull,0.1200,0.0900,0.1500,1007,5,0
lighting,l2,0.95,shortcut_cost,0.2100,0.1800,0.2400,1007,5,0
lighting,unregularized,0.95,excess_pull,0.0040,-0.0060,0.0090,1007,5,0
lighting,unregularized,0.95,shortcut_cost,-0.0100,-0.0300,0.0200,1007,5,0
none,l2,control,plain_accuracy,0.9100,0.8900,0.9300,1007,5,0
none,unregularized,control,plain_accuracy,0.9400,0.9200,0.9600,1007,5,0
patch,l2,0.95,excess_pull,,,,0,5,3
patch,l2,0.95,shortcut_cost,,,,0,5,3
patch,unregularized,0.95,excess_pull,0.0300,-0.0100,0.0700,1007,5,0
patch,unregularized,0.95,shortcut_cost,0.0400,0.0100,0.0700,1007,5,0
"""
HEADLINE = {
    "none": {
        "unregularized": {"verdict": "trained", "plain_accuracy": 0.94},
        "l2": {"verdict": "trained", "plain_accuracy": 0.91},
    },
    "lighting": {
        "unregularized": {
            "verdict": "ignores",
            "excess_pull": 0.004,
            "shortcut_cost": -0.01,
            "tolerance": "≥ 0.95",
        },
        "l2": {"verdict": "leans", "excess_pull": 0.12, "shortcut_cost": 0.21, "tolerance": "0.87"},
    },
    "patch": {
        "unregularized": {
            "verdict": "undecided",
            "reason": "about 14 training seeds would decide",
            "excess_pull": 0.03,
            "shortcut_cost": 0.04,
            "tolerance": "< 0.5",
        },
        "l2": {"verdict": "failed to train", "excess_pull": None, "shortcut_cost": None, "tolerance": None},
    },
}


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study's root with results and without Git; the current directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIRTUAL_ENV", "/environment")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("COLUMNS", "80")
    files = {"params.yaml": PARAMS, "metrics/summary.csv": SUMMARY, "metrics/headline.json": json.dumps(HEADLINE)}
    for name, levels in (("none", 1), ("lighting", 10), ("patch", 10)):
        files[f"data/resolved/confounds/{name}.json"] = json.dumps({"kind": name, "settings": {"levels": levels}})
    for name, text in (files | {"reports/index.html": "<p>"}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def hardly(study: Path) -> Path:
    """The same, but for a network that hardly learned: 48% of its answers are right, of a stock model's 80%."""
    l2 = {"right": 0.48, "images": "untouched test images", "stock": 0.8, "stock_name": "extra trees", "hardly": True}
    found = {"unregularized": {"learned": l2 | {"right": 0.94, "hardly": False}}, "l2": {"learned": l2}}
    path = study / "reports/diagnosis.json"
    failed = {"patch": found | {"l2": {"learned": None}}}
    path.write_text(json.dumps(dict.fromkeys(HEADLINE, found) | failed), encoding="utf-8")
    summary = study / "metrics/summary.csv"
    summary.write_text(SUMMARY.replace("0.9100,0.8900,0.9300", "0.4800,0.4500,0.5100"), encoding="utf-8")
    return study


@pytest.fixture
def committed(study: Path) -> Path:
    """The same in Git, committed when the light was still ignored by both variants."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    before = json.loads(json.dumps(HEADLINE))
    before["lighting"]["l2"]["verdict"] = "ignores"
    path = study / "metrics/headline.json"
    path.write_text(json.dumps(before), encoding="utf-8")
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "metrics/headline.json"], [*who, "commit", "-qm", "verdicts"]):
        subprocess.run(["git", *command], check=True, cwd=study, capture_output=True)
    path.write_text(json.dumps(HEADLINE), encoding="utf-8")
    return study
