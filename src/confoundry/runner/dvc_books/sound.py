"""Damaged files in DVC's cache, whose hash is not the one in their name. DVC itself trusts every read-only file."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from confoundry.runner.rehash import md5_of

HASH = "md5"  # DVC before 3.0 used another hash; its files are left to DVC


def drop_damaged(stage: Any) -> bool:
    """Remove damaged files of a stage's outputs from the cache, and print a note.

    Returns:
        Whether there were any. If so, outputs that were restored from them are damaged too.
    """
    damaged = [path for path, digest in _copies(stage) if path.is_file() and md5_of(path) != digest]
    for path in damaged:
        path.unlink(missing_ok=True)
    if damaged:
        files = f"{len(damaged)} damaged files" if len(damaged) > 1 else "a damaged file"
        print(f"note: removed {files} of {stage.addressing} from DVC's cache", file=sys.stderr)
    return bool(damaged)


def _copies(stage: Any) -> Iterator[tuple[Path, str]]:
    """Return the path in the cache and the hash of each file of a stage's outputs."""
    for out in stage.outs:
        if out.protocol == "local" and out.hash_name == HASH and out.obj is not None:
            inner = [info.value for _, _, info in out.obj] if out.hash_info.isdir else []
            for digest in dict.fromkeys([out.hash_info.value, *inner]):
                yield Path(out.cache.oid_to_path(digest)), digest.removesuffix(".dir")
