"""What a study with many variants shows at its end: the screen as people see it."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from confoundry.cli.app import main

SCREEN = Path(__file__).parents[1] / "screens" / "causes.txt"
MLP = {"units": [128, 64], "activation": "relu", "l2": 0.0, "optimizer": "adam", "initializer": "glorot_uniform"}
DEEP = [64] * 6
# settings, share right, pull to the light, causes where nothing is planted
VARIANTS = {
    "unregularized": ({}, 0.92, 0.18, "healthy"),
    "l2_1e_3": ({"l2": 0.001}, 0.925, 0.15, "healthy"),
    "l2_1e_1": ({"l2": 0.1}, 0.81, 0.22, "overregularized"),
    "deep_relu": ({"units": DEEP}, 0.91, 0.19, "healthy"),
    "deep_sigmoid": ({"units": DEEP, "activation": "sigmoid"}, 0.11, 0.0, "hidden_activation, vanishing_gradient"),
    "zero_init": ({"initializer": "zeros"}, 0.1, 0.0, "initialization"),
    "sgd": ({"optimizer": "sgd"}, 0.86, 0.2, "optimizer"),
    "momentum": ({"optimizer": "momentum"}, 0.917, 0.17, "healthy"),
    "underfit": ({"units": [1]}, 0.31, 0.05, "undercapacity"),
}
HEAD = "confound,variant,alignment,metric,value,low,high,images,replicates,failed"


def summary() -> str:
    rows = []
    for variant, (_, right, pull, _) in VARIANTS.items():
        rows.append(f"none,{variant},control,plain_accuracy,{right},{right - 0.02:.4f},{right + 0.02:.4f},961,3,0")
        rows.append(f"lighting,{variant},0.95,excess_pull,{pull},{pull - 0.02:.4f},{pull + 0.02:.4f},961,3,0")
    return "\n".join([HEAD, *rows]) + "\n"


def training() -> str:
    rows = [
        f"none,{variant},control,{epoch},1,1,1,{right + 0.01 * epoch:.4f}"
        for variant, (_, right, _, _) in VARIANTS.items()
        for epoch in (1, 2)
    ]
    return "\n".join(["confound,variant,alignment,epoch,loss,val_loss,accuracy,val_accuracy", *rows]) + "\n"


def headline() -> dict:
    cross_validation = {"folds": 5, "mean": 0.929, "sd": 0.0081, "low": 0.918, "high": 0.9405}
    found = {name: {"verdict": "trained", "plain_accuracy": right} for name, (_, right, _, _) in VARIANTS.items()}
    found["unregularized"] |= {"cross_validation": cross_validation}
    pulls = {name: {"verdict": "leans", "excess_pull": pull} for name, (_, _, pull, _) in VARIANTS.items()}
    return {"none": found, "lighting": pulls}


@pytest.fixture
def causes(study, tmp_path) -> Path:
    """A study of nine variants under the light, diagnosed; the light is named for all that lean on it much."""
    shutil.rmtree(tmp_path / "data/resolved")
    names = ", ".join(VARIANTS)
    lighting = {name: "shortcut" if pull > 0.1 else "healthy" for name, (_, _, pull, _) in VARIANTS.items()}
    files = {
        "params.yaml": f"study:\n  confounds: [none, lighting]\n  variants: [{names}]\n"
        "  alignments: [control, 0.95]\n  replicates: 3\n",
        "metrics/summary.csv": summary(),
        "plots/training.csv": training(),
        "metrics/headline.json": json.dumps(headline()),
        "metrics/diagnosis.json": json.dumps(
            {"none": {name: causes for name, (*_, causes) in VARIANTS.items()}, "lighting": lighting}
        ),
        "data/resolved/confounds/none.json": json.dumps({"kind": "none", "settings": {"levels": 1}}),
        "data/resolved/confounds/lighting.json": json.dumps({"kind": "lighting", "settings": {"levels": 10}}),
    }
    for name, (settings, *_) in VARIANTS.items():
        entry = {"network": "mlp", "settings": MLP | settings, "training": {"epochs": 2, "batch_size": 32}}
        files[f"data/resolved/variants/{name}.json"] = json.dumps(entry)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def shown(capsys, monkeypatch) -> str:
    monkeypatch.setattr(sys, "argv", ["confoundry", "verdicts"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    return "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"


def test_the_screen_is_as_people_see_it(causes, capsys, monkeypatch):
    found = shown(capsys, monkeypatch)
    assert found == SCREEN.read_text(encoding="utf-8")
    assert max(len(line) for line in found.splitlines()) <= 80


def test_before_there_is_a_diagnosis_the_table_says_what_makes_it(causes, capsys, monkeypatch):
    (causes / "metrics/diagnosis.json").unlink()
    found = shown(capsys, monkeypatch)
    assert "No diagnosis yet: `dvc repro diagnose` creates it." in found
    assert "hidden_activation" not in found
