"""No shortcut: the variants are trained on the unchanged images."""

from typing import Any, ClassVar, Literal

import numpy as np

from confoundry.confounds.base import Images, Values
from confoundry.confounds.painted import Painted


class Nothing(Painted):
    """The identity, with a single value. It is trained only in the control arm, and no class has a value."""

    noun: ClassVar[str] = "picture"
    easier: ClassVar = {}

    levels: Literal[1] = 1  # pyright: ignore[reportIncompatibleVariableOverride]
    map: None = None  # pyright: ignore[reportIncompatibleVariableOverride]

    def parameters(self, height: int, width: int) -> tuple[()]:  # noqa: ARG002
        """Return nothing: the one value needs no parameters."""
        return ()

    def paint(self, xp: Any, images: Any, *parameters: Any) -> Any:  # noqa: ARG002
        """Return the images unchanged."""
        return images

    def measure(self, images: Images) -> Values:
        """Return the one value, 0, for each image."""
        return np.zeros(len(images), np.int64)

    def value_name(self, value: int) -> str:  # noqa: ARG002
        """Return a description of the one value."""
        return "as it is"
