"""Pictures that lie in the page itself."""

import base64
import io

from PIL import Image

LARGEST = 96  # pixels a side: what a strip shows


def as_address(png: bytes) -> str:
    """Return a PNG as an address that holds the picture itself."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def small_png(picture: Image.Image) -> bytes:
    """Return a picture as PNG, made smaller where a side is longer than LARGEST."""
    if max(picture.size) > LARGEST:
        picture = picture.copy()
        picture.thumbnail((LARGEST, LARGEST))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
