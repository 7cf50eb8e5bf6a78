"""The four tables of `evaluate`: answers, effects, means and groups, block by block."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.evaluation.answers import Answers, Sums

Ints = NDArray[np.int64]
ROWS = 1 << 16  # of the table `answers` in memory at most (but at least one image's)
ANSWER_TABLES = ("answers", "effects", "means", "groups")


@dataclass(frozen=True)
class Model:
    """The model that a table's rows belong to."""

    alignment: str
    replicate: int

    def rows(self, **columns: object) -> pd.DataFrame:
        """Return rows of a table of this model."""
        return pd.DataFrame(asdict(self) | columns)


def answer_rows(model: Model, ids: pd.Series, answers: Answers) -> Iterator[pd.DataFrame]:
    """Yield a model's rows of the table `answers`, of the test images with these ids (n,)."""
    levels = answers.rendered.shape[1]
    step = max(1, ROWS // levels)
    for start in range(0, len(ids), step):
        part = answers.rendered[start : start + step]
        yield model.rows(
            id=ids.array[start : start + step].repeat(levels),
            value=np.tile(np.arange(levels), len(part)),
            answer=part.ravel(),
        )


def effect_rows(model: Model, ids: pd.Series, answers: Answers, sums: Sums) -> pd.DataFrame:
    """Return a model's rows of the table `effects`, of the test images with these ids (n,)."""
    per_image = {"effect": sums.effect, "within": sums.within, "spread": sums.spread, "main": sums.main}
    return model.rows(id=ids.array, plain_answer=answers.plain, **per_image)


def mean_rows(model: Model, sums: Sums) -> pd.DataFrame:
    """Return a model's rows of the table `means`."""
    levels, classes = sums.means.shape
    value, label = np.divmod(np.arange(levels * classes), classes)
    return model.rows(value=value, label=label, probability=sums.means.ravel())


def group_rows(model: Model, labels: Ints, answers: Answers, classes: int) -> pd.DataFrame:
    """Return a model's rows of the table `groups`, counted on validation images with these labels (m,)."""
    levels = answers.rendered.shape[1]
    right = np.zeros((classes, levels), np.int64)
    np.add.at(right, labels, answers.rendered == labels[:, None])
    label, value = np.divmod(np.arange(classes * levels), levels)
    images = np.bincount(labels, minlength=classes)[label]
    return model.rows(label=label, value=value, images=images, right=right.ravel())
