"""Diagnoses as entries in a study's files: the names of causes for metric diffs, all evidence for the page."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from confoundry.diagnosis.baseline import Learned
from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.diagnosis import Diagnosis
from confoundry.diagnosis.names import HARDLY_LEARNED

HEALTHY, SHORTCUT = "healthy", "shortcut"
SHOWN = 3  # causes in the metric at most, besides the shortcut
LAYER = ("gradient_norm", "update_ratio", "dead", "saturated")


@dataclass(frozen=True)
class Helped:
    """A variant of the study that remedies a cause.

    Attributes:
        variant: Its name.
        differs: Settings in which it differs from the variant with the cause.
        metric: The metric that it improves: `accuracy`, or `excess_pull` for a shortcut.
        before: The metric of the variant with the cause.
        after: The metric of this variant.
    """

    variant: str
    differs: tuple[str, ...]
    metric: str
    before: float
    after: float


def in_words(diagnosis: Diagnosis, *, hardly_learned: bool = False) -> str:
    """Return the names of the first causes, for example `hidden_activation, shortcut`, or `healthy`.

    Args:
        diagnosis: The causes.
        hardly_learned: Whether the network is far below a stock model; this is added at the end.
    """
    names = [cause.name for cause in diagnosis.causes]
    shown = names[:SHOWN] + [name for name in names[SHOWN:] if name == SHORTCUT]
    return ", ".join([*shown, *[HARDLY_LEARNED] * hardly_learned]) or HEALTHY


def entry(
    diagnosis: Diagnosis,
    health: pd.DataFrame,
    *,
    alignment: str,
    seeds: int,
    helping: Mapping[str, Helped],
    learned: Learned | None = None,
) -> dict[str, Any]:
    """Return everything that was found for one confound × variant, as values that JSON can hold.

    Args:
        diagnosis: The causes.
        health: The monitor's table, averaged over training seeds.
        alignment: The alignment for which training was judged.
        seeds: Number of training seeds.
        helping: Cause → the variant of the study that remedies it.
        learned: How much the network has learned, compared with a stock model.
    """
    found = diagnosis.as_json()
    for cause in found["causes"]:
        cause["helped"] = asdict(helping[cause["name"]]) if cause["name"] in helping else None
    beside = None if learned is None else asdict(learned)
    return _plain({**found, "learned": beside, "alignment": alignment, "seeds": seeds, "layers": layers(health)})


def layers(health: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the monitor's numbers for each layer, in order: the first epoch's gradient, the rest over all epochs."""
    if not len(health):
        return []
    means = health.groupby("layer", sort=False)[[column for column in LAYER if column in health.columns]].mean()
    first = health.loc[health["epoch"] == health["epoch"].min()].set_index("layer")
    means = means.assign(gradient_norm=first["gradient_norm"])
    rows = [{str(column): value for column, value in row.items()} for row in means.to_dict("records")]
    return [{"layer": str(name), **row} for name, row in zip(means.index, rows, strict=True)]


def joined(causes: tuple[Cause, ...], shortcut: Cause | None, scores: dict[str, float | None]) -> Diagnosis:
    """Return the causes from training and from the audit as one diagnosis, most likely first."""
    found = [*causes, *([shortcut] if shortcut else [])]
    return Diagnosis(tuple(sorted(found, key=lambda cause: -cause.confidence)), scores)


def _plain(value: Any) -> Any:
    """Round numbers so that a change in the last digit does not count; replace those that are not finite by None."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.4g}") if math.isfinite(value) else None
    return value
