"""Accuracies: where the shortcut helps, where it misleads, under every value, and on untouched images."""

import numpy as np

from confoundry.evaluation.estimates import Estimates, difference, ratio
from confoundry.evaluation.outcomes import NO_VALUE, Bools, Outcome


def aligned_accuracy(outcome: Outcome) -> Estimates:
    """Return the accuracy of images that show their class's own value (bias-aligned: Nam et al. 2020)."""
    return ratio(outcome, (outcome.right & outcome.is_own).sum(axis=2), outcome.is_own.sum(axis=2))


def conflicting_accuracy(outcome: Outcome) -> Estimates:
    """Return the accuracy over the pairs (n, v ≠ a(y)) (bias-conflicting: Nam et al. 2020)."""
    conflicting = conflicting_pairs(outcome)
    return ratio(outcome, (outcome.right & conflicting).sum(axis=2), conflicting.sum(axis=2))


def conflicting_pairs(outcome: Outcome) -> Bools:
    """Return the pairs (n, v ≠ a(y)) of images whose class has a value (R, N, K)."""
    return ~outcome.is_own & (outcome.own != NO_VALUE)[..., None]


def gap(outcome: Outcome) -> Estimates:
    """Return aligned − conflicting accuracy (the idea of the BG-gap: Xiao et al. 2021)."""
    return difference(aligned_accuracy(outcome), conflicting_accuracy(outcome))


def unbiased_accuracy(outcome: Outcome) -> Estimates:
    """Return the mean over values of the accuracy at each (Nam et al. 2020)."""
    return ratio(outcome, outcome.right.mean(axis=2), np.ones(outcome.plain.shape))


def all_renders_accuracy(outcome: Outcome) -> Estimates:
    """Return the share of images that are right under every value (as adversarial backgrounds: Xiao et al. 2021)."""
    return ratio(outcome, np.all(outcome.right, axis=2), np.ones(outcome.plain.shape))


def plain_accuracy(outcome: Outcome) -> Estimates:
    """Return the accuracy on untouched images."""
    return ratio(outcome, np.equal(outcome.plain, outcome.labels), np.ones(outcome.plain.shape))
