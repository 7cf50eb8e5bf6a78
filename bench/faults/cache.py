"""What has been measured of a program, kept under the hash of all that decides it: a killed run goes on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".tmp" / "faults"
BUILDING = ["settings", "datasets", "readers", "preparing", "scoring", "architectures", "layers", "functional"]
BUILDING += ["subclassed", "compiling", "killing"]


@cache
def code(paths: tuple[Path, ...]) -> str:
    """Return the hash of some files and folders of Python code."""
    files = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def building() -> str:
    """Return the hash of the code that decides what a generated program computes."""
    return code(tuple(HERE / f"{name}.py" for name in BUILDING))


def place(kind: str, words: Sequence[object], suffix: str = ".json") -> Path:
    """Return where something of that kind is kept, which these words decide."""
    digest = hashlib.sha256("\0".join(map(str, words)).encode()).hexdigest()
    return FOLDER / kind / f"{digest[:24]}{suffix}"


def stored(path: Path) -> dict[str, Any] | None:
    """Return what is kept there, if anything is."""
    return json.loads(path.read_text()) if path.exists() else None


def store(path: Path, content: bytes) -> None:
    """Keep something, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
