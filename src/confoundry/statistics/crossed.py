"""An interval for a mean over training seeds and test images, which are crossed: each seed answers the same images."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

FEWEST = 3  # replicates, below which there is no interval


@dataclass(frozen=True)
class Crossed:
    """A mean, and what its uncertainty is made of.

    Attributes:
        value: θ̂, the mean of the replicates' values; NaN without replicates.
        replicate_part: s²/R, the replicates' variance by their number.
        image_part: var(I)/N, of the images' influences averaged over replicates; it holds some of the interaction.
        interaction_part: var(E)/(RN), what both parts above count.
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
        """V = s²/R + var(I)/N − var(E)/(RN), and no less than either of the first two."""
        both = self.replicate_part + self.image_part - self.interaction_part
        return max(both, self.replicate_part, self.image_part)

    @property
    def df(self) -> float:
        """Satterthwaite's degrees of freedom (Biometrics Bulletin 2, 1946); infinite where nothing varies."""
        spread = self.replicate_part**2 / (self.replicates - 1) + self.image_part**2 / (self.units - 1)
        return self.variance**2 / spread if spread > 0 else np.inf

    @property
    def resolved(self) -> bool:
        """Whether there are enough replicates and images for an interval."""
        return self.replicates >= FEWEST and self.units >= 2

    def limits(self, confidence: float) -> tuple[float, float]:
        """Return the two-sided limits, as `limits(0.95)`; NaN where there is no interval."""
        if not self.resolved:
            return np.nan, np.nan
        half = quantile((1 + confidence) / 2, self.df) * self.variance**0.5
        return self.value - half, self.value + half

    def p_value(self) -> float:
        """Return the two-sided p of the hypothesis that the value is 0; NaN where there is no interval."""
        if not self.resolved:
            return np.nan
        if self.variance == 0:
            return 1.0 if self.value == 0 else 0.0
        t = -abs(self.value) / self.variance**0.5
        return 2 * float(stdtr(self.df, t) if np.isfinite(self.df) else ndtr(t))

    def with_replicates(self, replicates: float) -> "Crossed":
        """Return what more (or infinitely many) replicates would give if value and spread stayed as they are."""
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
    """Return Student's t quantile; the normal one for infinite degrees of freedom."""
    return float(stdtrit(df, share) if np.isfinite(df) else ndtri(share))


def crossed(
    values: NDArray[np.float64],
    influences: NDArray[np.float64],
    *,
    counted: NDArray[np.bool_] | None = None,
    clusters: NDArray[np.int64] | None = None,
) -> Crossed:
    """Take the parts of the variance of a mean over replicates × images apart.

    Args:
        values: Each replicate's value (R,); a replicate without one (NaN) is left out.
        influences: What each image adds to its replicate's value (R, N): N times the change that the image's weight
            makes; each row sums to 0, with 0 for images that do not count.
        counted: Images (N,) that count; all by default.
        clusters: The cluster (N,) of each image, where images belong together; each image alone by default.
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
    """Return by how much each unit that counts moves each replicate's value (R, units)."""
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
