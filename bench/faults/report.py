"""What a part's table comes to, as tables of texts: for a terminal and for docs/diagnosis.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.faults.figures import (
    Share,
    detected,
    exact_share,
    faulty,
    harmless,
    healthy,
    named,
    right,
    share,
    slower,
    sound,
)

LOST = (0.0, 0.02, 0.05, 0.2, np.inf)  # how much of the score a mistake costs


@dataclass(frozen=True)
class Sheet:
    """A table of texts.

    Attributes:
        title: What it shows.
        columns: Headings; the first column is text, the others are figures unless `wide`.
        rows: Cells.
        wide: Whether the last column holds text.
    """

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    wide: bool = False


def sheets(table: pd.DataFrame) -> list[Sheet]:
    """Return all that is reported of a part."""
    bad = faulty(table)
    by_cause = [("all", bad), *sorted(bad.groupby(bad["accepted"].str.split().str[0]), key=lambda it: str(it[0]))]
    whats = pd.cut(bad["lost"], LOST, labels=["under 0.02", "0.02–0.05", "0.05–0.2", "more"])
    by_loss = [(str(name), group) for name, group in bad.groupby(whats, observed=True)]
    return [
        _counts(table),
        _headline(table),
        _rates("By cause", "planted", by_cause),
        _rates("By what the mistake costs", "score lost", by_loss),
        _confusion(bad),
        _alarms(healthy(table)),
        _errors(table),
    ]


def _counts(table: pd.DataFrame) -> Sheet:
    """Return how many programs there are, and which of them count."""
    bad, left_out = faulty(table), table[~sound(table)]
    rows = [
        ("healthy programs", len(healthy(table))),
        ("programs with a mistake that does harm", len(bad)),
        ("… of them programs that cannot be trained", int(bad["score"].isna().sum())),
        ("programs with a mistake that does none, which do not count", len(harmless(table))),
        ("healthy programs that are not good practice, which do not count", int(left_out["fault"].isna().sum())),
        ("programs with a mistake in one of these, which do not count", int(left_out["fault"].notna().sum())),
    ]
    return Sheet("What was run", ("", "programs"), [(name, str(count)) for name, count in rows])


def _headline(table: pd.DataFrame) -> Sheet:
    bad, good, mild = faulty(table), healthy(table), harmless(table)
    rows = [
        ("a cause is named (recall)", *_cells(share(detected(bad), bad))),
        ("a right cause is the first (top 1)", *_cells(share(right(bad, 1), bad))),
        ("a right cause is among three (top 3)", *_cells(share(right(bad, 3), bad))),
        ("false alarms", *_cells(exact_share(detected(good)))),
        ("alarms on harmless mistakes", *_cells(exact_share(detected(mild)))),
    ]
    rows += [(f"time over training: {name}", f"{ratio:.2f}", "", "") for name, ratio in slower(table).items()]
    return Sheet("What it comes to", ("", "programs", "share", "95 % limits"), rows)


def _rates(title: str, heading: str, groups: Sequence[tuple[object, pd.DataFrame]]) -> Sheet:
    rows = [
        (str(name), str(len(group)), *(_percent(np.mean(hits)) for hits in _hits(group)))
        for name, group in groups
        if len(group)
    ]
    return Sheet(title, (heading, "programs", "recall", "top 1", "top 3"), rows)


def _hits(group: pd.DataFrame) -> tuple[list[bool], ...]:
    return detected(group), right(group, 1), right(group, 3)


def _confusion(bad: pd.DataFrame) -> Sheet:
    first = [causes[0] if causes else "none" for causes in named(bad, 1)]
    rows = []
    for planted, group in pd.Series(first, dtype=object).groupby(bad["accepted"].str.split().str[0].to_numpy()):
        rows.append((str(planted), ", ".join(f"{name} {count}" for name, count in Counter(group).most_common())))
    return Sheet("What is named first", ("planted", "named first"), rows, wide=True)


def _alarms(good: pd.DataFrame) -> Sheet:
    loud = good[detected(good)]
    rows = [(program, " ".join(causes)) for program, causes in zip(loud["program"], named(loud), strict=True)]
    return Sheet("False alarms", ("healthy program", "named"), rows, wide=True)


def _errors(table: pd.DataFrame) -> Sheet:
    dead = table[table["error"].fillna("") != ""]
    return Sheet("Diagnoses that died", ("program", "of"), list(zip(dead["program"], dead["error"], strict=True)), True)


def _cells(one: Share) -> tuple[str, str, str]:
    return f"{one.hits} of {one.of}", _percent(one.share), f"{_percent(one.low)} to {_percent(one.high)}"


def _percent(share: float | np.floating) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"
