"""The answers of the models of one confound × variant × alignment, as arrays."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Order = Literal["none", "ordered", "circular"]

NO_VALUE = -1  # of a class that has none


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """R replicates (training seeds), N test images, K values of the confound, C classes.

    Attributes:
        order: How the values are ordered: not at all, in a row, or in a circle.
        labels: Class of each test image (N,).
        clusters: Which images belong together (N,); None if each stands alone.
        replicates: The replicates' numbers (R,).
        failures: Why each replicate failed to train (R,), empty where it did not.
        maps: Value of each class (R, C), or −1.
        answers: Answered class for each image under each value (R, N, K).
        plain: The same on untouched images (R, N).
        effect: Mean distance of an image's probabilities between two values (R, N), 0–1.
        within: Variance of its probabilities over values, summed over classes (R, N).
        spread: Their squared distance from the mean over all images and values (R, N).
        main: Its share in the variance of the values' means (R, N).
        shares: Share of each class × value in the training images (R, C, K); each replicate's sum is 1.
        group_images: Validation images of each class × value (R, C, K).
        group_right: How many of them were right (R, C, K).
    """

    order: Order
    labels: Ints
    clusters: Ints | None
    replicates: Ints
    failures: NDArray[np.str_]
    maps: Ints
    answers: Ints
    plain: Ints
    effect: Floats
    within: Floats
    spread: Floats
    main: Floats
    shares: Floats
    group_images: Ints
    group_right: Ints

    @property
    def levels(self) -> int:
        """K, the number of values."""
        return self.answers.shape[2]

    @cached_property
    def failed(self) -> Bools:
        """Which replicates failed to train (R,)."""
        return self.failures != ""

    @cached_property
    def right(self) -> Bools:
        """Which answers are right (R, N, K)."""
        return self.answers == self.labels[:, None]

    @cached_property
    def own(self) -> Ints:
        """The value of each image's class, a(y) (R, N); −1 for a class without one."""
        return self.maps[:, self.labels]

    @cached_property
    def is_own(self) -> Bools:
        """Where an image has the value of its class (R, N, K)."""
        return self.own[..., None] == np.arange(self.levels)

    @cached_property
    def said(self) -> Ints:
        """The value of each answered class, a(ŷ) (R, N, K); −1 for a class without one."""
        return np.take_along_axis(self.maps[:, None, :], self.answers, axis=2)

    @cached_property
    def in_use(self) -> Bools:
        """Which values some class has, V (R, K)."""
        return (self.maps[..., None] == np.arange(self.levels)).any(axis=1)

    @cached_property
    def rival(self) -> Bools:
        """The pairs (n, v ∈ V, v ≠ a(y)) of images whose class has a value (R, N, K)."""
        return self.in_use[:, None, :] & ~self.is_own & (self.own >= 0)[..., None]

    @cached_property
    def followed(self) -> Bools:
        """The pairs of `rival` in which the class of the value was answered (R, N, K)."""
        return self.rival & (self.said == np.arange(self.levels))

    def only(self, keep: Bools) -> "Outcome":
        """Return the outcome of some replicates (R,)."""
        shared = {"order", "labels", "clusters"}
        return replace(self, **{f.name: getattr(self, f.name)[keep] for f in fields(self) if f.name not in shared})
