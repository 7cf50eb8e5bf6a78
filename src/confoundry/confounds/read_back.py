"""Whether a confound's value can be measured in the images and, if not, which settings make it possible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import floor, log10
from typing import Any

import numpy as np
from pydantic import ValidationError
from scipy.stats import binomtest

from confoundry.confounds.base import Confound, Images, Pictures
from confoundry.errors import NotFit

READ_BACK = 0.95  # share of the images whose value must be measured correctly
SURE = 0.99  # confidence that the share is lower, if only a few images were tried
VALUES = 8  # at most this many values are tried for each image
TRIED = 256  # other settings are tried on at most this many images …
PIXELS = 1 << 21  # … and at most this many pixel values


@dataclass(frozen=True)
class ReadBack:
    """How often a confound's value was measured correctly.

    Attributes:
        right: Number of renderings whose value was measured correctly.
        renderings: Number of renderings.
        images: Number of images in these renderings.
    """

    right: int
    renderings: int
    images: int

    @property
    def enough(self) -> bool:
        """Whether the value of at least 95% of the renderings was measured correctly."""
        return self.right >= READ_BACK * self.renderings

    @property
    def hopeless(self) -> bool:
        """Whether the share is confidently below 95%. Renderings of one image are alike, so images are counted."""
        right = min(self.images, int(np.ceil(self.images * self.right / self.renderings)))
        interval = binomtest(right, self.images, alternative="less").proportion_ci(SURE, "exact")
        return bool(interval.high < READ_BACK)

    def __str__(self) -> str:
        """Return the counts and the limit as text."""
        of = f"{self.renderings:,} images"
        if self.renderings > self.images:
            of = f"{self.renderings:,} renderings of {self.images:,} images"
        return f"its value was measured correctly in {self.right:,} of {of}, at least {100 * READ_BACK:.0f}% is needed"


def read_back(confound: Confound, images: Images) -> ReadBack:
    """Add up to 8 values to each image (n, h, w, c), in [0, 1], and measure them."""
    each = min(confound.levels, VALUES)
    start = np.arange(len(images))
    right = 0
    for turn in range(each):
        values = (start + turn * confound.levels // each) % confound.levels
        right += int((confound.measure(confound.apply(images, values)) == values).sum())
    return ReadBack(right, each * len(images), len(images))


def not_planted(name: str, confound: Confound, found: ReadBack, images: Pictures) -> NotFit:
    """Return the error for a confound that cannot be measured, with settings that work, tried on the images."""
    return NotFit(f"{name} cannot be measured in the images: {found}; {_what_helps(name, confound, images)}")


def _what_helps(name: str, confound: Confound, images: Pictures) -> str:
    """Return the settings that work. Only as many images are tried as take a few seconds."""
    most = int(np.clip(PIXELS // int(np.prod(images.shape[1:])), 1, TRIED))
    some = images[np.linspace(0, len(images) - 1, min(most, len(images))).astype(int)]
    ladders = {setting: list(_ladder(confound, setting)) for setting in confound.easier}
    found = [_first([{setting: value} for value in ladder], confound, some) for setting, ladder in ladders.items()]
    works = [one for one in found if one]
    if not works:
        filled = zip_longest(*ladders.values())
        last = {setting: ladder[-1] for setting, ladder in ladders.items() if ladder}
        steps = [
            {setting: last[setting] if value is None else value for setting, value in zip(last, step, strict=True)}
            for step in filled
        ]
        both = _first(steps, confound, some) if len(last) > 1 else None
        works = [both] if both else []
    if not works:
        tried = " and ".join(f"a {'smaller' if way < 0 else 'larger'} `{one}`" for one, way in confound.easier.items())
        return f"{tried} did not help on these images; remove {name} from study.confounds, or use other images"
    choices = " or ".join(" with ".join(f"`{one}: {value:g}`" for one, value in work.items()) for work in works)
    return f"on these images {choices} works: change confounds.{name} in params.yaml"


def _first(changes: Sequence[dict[str, float]], confound: Confound, images: Images) -> dict[str, float] | None:
    """Return the first change of settings whose values can be measured in the images."""
    for change in changes:
        changed = _changed(confound, change)
        if changed and read_back(changed, images).enough:
            return change
    return None


def _ladder(confound: Confound, setting: str) -> Iterator[float]:
    """Yield easier values of a setting, in steps of one in the leading digit: 0.3, 0.4, …, 1."""
    value, way = float(getattr(confound, setting)), confound.easier[setting]
    whole = isinstance(getattr(confound, setting), int)
    while True:
        unit = 10.0 ** floor(log10(value))
        if way < 0 and np.isclose(value, unit):
            unit /= 10
        if whole and unit < 1:
            return
        value = (np.floor(value / unit + 1e-9) + 1) * unit if way > 0 else (np.ceil(value / unit - 1e-9) - 1) * unit
        value = round(float(value), 6)
        if value <= 0 or not _changed(confound, {setting: int(value) if whole else value}):
            return
        yield int(value) if whole else value


def _changed(confound: Confound, settings: dict[str, Any]) -> Confound | None:
    """Return a confound with other settings; None if they are out of range."""
    try:
        return type(confound).model_validate(confound.model_dump() | {"map": None} | settings)
    except ValidationError:
        return None
