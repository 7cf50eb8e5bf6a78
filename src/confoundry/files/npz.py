"""Reads zips of NumPy arrays (.npz) within bounds: only numbers, no pickles, no decompression bombs."""

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from confoundry.files.bounded import most_inflated, opened, read_exactly, size_of
from confoundry.files.npy import read_header

ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what NumPy writes


Integers = NDArray[np.integer[Any]]


@overload
def read_npz(path: Path, names: Sequence[str], *, floats: Literal[False] = False) -> dict[str, Integers]: ...
@overload
def read_npz(path: Path, names: Sequence[str], *, floats: bool) -> dict[str, NDArray[Any]]: ...
def read_npz(path: Path, names: Sequence[str], *, floats: bool = False) -> dict[str, Any]:
    """Read the named arrays that the file has: integers or, with `floats`, any numbers.

    Raises:
        BadInput: The file is missing, damaged or too large, or an array is not of plain integers (or numbers).
    """
    with opened(path, "a zip of NumPy arrays (.npz)", "write it with numpy.savez") as file:
        there = size_of(file)
        with zipfile.ZipFile(file) as archive:
            members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
            return {name: _array(archive, members[name], there, floats) for name in names if name in members}


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, there: int, floats: bool) -> NDArray[Any]:
    try:
        _check_member(member, there)
        with archive.open(member) as stream:
            header = read_header(stream, floats=floats)
            size = math.prod(header.shape) * header.dtype.itemsize
            if header.length + size != member.file_size:
                came = f"{member.file_size:,} bytes where its header announces {header.length + size:,}"
                raise ValueError(came)
            flat = np.frombuffer(read_exactly(stream, size), header.dtype)
    except ValueError as error:
        raise ValueError(f"{member.filename[:40]}: {error}") from None
    return flat.reshape(header.shape, order="F" if header.order == "F" else "C")


def _check_member(member: zipfile.ZipInfo, there: int) -> None:
    """Refuse a member that the zip's directory shows to be unsafe, before anything of it is read."""
    if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
        raise ValueError("encrypted, or compressed in a way that NumPy does not use")
    compressed = min(member.compress_size, there)
    limit = compressed if member.compress_type == zipfile.ZIP_STORED else most_inflated(compressed)
    if member.file_size > limit:
        raise ValueError(f"{member.file_size:,} bytes announced where at most {limit:,} can be there")
