"""IDX files, the format of MNIST: a few header bytes, then an array of bytes; gzipped or not."""

import gzip
import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from confoundry.files.bounded import Stream, most_inflated, opened, read_exactly, size_of

BYTES = 0x08  # the header's code for unsigned bytes
GZIP = b"\x1f\x8b"


def read_idx(path: Path, *, dimensions: int) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, gzipped or not (detected from its first bytes, not its name).

    The format: two zero bytes, the type's code, the number of dimensions, each dimension as a big-endian uint32, data
    (yann.lecun.com/exdb/mnist).

    Args:
        path: The file.
        dimensions: How many dimensions it must have: 3 for images (n, h, w), 1 for labels (n,).

    Raises:
        BadInput: The file is missing, damaged, too large, or does not match its header.
    """
    expected = f"an IDX file of unsigned bytes in {dimensions} dimension{'s' if dimensions > 1 else ''}"
    with opened(path, expected, "download or export it again") as file:
        there = size_of(file)
        if file.read(2) == GZIP:
            file.seek(0)
            with gzip.GzipFile(fileobj=file) as stream:
                return _read(stream, dimensions, most_inflated(there))
        file.seek(0)
        return _read(file, dimensions, there)


def _read(stream: Stream, dimensions: int, limit: int) -> NDArray[np.uint8]:
    shape = _shape(stream, dimensions)
    size = math.prod(shape)
    if size > limit:
        raise ValueError(f"a header that announces {size:,} bytes where at most {limit:,} can be there")
    return np.frombuffer(read_exactly(stream, size), np.uint8).reshape(shape)


def _shape(stream: Stream, dimensions: int) -> tuple[int, ...]:
    magic = stream.read(4)
    if magic != bytes([0, 0, BYTES, dimensions]):
        raise ValueError(f"one that starts with the bytes {magic.hex(' ') or '(none)'}")
    header = stream.read(4 * dimensions)
    if len(header) < 4 * dimensions:
        raise ValueError("one that ends within its header")
    shape = struct.unpack(f">{dimensions}I", header)
    if 0 in shape:
        raise ValueError(f"one without data ({'×'.join(map(str, shape))})")
    return shape
