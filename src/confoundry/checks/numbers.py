"""The results of the checks as numbers, for metrics/validation.json."""

from typing import Any

import pandas as pd

from confoundry.checks.outcome import Checked, Severity


def validation_numbers(checked: Checked, counts: pd.DataFrame, images: int) -> dict[str, Any]:
    """Return nested dictionaries of text and numbers; lists are avoided, because tools that show metrics drop them.

    Args:
        checked: The results of the checks.
        counts: Images per split × class, from `class_counts`.
        images: Number of images, whatever their labels and splits.
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
