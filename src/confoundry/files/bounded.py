"""Reads files within bounds, and reports anything wrong with them as one BadInput."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from confoundry.errors import PASSING, BadInput

MAX_BYTES = 16 * 2**30  # of one array; real data sets of several GiB stay well below
MAX_RATIO = 250  # inflated over compressed; real images shrink 2 to 120 times (120 for pure black and white)
ANY_RATIO = 64 * 2**20  # bytes up to which any ratio is allowed: sorted labels shrink a thousand times
CHUNK = 2**20


DAMAGE = (
    OSError,  # gzip's errors too
    EOFError,
    MemoryError,
    OverflowError,
    RuntimeError,  # from zipfile, for unsupported features
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class Stream(Protocol):
    """A source of bytes: a file, or a gzip or zip member while it is inflated."""

    def read(self, size: int, /) -> bytes:
        """Return at most that many bytes; none at the end."""
        ...


@contextmanager
def opened(path: Path, expected: str, remedy: str) -> Iterator[BinaryIO]:
    """Open an untrusted file; a ValueError, or a library's error on damaged files, becomes a BadInput.

    Args:
        path: The file.
        expected: What it should be.
        remedy: How to fix it if it is not.

    Raises:
        BadInput: The file is missing, empty, not a regular file, or reading it fails.
    """
    try:
        _check_regular(path)
        with path.open("rb") as file:
            if size_of(file) == 0:
                raise ValueError("an empty file")
            yield file
    except PASSING:
        raise
    except DAMAGE as error:
        came = " ".join(str(error).split()) or type(error).__name__
        if isinstance(error, OSError) and error.strerror:
            came = error.strerror.lower()
        raise BadInput(path, expected=expected, came=came, remedy=remedy) from None


def _check_regular(path: Path) -> None:
    """Refuse folders, and pipes and devices, which could block or never end."""
    if path.is_dir():
        raise ValueError("a folder")
    if not path.exists():
        raise ValueError("nothing there")
    if not path.is_file():
        raise ValueError("something that is no regular file")


def size_of(file: BinaryIO) -> int:
    """Return how many bytes an open file has on disk."""
    return os.fstat(file.fileno()).st_size


def most_inflated(compressed: int) -> int:
    """Return how many bytes may be inflated from this many compressed ones; more would be a decompression bomb."""
    return min(MAX_BYTES, max(ANY_RATIO, MAX_RATIO * compressed))


def read_exactly(stream: Stream, size: int) -> bytearray:
    """Read `size` bytes in chunks, so that memory grows with the actual data and not with what a header announces.

    Raises:
        ValueError: There are fewer or more bytes.
    """
    data = bytearray()
    while len(data) < size:
        chunk = stream.read(min(CHUNK, size - len(data)))
        if not chunk:
            raise ValueError(f"{len(data):,} bytes of data where its header announces {size:,}")
        data += chunk
    if stream.read(1):  # also lets gzip and zip compare their checksums
        raise ValueError(f"more than the {size:,} bytes of data that its header announces")
    return data
