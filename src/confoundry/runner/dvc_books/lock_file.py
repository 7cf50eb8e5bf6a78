"""DVC's file of locked paths, written whole or not at all. DVC itself writes it in place, so a kill would break it."""

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from dvc.fs import LocalFileSystem
from dvc.rwlock import RWLOCK_FILE


class WholeLockFile(LocalFileSystem):
    """DVC's local file system, except that the file of locked paths is written to a temporary file and then moved.

    If that file is not JSON, it counts as empty: a killed DVC left it half-written. Every process that reads or writes
    it holds DVC's lock on it, so no other process is writing it.

    Attributes:
        instead: Texts that are read in place of files, by absolute path, to plan with unsaved settings.
    """

    instead: Mapping[Path, str] = MappingProxyType({})

    def open(self, path: Any, mode: Any = "r", **kwargs: Any) -> Any:
        """Return the open file."""
        if mode == "r" and (text := self.instead.get(Path(path).absolute())) is not None:
            return io.StringIO(text)
        if Path(path).name != RWLOCK_FILE:
            return super().open(path, mode, **kwargs)
        return _beside(Path(path)) if "w" in mode else io.StringIO(_json_or_empty(Path(path).read_text()))


@contextmanager
def _beside(path: Path) -> Iterator[IO[str]]:
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with scratch.open("w") as file:
            yield file
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _json_or_empty(text: str) -> str:
    try:
        json.loads(text)
    except ValueError:
        return "{}"
    return text
