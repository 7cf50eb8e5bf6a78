"""The accuracy that a validation set with the same mix as the training images would show."""

import numpy as np

from confoundry.evaluation.estimates import Estimates, estimates
from confoundry.evaluation.outcomes import Outcome


def train_mix_accuracy(outcome: Outcome) -> Estimates:
    """Return the groups' accuracies, weighted by their shares of the training images (Sagawa et al. 2020).

    A group is a class × value. The shares are given, so an image's influence is its distance from its class's mean.
    """
    tested = np.unique(outcome.labels)
    total = outcome.shares[:, tested].sum(axis=(1, 2))
    influences, values = np.zeros(outcome.plain.shape), np.zeros(len(total))
    for label in tested:
        of_class = outcome.labels == label
        weighted = (outcome.right[:, of_class] * outcome.shares[:, label, None]).sum(axis=2) / total[:, None]
        mean = weighted.mean(axis=1)
        values += mean
        influences[:, of_class] = (weighted - mean[:, None]) * (len(of_class) / of_class.sum())
    return estimates(outcome, values, influences, np.ones(len(outcome.labels), bool))
