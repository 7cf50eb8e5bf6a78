"""A model's answers to every image under every value of a confound, and the sums that the metrics need."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Probabilities = NDArray[np.floating]  # class probabilities of images under every value: (b, K, C)


class Shown(NamedTuple):
    """Class probabilities for a batch: (b, C) for the untouched images, (b, K, C) for each under every value."""

    plain: NDArray[np.floating]
    rendered: Probabilities


@dataclass(frozen=True)
class Answers:
    """A model's answers to n images; probabilities that are not finite count as class 0.

    Attributes:
        plain: Answers to the untouched images (n,).
        rendered: Answers under every value (n, K).
    """

    plain: Ints
    rendered: NDArray[np.int32]


@dataclass(frozen=True)
class Sums:
    """What the metrics need from the probabilities, as defined in tables.py.

    Attributes:
        effect: Mean over pairs of values of ½‖P[n, v] − P[n, v′]‖₁: (n,); NaN if there is only one value.
        within: Variance over values, summed over classes: (n,).
        spread: Mean squared distance from the mean over images and values, summed over classes: (n,).
        main: Covariance over values with the mean over images, summed over classes: (n,).
        means: Mean over images (K, C).
    """

    effect: Floats
    within: Floats
    spread: Floats
    main: Floats
    means: Floats


def most_probable(probabilities: NDArray[np.floating]) -> Ints:
    """Return the class of the largest probability along the last axis; class 0 if a probability is not finite."""
    finite = np.isfinite(probabilities).all(axis=-1, keepdims=True)
    return np.where(finite, probabilities, 0).argmax(axis=-1).astype(np.int64)


def answers(batches: Iterable[Shown]) -> Answers:
    """Return the answers to all batches."""
    found = [(most_probable(one.plain), most_probable(one.rendered).astype(np.int32)) for one in batches]
    plain, rendered = zip(*found, strict=True)
    return Answers(np.concatenate(plain), np.concatenate(rendered))


def sums(batches: Iterable[Shown]) -> Sums:
    """Return the sums over batches, in two passes: `main` needs the means over all images first."""
    effects, withins, centres, total = [], [], [], np.zeros(())
    for probabilities in _exact(batches):
        centre = probabilities.mean(axis=1)
        effects.append(_effect(probabilities))
        withins.append(np.square(probabilities - centre[:, None]).mean(axis=1).sum(axis=-1))
        centres.append(centre)
        total = total + probabilities.sum(axis=0)
    within, centre = np.concatenate(withins), np.concatenate(centres)
    means = total / len(centre)
    contrast = means - means.mean(axis=0)
    covariances = [np.einsum("kc,nkc->n", contrast, one) / len(means) for one in _exact(batches)]
    return Sums(
        effect=np.concatenate(effects),
        within=within,
        spread=within + np.square(centre - means.mean(axis=0)).sum(axis=-1),
        main=np.concatenate(covariances),
        means=means,
    )


def _exact(batches: Iterable[Shown]) -> Iterable[Floats]:
    return (one.rendered.astype(np.float64) for one in batches)


def _effect(probabilities: Floats) -> Floats:
    n, levels, _ = probabilities.shape
    if levels < 2:
        return np.full(n, np.nan)
    # Over sorted x_1 ≤ … ≤ x_K, the sum over pairs of |x_i − x_j| is Σ (2i − K − 1)·x_i.
    weights = 2.0 * np.arange(1, levels + 1) - levels - 1
    return np.einsum("nkc,k->n", np.sort(probabilities, axis=1), weights) / (levels * (levels - 1))
