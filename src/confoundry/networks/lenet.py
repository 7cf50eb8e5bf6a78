"""LeNet-5 (Y. LeCun et al., 1998): tanh, average pooling, 6 and 16 filters of 5×5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from confoundry.errors import BadInput
from confoundry.networks.base import InputShape
from confoundry.networks.cnn import Cnn
from confoundry.networks.layers import Activation, Units

if TYPE_CHECKING:
    import keras


class Lenet(Cnn):
    """A `cnn` with these defaults. The first convolution keeps the image's size, the others use no padding."""

    activation: Activation = "tanh"
    filters: tuple[Units, ...] = Field(default=(6, 16), min_length=1)
    kernel: int = Field(default=5, ge=1, le=31)
    units: tuple[Units, ...] = (120, 84)

    def build(self, input_shape: InputShape, classes: int) -> keras.Model:
        """Return the compiled model.

        Raises:
            BadInput: The images are too small for the filters.
        """
        smallest = min(input_shape[:2])
        for _ in self.filters[1:]:
            smallest = -(-smallest // self.pool) - self.kernel + 1
        if smallest < 1:
            expected = f"images large enough for {len(self.filters)} convolutions of {self.kernel}×{self.kernel}"
            came = f"images of {input_shape[0]}×{input_shape[1]} pixels"
            raise BadInput(
                "the network lenet", expected=expected, came=came, remedy="set a smaller `kernel`, or use cnn"
            )
        return super().build(input_shape, classes)

    def padding(self, place: int) -> str:
        return "valid" if place else "same"

    def pooling(self) -> list[keras.layers.Layer]:
        import keras

        return [keras.layers.AveragePooling2D(self.pool, padding="same")] if self.pool > 1 else []
