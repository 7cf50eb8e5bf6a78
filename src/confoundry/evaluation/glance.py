"""What the models of one confound and variant answered, at a glance: no verdict, and no interval."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import CONTROL
from confoundry.evaluation.accuracy import aligned_and_conflicting

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
        return f"{(given == labels[:, None]).mean():.0%} right"
    return f"{aligned:.0%} right where the {noun} helps, {conflicting:.0%} where it misleads"
