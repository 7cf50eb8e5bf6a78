"""The base class of confounds. A confound is an image property that can be set to one of K values, and measured."""

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
    """Images (n, h, w, c), float32 in [0, 1], that may be read only when they are used."""

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
        """Return some of the images, by a slice or by row numbers."""
        ...


class Confound(Settings, ABC):
    """Base class of all confounds.

    Attributes:
        noun: Its name in a sentence, as in "where the light helps".
        order: Whether its values have an order: none, ordered, or circular.
        easier: The settings that make values easier to measure: 1 if a larger setting does, -1 if a smaller one does.
        levels: K, the number of values.
        map: The value of each class (class number → value). Without it, each replicate draws its own map.
    """

    noun: ClassVar[str]
    order: ClassVar[Literal["none", "ordered", "circular"]] = "none"
    easier: ClassVar[dict[str, Literal[1, -1]]] = {"levels": -1}

    levels: int = Field(default=10, ge=2, le=1000)
    map: dict[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None

    @abstractmethod
    def apply(self, images: Images, values: Values) -> Images:
        """Return the images (n, h, w, c), in [0, 1], each rendered with its value (n,). The input is not changed."""

    @abstractmethod
    def measure(self, images: Images) -> Values:
        """Return the value (n,) that each rendered image (n, h, w, c) shows, measured from its pixels."""

    @abstractmethod
    def value_name(self, value: int) -> str:
        """Return a short description of what a value looks like."""
