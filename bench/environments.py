"""The environments that sides run in, and what the machine and they are."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SIDES = Path(__file__).parent / "sides"
PACKAGES = {
    "own": ("keras", "numpy", "tensorflow"),
    "torch": ("numpy", "torch"),
    "jax": ("jax", "jaxlib", "numpy", "optax"),
}
ASK = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"


def interpreter(environment: str) -> Path | None:
    """Return an environment's Python; None where `make bench-torch` has not made it."""
    if environment == "own":
        return Path(sys.executable)
    path = ROOT / f".venv-{environment}" / "bin" / "python"
    return path if path.exists() else None


def versions() -> dict[str, dict[str, str]]:
    """Return the versions of what each environment computes with."""
    found = {}
    for name, packages in PACKAGES.items():
        if python := interpreter(name):
            done = subprocess.run([python, "-c", ASK, *packages], capture_output=True, text=True, check=True)
            found[name] = json.loads(done.stdout)
    return found


def machine() -> dict[str, Any]:
    """Return what the machine is, and its load before anything was measured: 0 where it does nothing else."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown"
