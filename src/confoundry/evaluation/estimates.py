"""A number's value in each replicate and each test image's influence on it: all that an interval needs."""

from dataclasses import dataclass

import numpy as np

from confoundry.evaluation.outcomes import Bools, Floats, Ints, Outcome
from confoundry.statistics.crossed import Crossed, crossed


@dataclass(frozen=True, eq=False, kw_only=True)
class Estimates:
    """R replicates, N test images.

    Attributes:
        values: The number in each replicate (R,); NaN where it has none.
        influences: N times the effect of each image's weight on the number (R, N); each row sums to 0.
        counted: The images that count (N,).
        replicates: The replicates' numbers (R,).
        failed: Which of them failed to train (R,).
        clusters: Which images belong together (N,), or None.
    """

    values: Floats
    influences: Floats
    counted: Bools
    replicates: Ints
    failed: Bools
    clusters: Ints | None

    def crossed(self) -> Crossed:
        """Return the mean over replicates with the parts of its variance."""
        return crossed(self.values, self.influences, counted=self.counted, clusters=self.clusters)


def estimates(outcome: Outcome, values: Floats, influences: Floats, counted: Bools) -> Estimates:
    """Return the estimates of a number (R,) from its influences (R, N) over the images that count (N,)."""
    return Estimates(
        values=values,
        influences=influences,
        counted=counted,
        replicates=outcome.replicates,
        failed=outcome.failed,
        clusters=outcome.clusters,
    )


def ratio(outcome: Outcome, top: Floats | Ints | Bools, bottom: Floats | Ints | Bools) -> Estimates:
    """Return the estimates of Σ top / Σ bottom over images.

    The influences are those of a ratio, (top_n − θ·bottom_n) / mean bottom (Cochran, Sampling Techniques, ch. 6).

    Args:
        outcome: Whose replicates and images these are.
        top: Each image's part of the numerator (R, N).
        bottom: Each image's weight (R, N), at least 0; an image with weight 0 in every replicate does not count.
    """
    mean = bottom.mean(axis=1)
    mean = np.where(mean > 0, mean, np.nan)
    values = top.mean(axis=1) / mean
    influences = (top - values[:, None] * bottom) / mean[:, None]
    return estimates(outcome, values, influences, np.any(bottom > 0, axis=0))


def difference(first: Estimates, second: Estimates) -> Estimates:
    """Return first − second over the same images, in the replicates that both have."""
    shared, one, other = np.intersect1d(first.replicates, second.replicates, return_indices=True)
    return Estimates(
        values=first.values[one] - second.values[other],
        influences=first.influences[one] - second.influences[other],
        counted=first.counted | second.counted,
        replicates=shared,
        failed=first.failed[one] | second.failed[other],
        clusters=first.clusters,
    )
