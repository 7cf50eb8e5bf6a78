"""How each judged number changed: better, worse, the same, small, not resolved, or not measured."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from confoundry.comparison.numbers import Cell, Numbers
from confoundry.evaluation.comparisons import (
    BETTER,
    EQUAL,
    LESS_IS_BETTER,
    OPEN,
    SMALL,
    WORSE,
    Comparison,
    comparisons,
)
from confoundry.evaluation.settings import LimitSettings
from confoundry.figures import Figure
from confoundry.statistics.crossed import Crossed

UNPAIRED = "unpaired"
MISSING = "not measured"
ORDER = (WORSE, MISSING, BETTER, SMALL, UNPAIRED, OPEN, EQUAL)  # the most important for a reviewer first

Paired = Mapping[Cell, Mapping[str, Crossed | None] | None]  # None: the answers are the same bytes


@dataclass(frozen=True)
class Change:
    """One number of one confound × variant, before and after.

    Attributes:
        confound: The confound's name.
        variant: The variant's name.
        alignment: Where the number was measured.
        metric: Its name.
        before: Its value in the older revision's summary.csv.
        after: Its value in the newer revision's.
        difference: After − before, on the images and training seeds of both.
        low: Its lower 95 % limit; NaN where it is not paired.
        high: Its upper limit.
        p_holm: Its p value, Holm-corrected over all comparisons; NaN where nothing was tested.
        judgement: `better`, `worse`, `same`, `small`, `not resolved`, `unpaired` or `not measured`.
        detectable: The smallest difference that would have been detected 8 times in 10.
        verdict_before: The older verdict on the confound × variant.
        verdict_after: The newer one.
        how: `paired` if computed from both revisions' answers, `summary` if from their summaries only.
        images: Test images (or clusters of them) that the difference was computed on.
        replicates: Training seeds.
    """

    confound: str
    variant: str
    alignment: str
    metric: str
    before: Figure
    after: Figure
    difference: float
    low: float
    high: float
    p_holm: float
    judgement: str
    detectable: float
    verdict_before: str | None
    verdict_after: str | None
    how: Literal["paired", "summary"]
    images: int
    replicates: int

    @property
    def bad(self) -> float:
        """By how much the number got worse; negative where it got better."""
        return self.difference if self.metric in LESS_IS_BETTER else -self.difference


def changes(before: Numbers, after: Numbers, pairs: Paired, limits: LimitSettings) -> list[Change]:
    """Return how each number that both revisions judge changed, the most important first.

    Args:
        before: The older revision's numbers.
        after: The newer revision's.
        pairs: For each confound × variant, the paired differences by metric, or None where the answers are the same
            bytes. A cell that is missing here could not be paired.
        limits: Section `limits` of params.yaml; `matters` is the relevance threshold.
    """
    tested = _tested(pairs, limits)
    found = [
        _change(before, after, cell, place, pairs, tested)
        for cell in after.cells
        if before.verdict(cell) is not None
        for place in after.compared(cell[0])
    ]
    return sorted(found, key=_importance)


def _importance(change: Change) -> tuple[int, bool, float]:
    """Return the sort key: by judgement, changed verdicts first, then by size."""
    size = 0.0 if math.isnan(change.difference) else abs(change.difference)
    return ORDER.index(change.judgement), change.verdict_before == change.verdict_after, -size


def _tested(pairs: Paired, limits: LimitSettings) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Judge all pairs as one family of tests; answers that are the same bytes are not tested."""
    family = [
        Comparison(*cell, metric, "before", difference)
        for cell, found in pairs.items()
        for metric, difference in (found or {}).items()
    ]
    rows = [{str(key): value for key, value in row.items()} for row in comparisons(family, limits).to_dict("records")]
    return {(row["confound"], row["variant"], row["metric"]): row for row in rows}


def _change(
    before: Numbers,
    after: Numbers,
    cell: Cell,
    place: tuple[str, str],
    pairs: Paired,
    tested: Mapping[tuple[str, str, str], Mapping[str, Any]],
) -> Change:
    one, other = before.figure(cell, *place), after.figure(cell, *place)
    row = _row(one, other, cell, place[1], pairs, tested)
    pair = (pairs.get(cell) or {}).get(place[1])
    return Change(
        *cell,
        *place,
        before=one,
        after=other,
        verdict_before=before.verdict(cell),
        verdict_after=after.verdict(cell),
        how="paired" if cell in pairs else "summary",
        images=pair.units if pair else other.images,
        replicates=int(pair.replicates) if pair else other.replicates,
        **row,
    )


def _row(
    one: Figure,
    other: Figure,
    cell: Cell,
    metric: str,
    pairs: Paired,
    tested: Mapping[tuple[str, str, str], Mapping[str, Any]],
) -> dict[str, Any]:
    """Return one number's difference, limits, p value, judgement and detectable difference."""
    unknown = {"low": np.nan, "high": np.nan, "p_holm": np.nan, "detectable": np.nan}
    if math.isnan(other.value) or math.isnan(one.value):
        return unknown | {"difference": np.nan, "judgement": MISSING}
    if cell not in pairs:
        return unknown | {"difference": round(other.value - one.value, 4) + 0.0, "judgement": UNPAIRED}
    if pairs[cell] is None:
        return unknown | {"difference": 0.0, "low": 0.0, "high": 0.0, "judgement": EQUAL}
    row = tested.get((*cell, metric))
    if row is None or math.isnan(row["difference"]):
        return unknown | {"difference": np.nan, "judgement": MISSING}
    return {key: row[key] for key in (*unknown, "difference", "judgement")}
