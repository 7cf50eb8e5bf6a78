"""Numbers, judgements and changed inputs as short texts for table cells."""

import json
import math
from typing import Any

from confoundry.comparison.changes import MISSING, UNPAIRED, Change
from confoundry.comparison.inputs import ChangedInput
from confoundry.evaluation.comparisons import BETTER, EQUAL, OPEN, SMALL, WORSE
from confoundry.figures import Figure
from confoundry.wording import NOTHING, hundredths, interval, points

JUDGEMENTS = {
    WORSE: "✗ worse",
    BETTER: "✓ better",
    EQUAL: "= same",
    SMALL: "≈ small",
    OPEN: "? not resolved",
    UNPAIRED: "? unpaired",
    MISSING: "! not measured",
}
METRICS = {
    "excess_pull": "drawn to shortcut",
    "shortcut_cost": "accuracy lost",
    "conflicting_accuracy": "accuracy, mixed",
    "plain_accuracy": "accuracy",
}
DIGEST = 7  # characters of a hash that are shown


def judgement(change: Change) -> str:
    """Return a judgement with its mark; if it is not resolved, with the difference that would have been detected."""
    detectable = change.judgement == OPEN and not math.isnan(change.detectable)
    return JUDGEMENTS[change.judgement] + (f" ({hundredths(change.detectable, 1)})" if detectable else "")


def metric(change: Change) -> str:
    """Return a metric's short name."""
    return METRICS.get(change.metric, change.metric)


def from_to(before: Figure, after: Figure) -> str:
    """Return a number before and after, in percent."""
    return f"{hundredths(before.value, 1)} → {hundredths(after.value, 1)}"


def difference(figure: Figure) -> str:
    """Return a difference in points with its sign, and its 95% interval if it has one."""
    if not figure.known:
        return NOTHING
    said = points(figure) if figure.bounded else hundredths(figure.value, 1)
    sign = "+" if figure.value > 0 and float(said) > 0 else ""
    limits = f" ({interval(figure)})" if figure.bounded and figure.low < figure.high else ""
    return f"{sign}{said}{limits}"


def changed_input(one: ChangedInput, longest: int = 40) -> str:
    """Return an input before and after, as `variants.l2.l2: 0.01 → 0.001`."""
    before, after = (_value(one, value, longest) for value in (one.before, one.after))
    return f"{one.key}: {before} → {after}"


def _value(one: ChangedInput, value: Any, longest: int) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return value[:DIGEST] if one.what != "params" and len(value) >= 32 else value[:longest]
    return json.dumps(value, ensure_ascii=False, default=str)[:longest]
