"""Pairs two revisions' answers on the same images and training seeds."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from confoundry.evaluation.comparisons import compared, paired
from confoundry.evaluation.metric import Arms, Excess, PerArm
from confoundry.evaluation.table import METRICS
from confoundry.statistics.crossed import Crossed

Tables = dict[str, pd.DataFrame]


def shared_images(before: pd.DataFrame, after: pd.DataFrame) -> pd.Index:
    """Return the ids of the test images that both manifests have with the same label, in the order of `after`."""
    then, now = (frame.loc[frame["split"] == "test"].set_index("id")["label"] for frame in (before, after))
    both = now.index[now.index.isin(then.index)]
    return pd.Index(both[np.asarray(now.loc[both]) == np.asarray(then.loc[both])])


def only_images(manifest: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Return a manifest with only these test images, in this order."""
    test = manifest.loc[manifest["split"] == "test"].set_index("id", drop=False).loc[ids]
    return pd.concat([manifest.loc[manifest["split"] != "test"], test.reset_index(drop=True)], ignore_index=True)


def only_answers(tables: Tables, ids: pd.Index) -> Tables:
    """Return a cell's tables with only the answers to these images."""
    return {name: frame.loc[frame["id"].isin(ids)] if "id" in frame else frame for name, frame in tables.items()}


def differences(before: Arms, after: Arms, alignment: str) -> dict[str, Crossed | None]:
    """Return after − before for each judged number, paired; None where either revision does not have it.

    Args:
        before: The older revision's outcomes for one confound × variant.
        after: The newer one's, on the same images.
        alignment: The alignment at which verdicts are given.
    """
    then, now = compared(before, alignment), compared(after, alignment)
    return {metric: paired(number, then.get(metric)) for metric, number in now.items()}


def further(before: Arms, after: Arms, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Crossed | None]:
    """Return after − before for other numbers, by alignment and metric: those that a gate needs."""
    found = {}
    for alignment, name in places:
        if isinstance(metric := METRICS[name], (PerArm, Excess)):
            found[alignment, name] = paired(metric.estimates(after, alignment), metric.estimates(before, alignment))
    return found


def can_be_paired(metric: str) -> bool:
    """Return whether a number is a mean over images, so that two revisions can be paired on it."""
    return isinstance(METRICS.get(metric), (PerArm, Excess))
