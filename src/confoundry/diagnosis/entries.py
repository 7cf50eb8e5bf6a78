"""What a study's files say of each diagnosis: a few words for a metric diff, all evidence for the page."""

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
SHOWN = 3  # causes in the metric, at most, and the shortcut
LAYER = ("gradient_norm", "update_ratio", "dead", "saturated")


@dataclass(frozen=True)
class Helped:
    """A variant of the study that is the remedy for a cause.

    Attributes:
        variant: Its name.
        differs: Settings in which it differs from the variant with the cause.
        metric: What it is better in: `accuracy`, or `excess_pull` for a shortcut.
        before: That of the variant with the cause.
        after: Its own.
    """

    variant: str
    differs: tuple[str, ...]
    metric: str
    before: float
    after: float


def in_words(diagnosis: Diagnosis, *, hardly_learned: bool = False) -> str:
    """Return the names of the first causes, as `hidden_activation, shortcut`, or `healthy`.

    Args:
        diagnosis: The causes.
        hardly_learned: Whether the network is far below a stock model, which is added at the end.
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
    """Return all that was found of one confound × variant, as plain values.

    Args:
        diagnosis: The causes.
        health: The monitor's table, over training seeds.
        alignment: On which training was judged.
        seeds: Over how many training seeds.
        helping: Cause → the variant of the study that is its remedy.
        learned: How much the network has learned, beside a stock model.
    """
    found = diagnosis.as_json()
    for cause in found["causes"]:
        cause["helped"] = asdict(helping[cause["name"]]) if cause["name"] in helping else None
    beside = None if learned is None else asdict(learned)
    return _plain({**found, "learned": beside, "alignment": alignment, "seeds": seeds, "layers": layers(health)})


def layers(health: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what the monitor saw of each layer, from the input on: its gradient at first, the rest over all epochs."""
    if not len(health):
        return []
    means = health.groupby("layer", sort=False)[[column for column in LAYER if column in health.columns]].mean()
    first = health.loc[health["epoch"] == health["epoch"].min()].set_index("layer")
    means = means.assign(gradient_norm=first["gradient_norm"])
    rows = [{str(column): value for column, value in row.items()} for row in means.to_dict("records")]
    return [{"layer": str(name), **row} for name, row in zip(means.index, rows, strict=True)]


def joined(causes: tuple[Cause, ...], shortcut: Cause | None, scores: dict[str, float | None]) -> Diagnosis:
    """Return what training and what the audit say as one diagnosis, most likely first."""
    found = [*causes, *([shortcut] if shortcut else [])]
    return Diagnosis(tuple(sorted(found, key=lambda cause: -cause.confidence)), scores)


def _plain(value: Any) -> Any:
    """Round numbers so that a last digit is no change; what is not finite is null."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.4g}") if math.isfinite(value) else None
    return value
