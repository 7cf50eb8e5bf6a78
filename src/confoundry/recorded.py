"""The machine that computed the committed numbers: metrics/recorded.json. DVC does not track it: it may differ."""

import hashlib
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from confoundry.files.whole import write_text
from confoundry.paths import SUMMARY

RECORDED = Path("metrics/recorded.json")
PACKAGES = ("keras", "numpy", "tensorflow")
CPU = Path("/proc/cpuinfo")


def record() -> None:
    """Write metrics/recorded.json if it does not belong to the current metrics/summary.csv."""
    if not SUMMARY.exists():
        return
    results = hashlib.sha256(SUMMARY.read_bytes()).hexdigest()
    if _recorded().get("results") != results:
        write_text(RECORDED, json.dumps(_machine() | {"results": results}, indent=2, sort_keys=True) + "\n")


def _recorded() -> dict[str, Any]:
    try:
        found = json.loads(RECORDED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _processor() -> str:
    """Return the processor's name: from Python on macOS, from a file on Linux."""
    try:
        lines = CPU.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
