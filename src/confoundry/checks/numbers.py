"""The checks in numbers that compare well from one revision to the next (metrics/validation.json)."""

from typing import Any

import pandas as pd

from confoundry.checks.outcome import Checked, Severity


def validation_numbers(checked: Checked, counts: pd.DataFrame, images: int) -> dict[str, Any]:
    """Return nested dictionaries of texts and numbers, without lists: tools that show metrics lose those.

    Args:
        checked: What the checks found.
        counts: Images per split × class, from `class_counts`.
        images: How many images there are, whatever their labels and splits.
    """
    return {
        "fit": "yes" if checked.passed else "no",
        "checks": len(checked.checks),
        "classes": int(counts["label"].nunique()),
        "images": images,
        "splits": {str(split): int(size) for split, size in counts.groupby("split")["images"].sum().items()},
        "failed": _rows(checked, "critical"),
        "warnings": _rows(checked, "warning", "info"),
    }


def _rows(checked: Checked, *severities: Severity) -> dict[str, int]:
    return {check.name: check.failed for check in checked.failed(*severities)}
