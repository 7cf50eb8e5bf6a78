"""What is made once for all of pytest's processes: the first that needs it makes it, the others wait."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.costs import apart


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that pytest's processes share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(folder: Path, make: Callable[[Path], object]) -> tuple[Path, object]:
    """Return a folder and what `make` returned (plain values), which is called with it in one process alone."""
    record = folder.with_suffix(".json")
    with FileLock(folder.with_suffix(".lock")):
        if not record.exists():
            record.write_text(json.dumps({"failed": True}), encoding="utf-8")
            folder.mkdir(parents=True)
            with apart("made once for all"):
                value = make(folder)
            record.write_text(json.dumps({"failed": False, "value": value}), encoding="utf-8")
    found = json.loads(record.read_text(encoding="utf-8"))
    if found["failed"]:
        pytest.fail(f"{folder.name} could not be made; the test that tried says why")
    return folder, found["value"]
