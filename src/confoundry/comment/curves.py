"""Accuracy where the shortcut misleads, before and after, as the shortcut gets stronger."""

from itertools import islice

from confoundry.alignments import CONTROL, in_order
from confoundry.comment.document import Curve
from confoundry.comparison.difference import Difference
from confoundry.comparison.numbers import Cell, Numbers
from confoundry.evaluation.comparisons import EQUAL
from confoundry.wording import percent

METRIC = "conflicting_accuracy"
MOST = 6


def curves(found: Difference) -> list[Curve]:
    """Return a curve for each confound × variant that changed, the most important first."""
    before = found.before
    if before is None:
        return []
    moved = [one for one in found.changes if not (one.judgement == EQUAL and one.low == one.high)]
    cells = list(dict.fromkeys((one.confound, one.variant) for one in moved))
    drawn = (_curve(found, before, cell) for cell in cells)
    return list(islice((curve for curve in drawn if curve is not None), MOST))


def _curve(found: Difference, before: Numbers, cell: Cell) -> Curve | None:
    """Return one cell's curve at the alignments that both revisions have; None if there are fewer than two."""
    places = in_order(_measured(before, cell) & _measured(found.after, cell))
    if len(places) < 2:
        return None
    noun = found.nouns.get(cell[0], "shortcut")
    heights = [
        [round(100 * numbers.figure(cell, place, METRIC).value, 1) for place in places]
        for numbers in (before, found.after)
    ]
    names = ["mixed" if place == CONTROL else percent(place) for place in places]
    return Curve(
        f"{cell[0]} × {cell[1]}: accuracy where the {noun} misleads, by how often it goes with the class",
        names,
        [("before", heights[0]), ("after", heights[1])],
        f"accuracy where the {noun} misleads, %",
    )


def _measured(numbers: Numbers, cell: Cell) -> set[str]:
    return {
        alignment
        for (confound, variant, alignment, metric), figure in numbers.rows.items()
        if (confound, variant, metric) == (*cell, METRIC) and figure.value == figure.value
    }
