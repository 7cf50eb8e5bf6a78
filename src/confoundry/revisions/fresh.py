"""Checks that results belong to the study as it is now; stale ones are refused before anything is compared."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from confoundry.comparison.lock import Lock
from confoundry.errors import BadInput
from confoundry.paths import COMPARISONS, DIAGNOSIS, HEADLINE, SUMMARY, VALIDATION

NUMBERS = (HEADLINE, SUMMARY, COMPARISONS, DIAGNOSIS, VALIDATION)
STALE = ("modified", "new")  # not `deleted` and `not in cache`, which are normal in a fresh clone


def check_fresh(lock: Lock) -> None:
    """Ask DVC whether the working tree's results are up to date.

    Args:
        lock: The working tree's dvc.lock.

    Raises:
        BadInput: They are not. The message names the first stage and what changed.
    """
    changed = [*stale_here(), *lock.loose_ends()]
    if not changed:
        return
    stage, what = changed[0]
    more = f", and {len(changed) - 1} more stages" if len(changed) > 1 else ""
    raise BadInput(
        f"stage {stage}{more}",
        expected="results that match the working tree",
        came=f"stale results: {what} changed since",
        remedy="run `confoundry run`, then commit dvc.lock, metrics/ and plots/",
    )


def stale_here() -> list[tuple[str, str]]:
    """Return each stage of the working tree whose results are stale, and what changed."""
    return list(stale_stages(_status()))


def stale_stages(status: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return each stage whose results are stale, and what changed, from `dvc status --json`."""
    for stage, findings in status.items():
        reason = next((what for finding in findings for what in _reasons(finding)), None)
        if reason:
            yield stage, reason


def _reasons(finding: Any) -> Iterator[str]:
    """Yield what makes a stage stale: its command, a parameter, or a file that changed."""
    if finding == "changed command":
        yield "its command"
    if not isinstance(finding, Mapping):
        return
    for paths in finding.values():
        for path, state in paths.items():
            if isinstance(state, Mapping):
                yield from (f"{key} in {path}" for key in state)  # a parameter that is gone changes a stage too
            elif state in STALE:
                yield path


def check_recorded(name: str, files: Mapping[str, bytes], lock: Lock) -> None:
    """Compare a revision's committed results with the hashes that its dvc.lock records.

    Raises:
        BadInput: A file is not the one that the stage wrote: edited by hand, or merged without a run.
    """
    outs = lock.outs
    for path, content in files.items():
        recorded = outs.get(path)
        if recorded and recorded != hashlib.md5(content, usedforsecurity=False).hexdigest():
            raise BadInput(
                f"{path} of {name}",
                expected="the file that dvc.lock records",
                came="a stale one: edited by hand, or merged without a run",
                remedy="run `confoundry run` and commit both, or compare with another revision",
            )


def _status() -> dict[str, Any]:
    command = [sys.executable, "-m", "dvc", "status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason"])[0].removeprefix("ERROR: ")
        if "lock" in said.lower():
            raise BlockingIOError(f"dvc status: {said}")
        raise BadInput("dvc status", expected="a study that DVC can read", came=said, remedy="fix what it names")
    return json.loads(done.stdout or "{}")
