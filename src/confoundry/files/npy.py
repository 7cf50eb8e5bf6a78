"""Reads headers of NumPy array files without evaluating them (plain numbers only, never pickles), and writes arrays."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from confoundry.files.bounded import Stream

MAGIC = b"\x93NUMPY"
MAX_HEADER = 4096  # bytes; a real one takes about 120

ENTRY = r"'(descr|fortran_order|shape)'\s*:\s*('[^']{1,16}'|True|False|\([\d\s,]{0,200}\))\s*(?:,\s*)?"
INTEGERS = re.compile(r"'[<>=|][iu][1248]'")
NUMBERS = re.compile(r"'[<>=|](b1|[iu][1248]|f[248])'")


@dataclass(frozen=True)
class Header:
    """The header of an array file.

    Attributes:
        dtype: An integer type or, if allowed, floats or booleans.
        order: `C` (last dimension fastest) or `F`.
        shape: Its dimensions, none of them 0.
        length: The header's size in bytes.
    """

    dtype: np.dtype
    order: str
    shape: tuple[int, ...]
    length: int


def read_header(stream: Stream, *, floats: bool = False) -> Header:
    """Read the header of a .npy stream (numpy.lib.format, versions 1 to 3); the data follow it.

    Args:
        stream: The stream, at its beginning.
        floats: Whether floats and booleans are allowed besides integers.

    Raises:
        ValueError: The header is damaged, or the array is not of an allowed type.
    """
    start = stream.read(8)
    width = {1: 2, 2: 4, 3: 4}.get(start[6] if len(start) == 8 else 0)
    if start[:6] != MAGIC or width is None:
        raise ValueError("no NumPy array")
    text = _text(stream, width)
    entries = dict(re.findall(ENTRY, text))
    if not re.fullmatch(rf"\{{\s*({ENTRY})*\}}\s*", text) or len(entries) < 3:
        raise ValueError(f"a header that is not a plain array's ({text.strip()[:60]})")
    if "O" in entries["descr"]:
        raise ValueError("Python objects (a pickle), which are never loaded")
    return _header(entries, 8 + width + len(text), floats)


def _text(stream: Stream, width: int) -> str:
    field = stream.read(width)
    if len(field) < width:
        raise ValueError("an array that ends within its header")
    (length,) = struct.unpack("<H" if width == 2 else "<I", field)
    if length > MAX_HEADER:
        raise ValueError(f"a header of {length:,} bytes")
    raw = stream.read(length)
    if len(raw) < length:
        raise ValueError("an array that ends within its header")
    return raw.decode("latin-1")


def _header(entries: dict[str, str], length: int, floats: bool) -> Header:
    descr, shape = entries["descr"], tuple(int(digits) for digits in re.findall(r"\d+", entries["shape"]))
    if floats and not NUMBERS.fullmatch(descr):
        raise ValueError(f"an array of type {descr}, not of numbers")
    if not floats and not INTEGERS.fullmatch(descr):
        raise ValueError(f"an array of type {descr}, not of integers (for images in [0, 1]: (x * 255).astype('uint8'))")
    if 0 in shape:
        raise ValueError(f"an array without data ({'×'.join(map(str, shape))})")
    return Header(np.dtype(descr.strip("'")), "F" if entries["fortran_order"] == "True" else "C", shape, length)


def write_array(array: NDArray, path: Path) -> None:
    """Write an array (C order) as .npy; unlike `numpy.save`, it reports disk errors precisely and makes no copy."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)
