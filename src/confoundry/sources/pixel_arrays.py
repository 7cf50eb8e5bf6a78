"""Checks arrays of pixels; for arrays that are not uint8 images, the error gives a fix in one line of NumPy."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput

MAX_SIDE = 16_384  # pixels
MIN_SIDE = 2  # pixels: on a smaller side, a shortcut cannot have a direction or a place
MAX_CHANNELS = 4
NARROW = 63  # a quarter of the range: if no pixel is above, the images were most likely not scaled
CHANNELS = (1, 3, 4)  # of images with the channels first

Named = tuple[str, NDArray[Any]]  # an array, and its name in remedies


def pixels(path: Path, arrays: Sequence[Named], *, least: int = MIN_SIDE) -> list[NDArray[np.uint8]]:
    """Return images as uint8 (n, h, w, c).

    Args:
        path: For error messages.
        arrays: The training images and, if any, the test images: uint8 (n, h, w) or (n, h, w, c).
        least: Minimum number of pixels per side.

    Raises:
        BadInput: The shape or type is different, the images are too small, or all values are 0 or 1.
    """
    for name, images in arrays:
        _check_shape(path, name, images, least)
    _check_values(path, arrays)
    found = [np.ascontiguousarray(images if images.ndim == 4 else images[..., None]) for _, images in arrays]
    sizes = ["×".join(f"{size:,}" for size in images.shape[1:]) for images in found]
    if len(set(sizes)) > 1:
        expected = f"test images of {sizes[0]}"
        raise BadInput(path, expected=expected, came=sizes[1], remedy="resize one of the two sets")
    return found


def index_of_first(name: str, bad: NDArray[np.bool_]) -> str:
    """Return the first position where a mask is true, such as `x_train[3, 0, 5]`."""
    return f"{name}[{', '.join(map(str, np.argwhere(bad)[0]))}]"


def scaled_up(name: str, high: float) -> str:
    """Return code that scales the largest value to 255."""
    return f"({name} * (255 / {high:.10g})).round().astype('uint8')"


def _check_shape(path: Path, name: str, images: NDArray[Any], least: int) -> None:
    expected = f"{name} as (n, h, w) or (n, h, w, c)"
    shape = "×".join(f"{size:,}" for size in images.shape)
    if images.ndim not in (3, 4):
        came = f"{images.ndim} dimensions" + (f" ({shape})" if images.ndim else "")
        raise BadInput(path, expected=expected, came=came, remedy=_reshaped(name, images))
    height, width, *channels = images.shape[1:]
    if channels and height in CHANNELS and channels[0] > MAX_CHANNELS:
        remedy = f"{name} = np.moveaxis({name}, 1, -1)"
        raise BadInput(path, expected=expected, came=f"{shape} with the channels first", remedy=remedy)
    if min(height, width) < least:
        expected = f"images of at least {least}×{least} pixels"
        came = f"{height:,}×{width:,}, too small to show a shortcut"
        raise BadInput(path, expected=expected, came=came, remedy=_reshaped(name, images))
    if max(height, width) > MAX_SIDE or (channels and channels[0] > MAX_CHANNELS):
        expected = f"{name} of at most {MAX_SIDE:,} pixels a side and {MAX_CHANNELS} channels"
        came = "×".join(f"{size:,}" for size in images.shape[1:])
        raise BadInput(path, expected=expected, came=came, remedy="make the images smaller, or remove channels")


def _reshaped(name: str, images: NDArray[Any]) -> str:
    """Return the fix for flattened images: code that makes them square, if their size allows it."""
    count = math.prod(images.shape[1:])
    side = math.isqrt(count)
    if images.ndim > 1 and side >= MIN_SIDE and side * side == count:
        square = f"{name} = {name}.reshape(-1, {side}, {side})"
        return f"{square}, if each row is a square image" if images.ndim == 2 else square
    return "save images with height and width"


def _check_values(path: Path, arrays: Sequence[Named]) -> None:
    """Check type and range of the pixels; the fix is the same for all arrays."""
    for name, images in arrays:
        if images.dtype.kind not in "biuf":
            remedy = "load the images, for example with PIL.Image.open"
            raise BadInput(path, expected=f"{name} of type uint8", came="text", remedy=remedy)
        if images.dtype.kind == "f" and not np.isfinite(images).all():
            bad = ~np.isfinite(images)
            came, where = f"{np.count_nonzero(bad):,} not finite", index_of_first(name, bad)
            remedy = f"{name} = np.nan_to_num({name}), or remove these images"
            raise BadInput(path, expected=f"numbers in {name}", came=f"{came}, the first at {where}", remedy=remedy)
    low = min(float(images.min()) for _, images in arrays)
    high = max(float(images.max()) for _, images in arrays)
    other = next((str(images.dtype) for _, images in arrays if images.dtype != np.uint8), None)
    if other is None and high > 1:
        return
    expected = "pixels of type uint8, from 0 to 255"
    if low == high:
        raise BadInput(path, expected=expected, came=f"{high:g} in all images", remedy="check how the images were read")
    remedy = "; ".join(f"{name} = {_scaled(name, images, low, high)}" for name, images in arrays)
    raise BadInput(path, expected=expected, came=f"{other or 'uint8'} from {low:g} to {high:g}", remedy=remedy)


def _scaled(name: str, images: NDArray[Any], low: float, high: float) -> str:
    """Return code that gives uint8 from 0 to 255."""
    if images.dtype == bool:
        return f"{name}.astype('uint8') * 255"
    if low < 0:
        shifted = f"({name} + {-low:.10g}) * (255 / {high - low:.10g})"
        return f"({shifted}).round().astype('uint8')"
    if high <= 1:
        return f"({name} * 255).round().astype('uint8')"
    if high <= NARROW or high > 255:
        return scaled_up(name, high)
    return f"{name}{'.round()' if images.dtype.kind == 'f' else ''}.astype('uint8')"
