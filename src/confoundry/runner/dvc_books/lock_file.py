"""DVC's file of locked paths, written whole or not at all: DVC writes it in place, and a kill would break it."""

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
    """The local file system as DVC knows it; only the file of locked paths is written beside itself, and then moved.

    One that holds no JSON reads as one without locks: a DVC that was killed left it half written, since each process
    that reads or writes it holds DVC's guard of it.

    Attributes:
        instead: Texts that are read in the place of files, by absolute path: to plan what is not written yet.
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
