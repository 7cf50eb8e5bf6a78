"""Reads headers of NumPy array files without evaluating them (numbers and text, never pickles), and writes arrays."""

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
USABLE = re.compile(r"'[<>=|](b1|[iu][1248]|f[248]|[US]\d{1,6})'")


class UnusableType(ValueError):
    """An array of neither numbers nor text: nothing of its data is read."""


@dataclass(frozen=True)
class Header:
    """The header of an array file.

    Attributes:
        dtype: Integers, floats, booleans, or text of a fixed length.
        order: `C` (last dimension fastest) or `F`.
        shape: Its dimensions, none of them 0.
        length: The header's size in bytes.
    """

    dtype: np.dtype
    order: str
    shape: tuple[int, ...]
    length: int


def read_header(stream: Stream) -> Header:
    """Read the header of a .npy stream (numpy.lib.format, versions 1 to 3); the data follow it.

    Raises:
        UnusableType: The array holds neither numbers nor text.
        ValueError: The header is damaged.
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
        raise UnusableType("Python objects (a pickle), which are never loaded")
    return _header(entries, 8 + width + len(text))


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


def _header(entries: dict[str, str], length: int) -> Header:
    descr, shape = entries["descr"], tuple(int(digits) for digits in re.findall(r"\d+", entries["shape"]))
    if not USABLE.fullmatch(descr):
        raise UnusableType(f"values of type {descr}")
    if 0 in shape:
        raise ValueError(f"an array without data ({'×'.join(map(str, shape))})")
    return Header(np.dtype(descr.strip("'")), "F" if entries["fortran_order"] == "True" else "C", shape, length)


def write_array(array: NDArray, path: Path) -> None:
    """Write an array (C order) as .npy; unlike `numpy.save`, it reports disk errors precisely and makes no copy."""
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)
