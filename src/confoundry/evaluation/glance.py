"""What the models of one confound and variant answered, at a glance: no verdict, and no interval."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import CONTROL

Ints = NDArray[np.int64]


def strongest(alignments: Iterable[str]) -> str:
    """Return the alignment with the strongest shortcut at which data still tell it from the object: below 1."""
    return max(alignments, key=lambda text: (0 if text == CONTROL else float(text)) % 1)


def in_words(answers: pd.DataFrame, labels: Ints, maps: pd.DataFrame, noun: str) -> str:
    """Say how often one alignment's models are right.

    Args:
        answers: The rows of the table `answers` of one alignment, ordered by replicate, image and value.
        labels: Classes of the test images (N,).
        maps: The table `maps`.
        noun: What the confound is called.
    """
    replicates, levels = answers["replicate"].nunique(), answers["value"].nunique()
    given = answers["answer"].to_numpy().reshape(replicates, len(labels), levels)
    values = np.full((replicates, int(labels.max()) + 1), -1)
    values[maps["replicate"], maps["label"]] = maps["value"]
    aligned, conflicting = aligned_and_conflicting(labels, values, given)
    if np.isnan(conflicting):
        return f"{100 * (given == labels[:, None]).mean():.0f} % right"
    return f"{100 * aligned:.0f} % right where the {noun} helps, {100 * conflicting:.0f} % where it misleads"


def aligned_and_conflicting(labels: Ints, maps: Ints, answers: Ints) -> tuple[float, float]:
    """Return both accuracies over all replicates at once, without intervals; NaN where there is none.

    Args:
        labels: Class of each test image (N,).
        maps: Value of each class (R, C), −1 for a class without one.
        answers: Answered class (R, N, K).
    """
    own = maps[:, labels][..., None]
    right, is_own = answers == labels[:, None], own == np.arange(answers.shape[2])
    return _share(right, is_own), _share(right, ~is_own & (own != -1))


def _share(right: NDArray[np.bool_], pairs: NDArray[np.bool_]) -> float:
    return float(right[pairs].mean()) if pairs.any() else np.nan
