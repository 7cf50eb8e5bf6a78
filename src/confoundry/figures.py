"""The numbers of the summary, looked up by confound, variant, metric and alignment."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

Key = tuple[str, str, str, str]  # confound, variant, alignment, metric


@dataclass(frozen=True)
class Figure:
    """One number with its 95 % limits and its counts; NaN and counts of 0 if it has no data.

    Attributes:
        value: The mean over training seeds.
        low: Lower limit; NaN below three training seeds.
        high: Upper limit.
        images: Test images that it was computed on.
        replicates: Training seeds.
        failed: Training seeds whose model failed to train.
    """

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    images: int = 0
    replicates: int = 0
    failed: int = 0

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return not math.isnan(self.value)

    @property
    def bounded(self) -> bool:
        """Whether it has an interval."""
        return not (math.isnan(self.low) or math.isnan(self.high))


class Figures:
    """All rows of the table `summary`."""

    def __init__(self, summary: pd.DataFrame) -> None:
        self._rows = dict(_rows(summary))

    def of(self, confound: str, variant: str, metric: str, alignment: str = "") -> Figure:
        """Return a number, or an unknown one; the alignment is empty for a metric that spans several."""
        return self._rows.get((confound, variant, alignment, metric), Figure())


def _rows(summary: pd.DataFrame) -> Iterator[tuple[Key, Figure]]:
    for row in summary.to_dict("records"):
        key = (str(row["confound"]), str(row["variant"]), str(row["alignment"]), str(row["metric"]))
        value, low, high = (float(row[name]) for name in ("value", "low", "high"))
        images, replicates, failed = (int(row[name]) for name in ("images", "replicates", "failed"))
        yield key, Figure(value, low, high, images, replicates, failed)
