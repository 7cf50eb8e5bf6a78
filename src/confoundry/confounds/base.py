"""What a confound is: a property of a picture that one can set to one of K values, and measure back."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from confoundry.settings import Settings

Images = NDArray[np.float32]  # (n, h, w, c), in [0, 1]
Values = NDArray[np.int64]  # (n,), in 0…levels-1


class Pictures(Protocol):
    """Images (n, h, w, c), float32 in [0, 1], that may be read only when they are asked for."""

    @property
    def shape(self) -> Sequence[int]:
        """Their shape."""
        ...

    @property
    def dtype(self) -> np.dtype:
        """Their type."""
        ...

    def __len__(self) -> int:
        """Their number."""
        ...

    def __getitem__(self, which: Any, /) -> Images:
        """Return some of them, by a slice or by row numbers."""
        ...


class Confound(Settings, ABC):
    """Base of all confounds.

    Attributes:
        noun: What it is called in a sentence, as in "where the light helps".
        order: How its values lie to each other: not at all, in a row, or around a circle.
        easier: The settings that make a value easier to read back: 1 where a larger one does, -1 where a smaller one.
        levels: K, the number of its values.
        map: The value of each class (class index → value); without it each replicate draws its own.
    """

    noun: ClassVar[str]
    order: ClassVar[Literal["none", "ordered", "circular"]] = "none"
    easier: ClassVar[dict[str, Literal[1, -1]]] = {"levels": -1}

    levels: int = Field(default=10, ge=2, le=1000)
    map: dict[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None

    @abstractmethod
    def apply(self, images: Images, values: Values) -> Images:
        """Return the images (n, h, w, c), in [0, 1], each rendered with its value (n,); the input stays as it is."""

    @abstractmethod
    def measure(self, images: Images) -> Values:
        """Return the value (n,) that each rendered image (n, h, w, c) shows, from its pixels alone."""

    @abstractmethod
    def value_name(self, value: int) -> str:
        """Return what a value looks like, in a few words."""
