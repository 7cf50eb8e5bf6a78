"""Nothing is planted: the recipe on the data as they are."""

from typing import Any, ClassVar, Literal

import numpy as np

from confoundry.confounds.base import Images, Values
from confoundry.confounds.painted import Painted


class Nothing(Painted):
    """The identity, with one value; it is trained in the control arm alone and no class has a value."""

    noun: ClassVar[str] = "picture"
    easier: ClassVar = {}

    levels: Literal[1] = 1  # pyright: ignore[reportIncompatibleVariableOverride]
    map: None = None  # pyright: ignore[reportIncompatibleVariableOverride]

    def strokes(self, height: int, width: int) -> tuple[()]:  # noqa: ARG002
        """Return that nothing is needed."""
        return ()

    def paint(self, xp: Any, images: Any, *strokes: Any) -> Any:  # noqa: ARG002
        """Return the images as they came."""
        return images

    def measure(self, images: Images) -> Values:
        """Return the one value, 0, for each image."""
        return np.zeros(len(images), np.int64)

    def value_name(self, value: int) -> str:  # noqa: ARG002
        """Return what the one value looks like."""
        return "as it is"
