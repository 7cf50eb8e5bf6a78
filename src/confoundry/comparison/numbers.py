"""One revision's numbers, read from its committed files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.figures import Figure

Cell = tuple[str, str]  # confound, variant
Place = tuple[str, str, str, str]  # confound, variant, alignment, metric


@dataclass(frozen=True, eq=False)
class Numbers:
    """A revision's numbers for each confound × variant.

    Attributes:
        headline: Content of metrics/headline.json.
        rows: Every number of metrics/summary.csv.
        verdict_at: The alignment at which verdicts are given.
        validation: Content of metrics/validation.json; empty if there is none.
        recorded: Content of metrics/recorded.json; empty if there is none.
        causes: Content of metrics/diagnosis.json: confound → variant → causes, or `healthy`; empty if there is none.
    """

    headline: Mapping[str, Mapping[str, Mapping[str, Any]]]
    rows: Mapping[Place, Figure]
    verdict_at: str
    validation: Mapping[str, Any] = field(default_factory=dict)
    recorded: Mapping[str, Any] = field(default_factory=dict)
    causes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
        """Every confound × variant, in the study's order."""
        return [(confound, variant) for confound, variants in self.headline.items() for variant in variants]

    def nothing_planted(self, confound: str) -> bool:
        """Return whether the confound changes no image: then the headline gives plain accuracy."""
        entries = self.headline.get(confound, {}).values()
        return any("plain_accuracy" in entry for entry in entries)

    def verdict(self, cell: Cell) -> str | None:
        """Return the verdict on one cell; None if it has none."""
        entry = self.headline.get(cell[0], {}).get(cell[1])
        return None if entry is None else str(entry.get("verdict"))

    def cause(self, cell: Cell) -> str | None:
        """Return the causes that a diagnosis named for one cell, in words; None if it was not diagnosed."""
        named = self.causes.get(cell[0], {}).get(cell[1])
        return None if named is None else str(named)

    def figure(self, cell: Cell, alignment: str, metric: str) -> Figure:
        """Return a number, or an unknown one."""
        return self.rows.get((*cell, alignment, metric), Figure())

    def compared(self, confound: str) -> list[tuple[str, str]]:
        """Return alignment and metric of the numbers that are judged (`Comparisons` in docs/metrics.md)."""
        if self.nothing_planted(confound):
            return [(CONTROL, "plain_accuracy")]
        return [
            (self.verdict_at, "excess_pull"),
            (self.verdict_at, "shortcut_cost"),
            (CONTROL, "conflicting_accuracy"),
        ]


def rows_of(summary: pd.DataFrame) -> dict[Place, Figure]:
    """Return the numbers of the table `summary`, by confound, variant, alignment and metric."""
    return dict(_rows(summary))


def _rows(summary: pd.DataFrame) -> Iterator[tuple[Place, Figure]]:
    for row in summary.to_dict("records"):
        place = (str(row["confound"]), str(row["variant"]), str(row["alignment"]), str(row["metric"]))
        value, low, high = (float(row[name]) for name in ("value", "low", "high"))
        yield place, Figure(value, low, high, *(int(row[name]) for name in ("images", "replicates", "failed")))
