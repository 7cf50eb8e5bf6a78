"""The base class of networks: settings that build a compiled Keras model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from confoundry.settings import Settings

if TYPE_CHECKING:
    import keras

InputShape = tuple[int, int, int]  # height, width, channels


class Network(Settings, ABC):
    """Base class of all networks. Keras is imported only in `build`, so that settings can be checked without it."""

    @abstractmethod
    def build(self, input_shape: InputShape, classes: int) -> keras.Model:
        """Return a compiled model from float32 images (n, h, w, c) in [0, 1] to class scores (n, classes).

        Initial weights are drawn from Keras' global seed, which the caller sets.
        """
