"""Reads zips of NumPy arrays (.npz) within bounds: numbers and text only, no pickles, no decompression bombs."""

import math
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.files.bounded import most_inflated, opened, read_exactly, size_of
from confoundry.files.npy import UnusableType, read_header

ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what NumPy writes
KIND = ("a zip of NumPy arrays (.npz)", "write it with numpy.savez")  # what is expected, and the remedy
NO_REMEDIES: Mapping[str, str] = {}


def read_npz(path: Path, names: Sequence[str], remedies: Mapping[str, str] = NO_REMEDIES) -> dict[str, NDArray[Any]]:
    """Read the named arrays, as far as the file has them: numbers, booleans, or text of a fixed length.

    Args:
        path: The file.
        names: Of the arrays to read.
        remedies: What to do where an array holds neither numbers nor text, by its name.

    Raises:
        BadInput: The file is missing, damaged, past its bounds, names an array twice, or one of the arrays holds
            something else.
    """
    with opened(path, *KIND) as file:
        there = size_of(file)
        with zipfile.ZipFile(file) as archive:
            found = [member.filename.removesuffix(".npy") for member in archive.infolist()]
            if twice := [name for name in names if found.count(name) > 1]:
                raise ValueError(f"several arrays called {twice[0]}")
            members = dict(zip(found, archive.infolist(), strict=True))
            arrays: dict[str, NDArray[Any]] = {}
            for name in [name for name in names if name in members]:
                try:
                    arrays[name] = _array(archive, members[name], there)
                except UnusableType as error:
                    expected, remedy = f"{name} of numbers or text", remedies.get(name, "save it as numbers")
                    raise BadInput(path, expected=expected, came=str(error), remedy=remedy) from None
            return arrays


def names_in(path: Path) -> list[str]:
    """Return the names of the arrays in a file.

    Raises:
        BadInput: It is no zip.
    """
    with opened(path, *KIND) as file, zipfile.ZipFile(file) as archive:
        return [name.removesuffix(".npy") for name in archive.namelist()]


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, there: int) -> NDArray[Any]:
    try:
        _check_member(member, there)
        with archive.open(member) as stream:
            header = read_header(stream)
            size = math.prod(header.shape) * header.dtype.itemsize
            if header.length + size != member.file_size:
                came = f"{member.file_size:,} bytes where its header announces {header.length + size:,}"
                raise ValueError(came)
            flat = np.frombuffer(read_exactly(stream, size), header.dtype)
    except UnusableType:
        raise
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
