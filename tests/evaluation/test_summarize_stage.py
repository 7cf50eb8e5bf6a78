"""The stage on a study of three classes whose models are oracles, written as the stages before it write them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from confoundry.files.frames import read_numbers, write_table
from confoundry.stages.summarize import main

LABELS = np.repeat(np.arange(3), 8)
IDS = [f"t{n:02}" for n in range(24)]
TRAIN = [f"a{n:02}" for n in range(12)]
ARMS = {"none": ["control"], "patch": ["control", "0.95"]}
CROSS_ENTROPY = 0.2


def answers_of(confound, variant, alignment):
    """What the model answers to each image under each value (N, K); the plain variant follows 6 of 8 images' mark."""
    levels = 1 if confound == "none" else 3
    answers = np.tile(LABELS[:, None], (1, levels))
    if alignment == "0.95" and variant == "plain":
        chosen = np.arange(24) % 8 < 6
        answers[chosen] = np.arange(3)  # value v is class v's
    return answers


def write_model_tables(confound, variant):
    columns = {name: [] for name in ("answers", "effects", "groups", "history")}
    for alignment in ARMS[confound]:
        answers = answers_of(confound, variant, alignment)
        N, K = answers.shape
        for r in range(3):
            of = {"alignment": alignment, "replicate": r}
            P = np.eye(3)[answers]
            within, m = P.var(axis=1).sum(-1), P.mean(axis=0)
            spread = ((P - m.mean(axis=0)) ** 2).mean(axis=1).sum(-1)
            main_ = ((m - m.mean(axis=0)) * (P - P.mean(axis=1, keepdims=True))).mean(axis=1).sum(-1)
            columns["answers"].append(
                pd.DataFrame(of | {"id": np.repeat(IDS, K), "value": np.tile(range(K), N), "answer": answers.ravel()})
            )
            sums = {"effect": 0.0, "within": within, "spread": spread, "main": main_}
            columns["effects"].append(pd.DataFrame(of | {"id": IDS, "plain_answer": LABELS} | sums))
            group = {"label": np.repeat(range(3), K), "value": np.tile(range(K), 3), "images": 4, "right": 4}
            columns["groups"].append(pd.DataFrame(of | group))
            curve = {"loss": 0.3, "cross_entropy": CROSS_ENTROPY, "accuracy": 1.0, "val_loss": 0.3, "val_accuracy": 1.0}
            columns["history"].append(pd.DataFrame(of | {"epoch": [1, 2]} | curve))
    for name in columns:
        folder = "health" if name == "history" else "results"
        write_table(name, pd.concat(columns[name]), Path(folder, confound, variant, f"{name}.parquet"))


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    params = {
        "study": {
            "confounds": ["patch", "none"],
            "variants": ["plain", "careful"],
            "alignments": ["control", 0.95],
            "replicates": 3,
        },
        "limits": {},
    }
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(params))
    manifest = pd.DataFrame(
        {
            "id": IDS + TRAIN,
            "sha256": "0",
            "label": [*LABELS, *np.repeat(range(3), 4)],
            "split": ["test"] * 24 + ["train"] * 12,
            "height": 4,
            "width": 4,
        }
    )
    write_table("manifest", manifest, tmp_path / "data/raw/manifest.parquet")
    for name, arms in ARMS.items():
        levels = 1 if name == "none" else 3
        folder = tmp_path / "data/confounded" / name
        models = [(a, r) for a in arms for r in range(3)]
        rows = [(i, a, r, (n // 4 if a != "control" else n) % levels) for a, r in models for n, i in enumerate(TRAIN)]
        assignment = pd.DataFrame(rows, columns=["id", "alignment", "replicate", "value"])
        write_table("assignment", assignment, folder / "assignment.parquet")
        pairs = [(r, c, c) for r in range(3) for c in range(3)] if levels > 1 else []
        maps = pd.DataFrame(pairs, columns=["replicate", "label", "value"])
        write_table("maps", maps, folder / "maps.parquet")
        settings = {} if name == "none" else {"levels": 3}
        entry = {"name": name, "kind": name, "settings": settings, "code": "", "packages": {}}
        (tmp_path / "data/resolved/confounds").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"data/resolved/confounds/{name}.json").write_text(json.dumps(entry))
        for variant in ("plain", "careful"):
            write_model_tables(name, variant)
    return tmp_path


def test_what_it_writes(study, capsys):
    assert main([]) == 0
    headline = json.loads((study / "metrics/headline.json").read_text())
    assert list(headline) == ["patch", "none"]
    assert headline["none"]["plain"] == {"verdict": "trained", "plain_accuracy": 1.0}
    assert headline["patch"]["careful"] == {
        "verdict": "ignores",
        "excess_pull": 0.0,
        "shortcut_cost": 0.0,
        "tolerance": "≥ 0.95",
    }
    plain = headline["patch"]["plain"]
    assert (plain["excess_pull"], plain["shortcut_cost"], plain["tolerance"]) == (0.75, 0.75, "< 0.95")
    assert plain["verdict"] == "follows"
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "patch × plain · follows: 75 points drawn to the mark, 75 points of accuracy lost"
    assert len(printed) == 4
    assert max(len(line) for line in printed) <= 90, "a sentence, which `confoundry run` puts behind the stage"


def test_the_tables(study):
    main([])
    summary = read_numbers("summary", study / "metrics/summary.csv").set_index(
        ["confound", "variant", "alignment", "metric"]
    )
    assert summary.index.is_monotonic_increasing
    assert summary.loc[("patch", "plain", "0.95", "pull"), "value"] == 0.75
    # An image that follows has variance 2/3 over the values, and the others none: 3/4 of the whole 2/3 (each class is
    # answered equally often). The means over images vary by (3/4)²·(2/3).
    assert summary.loc[("patch", "plain", "0.95", "sensitivity"), "value"] == 0.75
    assert summary.loc[("patch", "plain", "0.95", "sensitivity_main"), "value"] == pytest.approx(0.5625)
    assert summary.loc[("none", "plain", "control", "pull"), "images"] == 0
    comparisons = read_numbers("comparisons", study / "metrics/comparisons.csv")
    assert comparisons[["confound", "variant", "metric"]].agg(" ".join, axis=1).tolist() == [
        "none careful plain_accuracy",
        "patch careful conflicting_accuracy",
        "patch careful excess_pull",
        "patch careful shortcut_cost",
    ]
    assert comparisons["judgement"].tolist() == ["same", "same", "better", "better"]
    assert comparisons["difference"].tolist() == [0, 0, -0.75, -0.75]
    assert set(comparisons["against"]) == {"plain"}
    strength = pd.read_csv(study / "plots/strength.csv", dtype={"alignment": str})
    assert strength["alignment"].tolist() == ["control", "0.95"] * 2
    assert len(pd.read_csv(study / "plots/training.csv")) == 2 * 2 * (1 + 2)


def test_the_same_input_gives_the_same_bytes(study):
    paths = (
        "metrics/headline.json",
        "metrics/summary.csv",
        "metrics/comparisons.csv",
        "plots/strength.csv",
        "plots/training.csv",
    )
    main([])
    first = [(study / path).read_bytes() for path in paths]
    main([])
    assert [(study / path).read_bytes() for path in paths] == first


def test_what_the_study_dropped_is_removed(study):
    for path in ("results/lighting/plain", "results/patch/l2", "health/patch/l2", "data/confounded/lighting"):
        (study / path).mkdir(parents=True)
    main([])
    assert not (study / "results/lighting").exists()
    assert not (study / "results/patch/l2").exists()
    assert not (study / "health/patch/l2").exists()
    assert not (study / "data/confounded/lighting").exists()
    assert (study / "results/patch/plain/answers.parquet").exists()


def test_a_missing_table_is_one_line(study, capsys):
    (study / "results/patch/plain/answers.parquet").unlink()
    assert main([]) == 2
    assert capsys.readouterr().err.startswith(
        "error: results/patch/plain/answers.parquet: expected the table `answers`"
    )
    assert not (study / "metrics").exists()
