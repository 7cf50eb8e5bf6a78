"""Whether a healthy program is good practice: as good as stock models that need no tuning, and not over-fitted."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bench.faults.datasets import DATASETS, shuffled
from bench.faults.killing import Trained
from bench.faults.preparing import truth
from bench.faults.program import Program
from bench.faults.scoring import explained
from bench.faults.settings import Settings

BEHIND = {
    "binary": 0.03,
    "multiclass": 0.03,
    "multilabel": 0.03,
    "regression": 0.06,
}  # score below the best stock model
WORSENED = 1.3  # the validation loss at the end over its smallest, in the median seed


def objection(program: Program, found: Trained) -> str:
    """Return why a healthy program cannot stand for good practice; empty where it can."""
    if found.error:
        return "cannot be trained"
    loss = Settings.model_validate_json(program.content).loss
    behind = reference(program.dataset, loss if program.task == "regression" else "") - float(np.mean(found.scores))
    if behind > BEHIND[program.task]:
        return f"{behind:.3f} behind a stock model"
    worsened = float(np.median(found.worsened))
    return f"over-fitted: validation loss {worsened:.2f} times its smallest" if worsened > WORSENED else ""


@cache
def reference(dataset: str, loss: str) -> float:
    """Return the best score of a linear model, a forest and a support vector machine on the validation samples.

    Of a regression it is measured as the loss asks for; of others, pass none.
    """
    x, y = shuffled(dataset)
    data = DATASETS[dataset]
    true = truth(Settings(dataset=dataset, architecture=""))
    x = x.reshape(len(x), -1)
    held = x[data.train : data.train + len(true)]
    scores = []
    for model in _models(data.task):
        model.fit(x[: data.train], y[: data.train].ravel() if data.classes == 1 else y[: data.train])
        given = model.predict(held).reshape(true.shape)
        if data.task == "regression":
            scores.append(explained(given, true, loss))
        else:
            scores.append((given == true).mean())
    return float(max(scores))


def _models(task: str) -> list[Any]:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.svm import SVC, SVR

    if task == "regression":
        return [Ridge(), RandomForestRegressor(random_state=0), SVR()]
    models = [LogisticRegression(max_iter=500), RandomForestClassifier(random_state=0), SVC()]
    return [MultiOutputClassifier(model) for model in models] if task == "multilabel" else models
