"""The environment variables of stages: the code of their own checkout, and the running interpreter."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def environment(root: Path, base: Mapping[str, str]) -> dict[str, str]:
    """Return `base` with the running interpreter's folder first in PATH, and `<root>/src` first in PYTHONPATH.

    Otherwise, with an editable install, a second checkout would run the code of the first while DVC hashes its own.
    """
    env = dict(base)
    env["PATH"] = _first(str(Path(sys.executable).parent), env.get("PATH", os.defpath))
    if (root / "src").is_dir():
        env["PYTHONPATH"] = _first(str(root / "src"), env.get("PYTHONPATH", ""))
    return env


def _first(entry: str, paths: str) -> str:
    return os.pathsep.join([entry, *(path for path in paths.split(os.pathsep) if path and path != entry)])
