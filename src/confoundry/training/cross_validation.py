"""k-fold cross-validation of a recipe: how much its accuracy depends on the choice of training images."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.confounds.base import Confound
from confoundry.training.arms import Arm
from confoundry.training.chosen import folds
from confoundry.training.models import Recipe, Split


def cross_validate(
    recipe: Recipe, confound: Confound, splits: Sequence[Split], ids: Sequence[str], count: int
) -> pd.DataFrame:
    """Train a model without each fold in turn, from the same initial weights, and score it on that fold.

    Args:
        recipe: What is trained.
        confound: One that plants nothing.
        splits: Images that are put together: those to train and those to validate on.
        ids: Their ids, in the same order.
        count: How many folds.

    Returns:
        The table `folds`.
    """
    images = np.concatenate([split.images[:] for split in splits])
    labels = np.concatenate([split.labels for split in splits])
    fold = folds(ids, labels, count, recipe.seed)
    rows = []
    for held in range(count):
        inside, outside = (Split(images[rows], labels[rows]) for rows in (fold != held, fold == held))
        nothing = (np.zeros(len(split.labels), np.int64) for split in (inside, outside))
        (one,) = recipe.train([Arm(CONTROL, 0, *nothing)], confound, inside, outside)
        rows.append({"fold": held, "images": len(outside.labels), "accuracy": one.history["val_accuracy"].iloc[-1]})
    return pd.DataFrame(rows)
