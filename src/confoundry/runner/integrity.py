"""A path in dvc.lock, and whether it is still as recorded, byte for byte."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Literal

Hashes = Mapping[Path, str | None]  # of files; None if a file cannot be read


@dataclass(frozen=True)
class CachedFile:
    """A file in DVC's cache, and the hash in its name."""

    path: Path
    digest: str
    needed: bool = True  # otherwise the file may be missing

    def state(self, hashes: Hashes) -> Literal["same", "missing", "damaged"]:
        """Return whether the file still has its hash."""
        if self.path not in hashes:
            return "missing" if self.needed else "same"
        return "same" if hashes[self.path] == self.digest else "damaged"


@dataclass(frozen=True)
class Entry:
    """A path in dvc.lock.

    Attributes:
        path: The path, relative to the current folder.
        digest: The recorded hash; it ends in `.dir` for a folder.
        stages: The stage that writes the path, or all stages that read it.
        output: Whether a stage writes it.
        here: Its files by name. A path that is not a folder has one file, named "". None if the path is missing.
        recorded: The recorded hash of each file of a folder, by name, if the cache has the list.
        stored: Its files in the cache.
        cached: Whether DVC keeps it in the cache.
        tracked: Whether Git tracks it.
    """

    path: str
    digest: str
    stages: tuple[str, ...]
    output: bool
    here: Mapping[str, Path] | None
    recorded: Mapping[str, str] = field(default_factory=dict)
    stored: tuple[CachedFile, ...] = ()
    cached: bool = False
    tracked: bool = False

    @property
    def files(self) -> list[Path]:
        """All files to hash."""
        return [*(self.here or {}).values(), *(one.path for one in self.stored)]


def differing(entry: Entry, hashes: Hashes) -> list[str] | None:
    """Return the names of the files that are not as recorded; empty if unknown which, None if all are as recorded."""
    if entry.here is None:
        return []
    found = {name: hashes.get(path) for name, path in entry.here.items()}
    if not entry.digest.endswith(".dir"):
        return None if found == {"": entry.digest} else []
    if folder_digest(found) == entry.digest:
        return None
    names = {*found, *entry.recorded} if entry.recorded else set()
    return sorted(name for name in names if found.get(name) != entry.recorded.get(name))


def folder_digest(files: Mapping[str, str | None]) -> str:
    """Return the hash that DVC gives a folder: the hash of the JSON list of its files, sorted by name."""
    listed = [{"md5": digest, "relpath": name} for name, digest in sorted(files.items())]
    return md5(json.dumps(listed, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + ".dir"
