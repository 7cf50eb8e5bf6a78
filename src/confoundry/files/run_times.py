"""How long stages took, and how long those take that have not run: files in `.runs/`, no output of a stage."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

RUNS = Path(".runs")
TIMES, ESTIMATES = RUNS / "times.json", RUNS / "estimates.json"  # stage → seconds


def own_folder(path: Path) -> Path:
    """Make a folder that Git ignores, in whatever repository it lies."""
    path.mkdir(parents=True, exist_ok=True)
    ignored = path / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    return path


def read_seconds(path: Path) -> dict[str, float]:
    """Return the seconds by stage; none where the file is missing or broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def add_seconds(path: Path, seconds: Mapping[str, float]) -> None:
    """Add seconds by stage to a file; fine where the disk does not take them."""
    known = read_seconds(path) | {name: round(one, 1) for name, one in seconds.items()}
    scratch = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        try:
            own_folder(path.parent)
            scratch.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
