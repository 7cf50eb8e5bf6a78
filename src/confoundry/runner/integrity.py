"""A path that dvc.lock names, and whether it is still what it was, byte for byte."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Literal

Hashes = Mapping[Path, str | None]  # of files; None where one cannot be read


@dataclass(frozen=True)
class Stored:
    """A file of DVC's cache, and the hash that its name promises."""

    path: Path
    digest: str
    needed: bool = True  # else it is fine where it is not there

    def state(self, hashes: Hashes) -> Literal["same", "missing", "damaged"]:
        """Return what became of it."""
        if self.path not in hashes:
            return "missing" if self.needed else "same"
        return "same" if hashes[self.path] == self.digest else "damaged"


@dataclass(frozen=True)
class Entry:
    """A path that dvc.lock names.

    Attributes:
        path: As people write it, seen from where they are.
        digest: The recorded hash; it ends in `.dir` for a folder.
        stages: Whose record names it: the one that writes it, or all that read it.
        output: Whether a stage writes it.
        here: Its files by name, one called "" where it is no folder; None where nothing is there.
        recorded: The recorded hash of each file of a folder, by name, where the cache tells.
        stored: Its files in the cache.
        cached: Whether DVC is to keep it in the cache.
        tracked: Whether Git has it.
    """

    path: str
    digest: str
    stages: tuple[str, ...]
    output: bool
    here: Mapping[str, Path] | None
    recorded: Mapping[str, str] = field(default_factory=dict)
    stored: tuple[Stored, ...] = ()
    cached: bool = False
    tracked: bool = False

    @property
    def files(self) -> list[Path]:
        """All files that are to be hashed."""
        return [*(self.here or {}).values(), *(one.path for one in self.stored)]


def differing(entry: Entry, hashes: Hashes) -> list[str] | None:
    """Return the names of the files that are not as recorded, empty where nobody knows which; None where all are."""
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
    """Return the hash that DVC gives a folder: that of the JSON list of its files, by name."""
    listed = [{"md5": digest, "relpath": name} for name, digest in sorted(files.items())]
    return md5(json.dumps(listed, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + ".dir"
