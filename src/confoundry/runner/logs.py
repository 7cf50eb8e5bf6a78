"""Log files in `.runs/`: one for each stage of each run."""

import os
import re
import shutil
import time
from pathlib import Path
from urllib.parse import quote

from confoundry.files.run_times import RUNS, own_folder

KEPT = 20  # runs
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")


def new_run(root: Path) -> Path:
    """Make a folder for a run's logs, and remove the folders of old runs."""
    runs = own_folder(root / RUNS)
    folder = runs / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(path for path in runs.iterdir() if path.is_dir())[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def log_file(run: Path, step: str) -> Path:
    """Return the log file of a step."""
    return run / f"{quote(step, safe='@')}.log"


def last_lines(path: Path, start: int, count: int) -> tuple[str, ...]:
    """Return the last non-empty lines after byte `start`, without control characters."""
    try:
        with path.open("rb") as file:
            file.seek(max(start, path.stat().st_size - 100_000))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ()
    lines = (CONTROL.sub("", line.rpartition("\r")[2]).rstrip() for line in text.split("\n"))
    return tuple([line for line in lines if line][-count:])
