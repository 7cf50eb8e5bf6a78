"""The figures of a part, from its table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.faults.intervals import clustered, exact


@dataclass(frozen=True)
class Share:
    """So many of so many.

    Attributes:
        hits: How many.
        of: Of how many.
        low: Lower 95 % limit of the share.
        high: Upper.
    """

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share; NaN where there is nothing."""
        return self.hits / self.of if self.of else np.nan


def faulty(table: pd.DataFrame) -> pd.DataFrame:
    """Return the programs whose mistake does harm."""
    return table[table["fault"].notna() & (table["killed"] == True) & sound(table)]  # noqa: E712, it may be empty


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return the programs whose mistake does none."""
    return table[table["fault"].notna() & (table["killed"] == False) & sound(table)]  # noqa: E712


def healthy(table: pd.DataFrame) -> pd.DataFrame:
    """Return the programs without a mistake that are good practice."""
    return table[table["fault"].isna() & sound(table)]


def sound(table: pd.DataFrame) -> pd.Series:
    """Return where the healthy program, or the twin of the faulty one, is good practice."""
    return table["objection"].fillna("") == ""


def named(table: pd.DataFrame, first: int | None = None) -> list[list[str]]:
    """Return the causes that were named for each program, at most the first ones."""
    return [str(causes).split()[:first] for causes in table["causes"].fillna("")]


def detected(table: pd.DataFrame) -> list[bool]:
    """Return for which programs any cause was named."""
    return [bool(causes) for causes in named(table)]


def right(table: pd.DataFrame, first: int) -> list[bool]:
    """Return for which programs an accepted cause is among the first ones."""
    accepted = [set(str(causes).split()) for causes in table["accepted"]]
    return [bool(true & set(causes)) for true, causes in zip(accepted, named(table, first), strict=True)]


def share(hits: list[bool], table: pd.DataFrame) -> Share:
    """Return a share with limits clustered by data set × architecture."""
    clusters = (table["dataset"] + " " + table["architecture"]).tolist()
    return Share(sum(hits), len(hits), *clustered(hits, clusters))


def exact_share(hits: list[bool]) -> Share:
    """Return a share with exact limits."""
    return Share(sum(hits), len(hits), *exact(sum(hits), len(hits)))


def slower(table: pd.DataFrame) -> dict[str, float]:
    """Return how many times as long a diagnosis takes as the training: all together, the median, nine of ten."""
    both = table.dropna(subset=["train_seconds", "diagnosis_seconds"])
    if both.empty:
        return {}
    ratios = both["diagnosis_seconds"] / both["train_seconds"]
    whole = both["diagnosis_seconds"].sum() / both["train_seconds"].sum()
    return {"all": float(whole), "median": float(ratios.median()), "nine of ten": float(ratios.quantile(0.9))}
