"""PROPERTIES: the name of each measured property (`property_<name>` in the manifest), and its function.

A function takes pictures (n, h, w, c) in [0, 1] and gives (n,) float64, NaN where a picture does not have it. A
picture's figure depends on its own pixels alone.
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
