"""Images that are embedded in the page."""

import base64
import io

from PIL import Image

LARGEST = 96  # pixels per side


def as_address(png: bytes) -> str:
    """Return a PNG as a data URL."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def small_png(picture: Image.Image) -> bytes:
    """Return an image as PNG, scaled down if a side is longer than LARGEST."""
    if max(picture.size) > LARGEST:
        picture = picture.copy()
        picture.thumbnail((LARGEST, LARGEST))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
