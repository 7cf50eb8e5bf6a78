"""What a model answers to every image under every value of a confound, and the sums that the metrics need of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from confoundry.confounds.base import Confound, Images

Predict = Callable[[Images], NDArray[np.floating]]  # images (b, h, w, c) to class probabilities (b, C)
RENDERED_AT_ONCE = 2048  # images in memory under all their values, whatever K is


@dataclass(frozen=True)
class Probabilities:
    """Class probabilities of images under every value: float64 (n, K, C). What is not finite answers class 0."""

    array: NDArray[np.float64]

    def answers(self) -> NDArray[np.int64]:
        """Return the most probable class (n, K)."""
        return most_probable(self.array)

    def means(self) -> NDArray[np.float64]:
        """Return the mean over images (K, C)."""
        return self.array.mean(axis=0)

    def effect(self) -> NDArray[np.float64]:
        """Return the mean over pairs of values of ½‖P[n, v] − P[n, v′]‖₁: (n,); NaN where there is one value."""
        n, levels, _ = self.array.shape
        if levels < 2:
            return np.full(n, np.nan)
        # Over sorted x_1 ≤ … ≤ x_K, the sum over pairs of |x_i − x_j| is Σ (2i − K − 1)·x_i.
        weights = 2.0 * np.arange(1, levels + 1) - levels - 1
        total = np.einsum("nkc,k->n", np.sort(self.array, axis=1), weights)
        return total / (levels * (levels - 1))

    def within(self) -> NDArray[np.float64]:
        """Return the variance over values, summed over classes: (n,)."""
        return self.array.var(axis=1).sum(axis=-1)

    def spread(self) -> NDArray[np.float64]:
        """Return the mean squared distance from the mean over images and values, summed over classes: (n,)."""
        return np.square(self.array - self.array.mean(axis=(0, 1))).mean(axis=1).sum(axis=-1)

    def main(self) -> NDArray[np.float64]:
        """Return the covariance over values with the mean over images, summed over classes: (n,)."""
        means = self.means()
        return np.einsum("kc,nkc->n", means - means.mean(axis=0), self.array) / self.array.shape[1]


def most_probable(probabilities: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the class of the largest probability along the last axis; class 0 where one is not finite."""
    finite = np.isfinite(probabilities).all(axis=-1, keepdims=True)
    return np.where(finite, probabilities, 0).argmax(axis=-1).astype(np.int64)


def under_every_value(predict: Predict, images: Images, confound: Confound) -> Probabilities:
    """Predict each image (n, h, w, c) under each of the K values, in batches of a size that does not grow with K."""
    parts = [predict(batch) for batch in _renderings(images, confound)]
    flat = np.concatenate(parts).astype(np.float64)
    return Probabilities(flat.reshape(len(images), confound.levels, -1))


def as_they_are(predict: Predict, images: Images) -> NDArray[np.int64]:
    """Return the answers (n,) to the untouched images."""
    starts = range(0, len(images), RENDERED_AT_ONCE)
    return np.concatenate([most_probable(predict(images[s : s + RENDERED_AT_ONCE])) for s in starts])


def _renderings(images: Images, confound: Confound) -> Iterator[Images]:
    """Yield the renderings, all values of an image before the next image."""
    pairs = len(images) * confound.levels
    for start in range(0, pairs, RENDERED_AT_ONCE):
        rows, values = np.divmod(np.arange(start, min(start + RENDERED_AT_ONCE, pairs)), confound.levels)
        yield confound.apply(images[rows], values)
