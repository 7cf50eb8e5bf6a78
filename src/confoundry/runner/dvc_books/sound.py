"""Files of DVC's cache that are not what their names promise: DVC itself trusts those that are read-only."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from confoundry.runner.rehash import md5_of

HASH = "md5"  # DVC before 3.0 had another, which is left to DVC


def drop_damaged(stage: Any) -> bool:
    """Remove from the cache what is damaged of a stage's outputs, whose hashes are known, and say so.

    Returns:
        Whether there was any: what was restored from it is damaged too, and what is saved next takes its place.
    """
    damaged = [path for path, digest in _copies(stage) if path.is_file() and md5_of(path) != digest]
    for path in damaged:
        path.unlink(missing_ok=True)
    if damaged:
        files = f"{len(damaged)} files" if len(damaged) > 1 else "a file"
        print(f"note: {files} of {stage.addressing} in DVC's cache had been damaged; removed", file=sys.stderr)
    return bool(damaged)


def _copies(stage: Any) -> Iterator[tuple[Path, str]]:
    """Return where the cache keeps each file of a stage's outputs, and its hash."""
    for out in stage.outs:
        if out.protocol == "local" and out.hash_name == HASH and out.obj is not None:
            inner = [info.value for _, _, info in out.obj] if out.hash_info.isdir else []
            for digest in dict.fromkeys([out.hash_info.value, *inner]):
                yield Path(out.cache.oid_to_path(digest)), digest.removesuffix(".dir")
