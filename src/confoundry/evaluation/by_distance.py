"""Accuracy where the shortcut misleads, by how far the shown value is from the class's own."""

from dataclasses import dataclass

import numpy as np

from confoundry.evaluation.accuracy import conflicting_pairs
from confoundry.evaluation.estimates import Estimates, ratio
from confoundry.evaluation.metric import MAP, Arms, Key, Metric, Needs, figure
from confoundry.evaluation.outcomes import Outcome
from confoundry.figures import Figure


@dataclass(frozen=True)
class ByDistance(Metric):
    """Conflicting accuracy at each distance |v − a(y)|, the shorter way round for circular values.

    It is there only for values that lie in a row or around a circle.
    """

    needs: Needs = MAP

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return one figure an alignment and distance, named `<name>_<distance>`."""
        found = {}
        for alignment, outcome in arms.items():
            for distance in distances(outcome):
                at = at_distance(outcome, distance) if len(outcome.replicates) else None
                found[alignment, f"{name}_{distance}"] = figure(at, 0, 1)
        return found


def distances(outcome: Outcome) -> range:
    """Return the distances that two of the values can have."""
    if outcome.order == "none":
        return range(0)
    return range(1, outcome.levels // 2 + 1 if outcome.order == "circular" else outcome.levels)


def at_distance(outcome: Outcome, distance: int) -> Estimates:
    """Return the share of pairs (n, v) at this distance that are right."""
    apart = np.abs(outcome.own[..., None] - np.arange(outcome.levels))
    if outcome.order == "circular":
        apart = np.minimum(apart, outcome.levels - apart)
    pairs = conflicting_pairs(outcome) & (apart == distance)
    return ratio(outcome, (outcome.right & pairs).sum(axis=2), pairs.sum(axis=2))
