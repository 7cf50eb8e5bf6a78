"""Hashing files again, without using any recorded or cached hash."""

import hashlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from confoundry.runner.integrity import Entry, Hashes

BLOCK = 2**20


def rehash(entries: Iterable[Entry], done: Callable[[], None] = lambda: None) -> Hashes:
    """Read every file of the entries and return its MD5. Missing files are left out.

    Args:
        entries: The paths in dvc.lock.
        done: Called after each file.
    """
    paths = list(dict.fromkeys(path for entry in entries for path in entry.files if path.is_file()))
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        hashes = {}
        for path, digest in zip(paths, threads.map(md5_of, paths), strict=True):
            hashes[path] = digest
            done()
    return hashes


def md5_of(path: Path) -> str | None:
    """Return a file's MD5; None if it cannot be read."""
    digest = hashlib.md5(usedforsecurity=False)
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError:  # a failing disk
        return None
    return digest.hexdigest()
