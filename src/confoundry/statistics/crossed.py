"""Intervals for means over training seeds × test images, a crossed design: all seeds answer the same images."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

FEWEST = 3  # the fewest replicates for an interval


@dataclass(frozen=True)
class Crossed:
    """A mean, and the parts of its variance.

    Attributes:
        value: θ̂, the mean of the replicates' values; NaN without replicates.
        replicate_part: s²/R, the replicates' variance divided by their number.
        image_part: var(I)/N, from the images' influences averaged over replicates; includes part of the interaction.
        interaction_part: var(E)/(RN), which both parts above include.
        replicates: R.
        units: N, the images or clusters of images that count.
    """

    value: float
    replicate_part: float
    image_part: float
    interaction_part: float
    replicates: float
    units: int

    @property
    def variance(self) -> float:
        """V = s²/R + var(I)/N − var(E)/(RN), but at least as large as each of the first two terms."""
        both = self.replicate_part + self.image_part - self.interaction_part
        return max(both, self.replicate_part, self.image_part)

    @property
    def df(self) -> float:
        """Satterthwaite's degrees of freedom (Biometrics Bulletin 2, 1946); infinite if nothing varies."""
        spread = self.replicate_part**2 / (self.replicates - 1) + self.image_part**2 / (self.units - 1)
        return self.variance**2 / spread if spread > 0 else np.inf

    @property
    def resolved(self) -> bool:
        """Whether there are enough replicates and images for an interval."""
        return self.replicates >= FEWEST and self.units >= 2

    def limits(self, confidence: float) -> tuple[float, float]:
        """Return the two-sided confidence limits, such as `limits(0.95)`; NaN if there is no interval."""
        if not self.resolved:
            return np.nan, np.nan
        half = quantile((1 + confidence) / 2, self.df) * self.variance**0.5
        return self.value - half, self.value + half

    def p_value(self) -> float:
        """Return the two-sided p value for the hypothesis that the value is 0; NaN if there is no interval."""
        if not self.resolved:
            return np.nan
        if self.variance == 0:
            return 1.0 if self.value == 0 else 0.0
        t = -abs(self.value) / self.variance**0.5
        return 2 * float(stdtr(self.df, t) if np.isfinite(self.df) else ndtr(t))

    def with_replicates(self, replicates: float) -> "Crossed":
        """Return the result with more (or infinitely many) replicates if value and spread stayed the same."""
        fewer = 0.0 if np.isinf(replicates) else self.replicates / replicates
        interaction = self.interaction_part * fewer
        return replace(
            self,
            replicate_part=self.replicate_part * fewer,
            image_part=max(self.image_part - self.interaction_part, 0.0) + interaction,
            interaction_part=interaction,
            replicates=replicates,
        )


def quantile(share: float, df: float) -> float:
    """Return the quantile of Student's t, or of the normal distribution for infinite degrees of freedom."""
    return float(stdtrit(df, share) if np.isfinite(df) else ndtri(share))


def crossed(
    values: NDArray[np.float64],
    influences: NDArray[np.float64],
    *,
    counted: NDArray[np.bool_] | None = None,
    clusters: NDArray[np.int64] | None = None,
) -> Crossed:
    """Split the variance of a mean over replicates × images into its parts.

    Args:
        values: Each replicate's value (R,); a replicate without one (NaN) is left out.
        influences: The influence of each image on its replicate's value (R, N): N times the effect of the image's
            weight; each row sums to 0, with 0 for images that do not count.
        counted: Which images (N,) count; all by default.
        clusters: The cluster (N,) of each image if images belong together; by default each image is alone.
    """
    rows = np.isfinite(values)
    counted = np.ones(influences.shape[1], bool) if counted is None else counted
    if not rows.any() or not counted.any():
        return Crossed(np.nan, np.nan, np.nan, np.nan, 0, 0)
    shifts = _unit_shifts(influences[rows], counted, clusters)
    return _parts(values[rows], shifts * shifts.shape[1])


def _unit_shifts(
    influences: NDArray[np.float64], counted: NDArray[np.bool_], clusters: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    """Return how much each counted unit shifts each replicate's value (R, units)."""
    shifts = influences[:, counted] / influences.shape[1]
    if clusters is None:
        return shifts
    _, unit = np.unique(clusters[counted], return_inverse=True)
    sums = np.zeros((unit.max() + 1, len(shifts)))
    np.add.at(sums, unit, shifts.T)
    return sums.T


def _parts(values: NDArray[np.float64], influences: NDArray[np.float64]) -> Crossed:
    replicates, units = influences.shape
    value = float(values.mean())
    if replicates < 2 or units < 2:
        return Crossed(value, np.nan, np.nan, np.nan, replicates, units)
    image = influences.mean(axis=0)
    interaction = ((influences - image) ** 2).sum() / ((replicates - 1) * (units - 1))
    return Crossed(
        value,
        replicate_part=float(values.var(ddof=1)) / replicates,
        image_part=float(image.var(ddof=1)) / units,
        interaction_part=float(interaction) / (replicates * units),
        replicates=replicates,
        units=units,
    )
