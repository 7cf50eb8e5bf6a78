"""Stands in for the stage `train`: what it writes follows from what it reads, at once and without TensorFlow."""

import json
from collections.abc import Sequence

import pandas as pd

from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table, write_table
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, HEALTH, MODELS, RESOLVED
from confoundry.stages.entry import run, run_as_process


def train(confound: str, variant: str) -> None:
    """Write "models", which are the variant's settings, and a curve of two epochs for each."""
    require_fit()
    settings = json.loads((RESOLVED / f"variants/{variant}.json").read_text())["settings"]
    assignment = read_table("assignment", CONFOUNDED / confound / "assignment.parquet")
    arms = assignment[["alignment", "replicate"]].drop_duplicates().astype({"alignment": str})
    share = {"accuracy": [0.8, 0.95], "val_accuracy": [0.8, 0.9]}
    loss = {name: [0.6, 0.2] for name in ("loss", "cross_entropy", "val_loss")}
    rows = [pd.DataFrame({"alignment": a, "replicate": r, "epoch": [1, 2]} | loss | share) for a, r in arms.to_numpy()]
    with whole(MODELS / confound / variant) as models, whole(HEALTH / confound / variant) as health:
        models.mkdir()
        for alignment, replicate in arms.to_numpy():
            (models / f"{alignment}_{replicate}.keras").write_text(json.dumps(settings))
        history = pd.concat(rows, ignore_index=True).astype({"replicate": "int64", "epoch": "int64"})
        write_table("history", history, health / "history.parquet")


def main(argv: Sequence[str]) -> int:
    """Run the stage with its arguments: the confound's and the variant's name."""
    return run(train, argv)


if __name__ == "__main__":
    run_as_process(main)
