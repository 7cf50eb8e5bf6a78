"""The four tables of `evaluate`: answers, effects, means and groups, a block of rows per model."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.evaluation.answers import Probabilities

Ints = NDArray[np.int64]


def model_tables(
    alignment: str,
    replicate: int,
    ids: pd.Series,
    plain: Ints,
    test: Probabilities,
    held_answers: Ints,
    held_labels: Ints,
) -> dict[str, pd.DataFrame]:
    """Return one model's rows of each table.

    Args:
        alignment: The model's alignment.
        replicate: The model's training seed.
        ids: Of the test images (n,).
        plain: Answers to the untouched test images (n,).
        test: Probabilities of the test images under every value.
        held_answers: Answers to the validation images under every value (m, K).
        held_labels: Classes of the validation images (m,).
    """
    of = {"alignment": alignment, "replicate": replicate}
    answers, means = test.answers(), test.means()
    levels, classes = means.shape
    sums = {"effect": test.effect(), "within": test.within(), "spread": test.spread(), "main": test.main()}
    tables = {
        "answers": {
            "id": np.repeat(ids.to_numpy(), levels),
            "value": np.tile(np.arange(levels), len(ids)),
            "answer": answers.ravel(),
        },
        "effects": {"id": ids.to_numpy(), "plain_answer": plain} | sums,
        "means": {
            "value": np.repeat(np.arange(levels), classes),
            "label": np.tile(np.arange(classes), levels),
            "probability": means.ravel(),
        },
        "groups": _groups(held_answers, held_labels, classes),
    }
    return {name: pd.DataFrame(of | columns) for name, columns in tables.items()}


def _groups(answers: Ints, labels: Ints, classes: int) -> dict[str, Ints]:
    levels = answers.shape[1]
    right = np.zeros((classes, levels), np.int64)
    np.add.at(right, labels, answers == labels[:, None])
    return {
        "label": np.repeat(np.arange(classes), levels),
        "value": np.tile(np.arange(levels), classes),
        "images": np.repeat(np.bincount(labels, minlength=classes), levels),
        "right": right.ravel(),
    }
