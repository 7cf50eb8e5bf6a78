"""The headline that the stage `evaluate` prints: accuracy without a verdict or an interval."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import CONTROL

Ints = NDArray[np.integer]


def strongest(alignments: Iterable[str]) -> str:
    """Return the largest alignment below 1: the strongest shortcut that still differs from the class in some images."""
    return max(alignments, key=lambda text: (0 if text == CONTROL else float(text)) % 1)


class StageHeadline:
    """Counts the right answers of models of one alignment.

    Args:
        labels: Classes of the test images (N,).
        maps: The table `maps`.
    """

    def __init__(self, labels: Ints, maps: pd.DataFrame) -> None:
        self._labels, self._maps = labels, maps
        self._counts = {"all": np.zeros(2, int), "aligned": np.zeros(2, int), "conflicting": np.zeros(2, int)}

    def add(self, replicate: int, answers: Ints) -> None:
        """Count a replicate's answers (N, K)."""
        own_map = self._maps[self._maps["replicate"] == replicate]
        values = np.full(max(int(self._labels.max()), own_map["label"].max()) + 1, -1)
        values[own_map["label"]] = own_map["value"]
        own = values[self._labels][:, None]
        right, is_own = answers == self._labels[:, None], own == np.arange(answers.shape[1])
        pairs = {"all": np.ones_like(right), "aligned": is_own, "conflicting": ~is_own & (own != -1)}
        for name, among in pairs.items():
            self._counts[name] += (np.count_nonzero(right & among), np.count_nonzero(among))

    def share(self, name: str) -> float:
        """Return the share of `all`, `aligned` or `conflicting` pairs that are right; NaN if there are none."""
        right, pairs = self._counts[name]
        return float(right / pairs) if pairs else np.nan

    def in_words(self, noun: str) -> str:
        """Return the accuracy in words; the confound is called `noun`."""
        aligned, conflicting = self.share("aligned"), self.share("conflicting")
        if np.isnan(conflicting):
            return f"{100 * self.share('all'):.0f} % right"
        return f"{100 * aligned:.0f} % right where the {noun} helps, {100 * conflicting:.0f} % where it misleads"
