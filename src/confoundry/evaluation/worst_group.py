"""Accuracy of the worst group; a group is a class × value."""

from dataclasses import dataclass

import numpy as np

from confoundry.evaluation.estimates import Estimates, estimates
from confoundry.evaluation.metric import CONFIDENCE, NOTHING, Arms, Key, Metric, Needs
from confoundry.evaluation.outcomes import Outcome
from confoundry.figures import Figure


@dataclass(frozen=True)
class WorstGroup(Metric):
    """The worst of the groups' accuracies, each averaged over replicates (Sagawa et al. 2020).

    The group is chosen on validation images and scored on test images, since the minimum of many noisy figures is too
    low. The limits are deliberately wide: from the smallest lower limit of all groups to the chosen one's upper limit.
    """

    needs: Needs = NOTHING

    def figures(self, name: str, arms: Arms) -> dict[Key, Figure]:
        """Return the accuracy and, as `<name>_groups`, the number of groups at each alignment."""
        found = {}
        for alignment, outcome in arms.items():
            groups = _groups(outcome)
            found[alignment, name] = _worst(outcome, groups) if groups and len(outcome.replicates) else Figure()
            count = Figure(len(groups), images=len(outcome.labels), replicates=len(outcome.replicates))
            found[alignment, f"{name}_groups"] = count
        return found


def _groups(outcome: Outcome) -> list[tuple[int, int]]:
    """Return the class and value of each group that has both validation and test images."""
    seen = outcome.group_images.sum(axis=0) > 0
    seen &= np.isin(np.arange(len(seen)), outcome.labels)[:, None]
    return [(int(label), int(value)) for label, value in np.argwhere(seen)]


def _worst(outcome: Outcome, groups: list[tuple[int, int]]) -> Figure:
    validated = (outcome.group_right / np.maximum(outcome.group_images, 1)).mean(axis=0)
    picked = min(groups, key=lambda group: validated[group])  # the first of equals
    tested = {group: _accuracy(outcome, *group).crossed() for group in groups}
    lowest = np.clip(min(crossed.limits(CONFIDENCE)[0] for crossed in tested.values()), 0, 1)
    worst = tested[picked]
    highest = np.clip(worst.limits(CONFIDENCE)[1], 0, 1)
    images = int((outcome.labels == picked[0]).sum())
    return Figure(worst.value, float(lowest), float(highest), images, int(worst.replicates), int(outcome.failed.sum()))


def _accuracy(outcome: Outcome, label: int, value: int) -> Estimates:
    of_group = outcome.labels == label
    right = outcome.right[:, :, value]
    values = right[:, of_group].mean(axis=1)
    influences = np.where(of_group, (right - values[:, None]) * (len(of_group) / of_group.sum()), 0.0)
    return estimates(outcome, values, influences, of_group)
