"""`confoundry run --jobs 2` against `dvc repro`, the whole study from nothing, one after the other in a clone.

    python bench/run_vs_repro.py FOLDER [ROUNDS]

FOLDER is a clone of the project that may be thrown away. A Prefect server runs throughout; its start is not counted.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from confoundry.runner.environment import environment
from confoundry.runner.server import use_server

COMMANDS = {"dvc repro": ["dvc", "repro"], "confoundry run": ["confoundry", "run", "--jobs", "2"]}
WRITTEN = ("data/resolved", "data/raw", "data/fit.json", "data/confounded", "models", "health", "results", "reports")
FORGOTTEN = (*WRITTEN, "dvc.lock", "plots", ".dvc/cache", ".dvc/tmp", ".runs")


def main(folder: Path, rounds: int) -> None:
    """Time both, alternately, and print each time, the medians and their ratio."""
    use_server(folder)()
    env = environment(folder, os.environ)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    locks = set()
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            _forget(folder)
            start = time.monotonic()
            subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.monotonic() - start)
            locks.add((folder / "dvc.lock").read_bytes())
            print(f"{name}: {times[name][-1]:.0f} s", flush=True)
    repro, run = (statistics.median(times[name]) for name in COMMANDS)
    print(f"medians {repro:.0f} s and {run:.0f} s: {run / repro:.2f} of the time; {len(locks)} different dvc.lock")


def _forget(folder: Path) -> None:
    for name in FORGOTTEN:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 2)
