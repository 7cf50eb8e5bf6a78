"""PROPERTIES: the name of each measured property (`property_<name>` in the manifest), and its function.

A function takes images (n, h, w, c) in [0, 1] and returns (n,) float64, NaN where an image does not have the property.
An image's value depends only on its own pixels.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from confoundry.properties.border_content import border_content
from confoundry.properties.brightness import brightness
from confoundry.properties.contrast import contrast
from confoundry.properties.light_direction import light_direction

PROPERTIES: dict[str, Callable[[NDArray[np.floating]], NDArray[np.float64]]] = {
    "border_content": border_content,
    "brightness": brightness,
    "contrast": contrast,
    "light_direction": light_direction,
}
