"""Which of the paths in dvc.lock are damaged, missing or changed, and how to restore each."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from confoundry.runner.integrity import Entry, Hashes, differing

FEW = 3  # at most this many files are listed by name
USES = "`confoundry run` will use the changed file"


@dataclass(frozen=True)
class Finding:
    """A path that is not as recorded.

    Attributes:
        path: The path.
        state: `changed` (by hand or by a failing disk), `missing`, or `damaged` (only its copy in the cache).
        says: What is wrong with it.
        remedy: What to do: a command, or a few words with commands in backticks.
        stages: The stages whose records name the path.
    """

    path: str
    state: Literal["changed", "missing", "damaged"]
    says: str
    remedy: str
    stages: tuple[str, ...]


_Copy = Literal["same", "damaged", "missing"]


def find_damage(entries: Iterable[Entry], hashes: Hashes, *, remote: bool, unsettled: Iterable[str]) -> list[Finding]:
    """Return what is wrong with the outputs of stages, then with their other inputs.

    Args:
        entries: The paths in dvc.lock.
        hashes: The hash of each file that exists.
        remote: Whether DVC has a remote.
        unsettled: Stages that would run again for another reason, such as a changed parameter.
    """
    entries = list(entries)
    read = [judge(one, hashes, remote=remote, settled=True) for one in entries if not one.output]
    stale = {*unsettled, *(stage for one in read if one for stage in one.stages)}
    outs = [one for one in entries if one.output]
    wrote = [judge(one, hashes, remote=remote, settled=stale.isdisjoint(one.stages)) for one in outs]
    found = [one for one in wrote if one]
    reported = [out.path for out in found]
    left = [one for one in read if one and not any(_meet(one.path, path) for path in reported)]
    written = [one.path for one in outs]
    return found + [
        replace(one, remedy="confoundry run") if any(_meet(one.path, path) for path in written) else one for one in left
    ]


def _meet(one: str, other: str) -> bool:
    """Return whether one of two paths lies within the other."""
    return PurePosixPath(one).is_relative_to(other) or PurePosixPath(other).is_relative_to(one)


def judge(entry: Entry, hashes: Hashes, *, remote: bool, settled: bool) -> Finding | None:
    """Return what is wrong with a path; None if it is as recorded.

    Args:
        entry: The path.
        hashes: The hash of each of its files that exists.
        remote: Whether DVC has a remote.
        settled: Whether the inputs of the stage that writes it are unchanged.
    """
    changed = differing(entry, hashes)
    if not entry.output:
        return None if changed is None else _input(entry, changed)
    states = {one.path: one.state(hashes) for one in entry.stored}
    drop = _rm(path for path, state in states.items() if state == "damaged")
    copy: _Copy = "damaged" if drop else "missing" if "missing" in states.values() else "same"
    if changed is None:
        return None if copy == "same" else _copy_lost(entry, copy, drop, settled=settled)
    return _lost(entry, changed, copy, _then(drop, _rm_changed(entry, changed), _again(entry, copy, remote=remote)))


def _input(entry: Entry, changed: list[str]) -> Finding:
    readers = f"{len(entry.stages)} stages" if len(entry.stages) > 1 else "".join(entry.stages)
    says = f"{_said(entry, changed)} since {readers} read it"
    back = f"git checkout {_q(entry.path)}" if entry.tracked else ""
    if entry.here is None:
        remedy = back or f"restore it, or remove it from the dependencies of {readers} in dvc.yaml"
        return Finding(entry.path, "missing", says, remedy, entry.stages)
    remedy = f"not an error if you changed it: {USES}" + (f", `{back}` undoes the change" if back else "")
    return Finding(entry.path, "changed", says, remedy, entry.stages)


def _copy_lost(entry: Entry, copy: _Copy, drop: str, *, settled: bool) -> Finding:
    again = f"dvc commit --force {''.join(entry.stages)}" if settled else "confoundry run"
    says = f"is as recorded, but its copy in DVC's cache is {copy}"
    return Finding(entry.path, "damaged" if copy == "damaged" else "missing", says, _then(drop, again), entry.stages)


def _lost(entry: Entry, changed: list[str], copy: _Copy, remedy: str) -> Finding:
    state = "missing" if entry.here is None else "changed"
    says = _said(entry, changed) + ("" if copy == "same" else f", and its copy in DVC's cache is {copy}")
    if state == copy:
        says = f"{_said(entry, changed)}, and so is its copy in DVC's cache"
    return Finding(entry.path, state, says, remedy, entry.stages)


def _again(entry: Entry, copy: _Copy, *, remote: bool) -> str:
    """Return the command that restores an output."""
    if not entry.cached or (copy != "same" and not remote):
        return "confoundry run"
    return f"dvc {'checkout' if copy == 'same' else 'pull'} {_q(entry.path)}"


def _said(entry: Entry, changed: list[str]) -> str:
    if entry.here is None:
        return "is missing"
    if not changed:
        return "has changed"
    more = f" and {len(changed) - FEW} more" if len(changed) > FEW else ""
    return f"has changed ({', '.join(changed[:FEW])}{more})"


def _rm_changed(entry: Entry, changed: list[str]) -> str:
    """Return the command that removes changed files: DVC trusts modification times and may not notice the change."""
    if entry.here is None:
        return ""
    if "" in entry.here:
        return _rm([entry.path])
    if not changed or len(changed) > FEW:
        return f"rm -r {_q(entry.path)}"
    there = [f"{entry.path}/{name}" for name in changed if name in entry.here]
    return _rm(there)


def _rm(paths: Iterable[Path | str]) -> str:
    words = [_q(str(path)) for path in paths]
    return f"rm -f {' '.join(words)}" if words else ""


def _then(*commands: str) -> str:
    return " && ".join(filter(None, commands))


def _q(path: str) -> str:
    return shlex.quote(path)
