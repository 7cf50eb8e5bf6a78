"""The environment of stages: their checkout's code, and the interpreter that runs us."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def environment(root: Path, base: Mapping[str, str]) -> dict[str, str]:
    """Return `base` with PATH beginning with the running interpreter's directory, and PYTHONPATH with `<root>/src`.

    With an editable install a second checkout would import the code of the first, and DVC hash another than runs.
    """
    env = dict(base)
    env["PATH"] = _first(str(Path(sys.executable).parent), env.get("PATH", os.defpath))
    if (root / "src").is_dir():
        env["PYTHONPATH"] = _first(str(root / "src"), env.get("PYTHONPATH", ""))
    return env


def _first(entry: str, paths: str) -> str:
    return os.pathsep.join([entry, *(path for path in paths.split(os.pathsep) if path and path != entry)])
