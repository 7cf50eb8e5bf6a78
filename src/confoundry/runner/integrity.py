"""Is what a stage's record names still there, byte for byte? What is not, and what to do about it."""

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5
from pathlib import Path, PurePosixPath
from typing import Literal

Hashes = Mapping[Path, str | None]  # of files; None where one cannot be read
FEW = 3  # files that are named one by one


@dataclass(frozen=True)
class Stored:
    """A file of DVC's cache, and the hash that its name promises."""

    path: Path
    digest: str
    needed: bool = True  # else it is fine where it is not there

    def state(self, hashes: Hashes) -> Literal["same", "missing", "damaged"]:
        """Return what became of it."""
        if self.path not in hashes:
            return "missing" if self.needed else "same"
        return "same" if hashes[self.path] == self.digest else "damaged"


@dataclass(frozen=True)
class Entry:
    """A path that dvc.lock names.

    Attributes:
        path: As people write it, seen from where they are.
        digest: The recorded hash; it ends in `.dir` for a folder.
        stages: Whose record names it: the one that writes it, or all that read it.
        output: Whether a stage writes it.
        here: Its files by name, one called "" where it is no folder; None where nothing is there.
        recorded: The recorded hash of each file of a folder, by name, where the cache tells.
        stored: Its files in the cache.
        cached: Whether DVC is to keep it in the cache.
    """

    path: str
    digest: str
    stages: tuple[str, ...]
    output: bool
    here: Mapping[str, Path] | None
    recorded: Mapping[str, str] = field(default_factory=dict)
    stored: tuple[Stored, ...] = ()
    cached: bool = False

    @property
    def files(self) -> list[Path]:
        """All files that are to be hashed."""
        return [*(self.here or {}).values(), *(one.path for one in self.stored)]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was recorded.

    Attributes:
        path: What.
        state: `changed` by hand or by a failing disk, or `missing`; `damaged`, which only the cache can be.
        says: What is wrong with it.
        remedy: What to do: a command, or a few words with commands in backticks.
        stages: Whose record names it.
    """

    path: str
    state: Literal["changed", "missing", "damaged"]
    says: str
    remedy: str
    stages: tuple[str, ...]


def find_damage(entries: Iterable[Entry], hashes: Hashes, *, remote: bool, unsettled: Iterable[str]) -> list[Finding]:
    """Return what is wrong with all that stages wrote, then with what they read beside that.

    Args:
        entries: What dvc.lock names.
        hashes: The hash of each file that is there.
        remote: Whether DVC has a remote to ask.
        unsettled: Stages that would run again for another reason, as a changed parameter.
    """
    entries = list(entries)
    read = [judge(one, hashes, remote=remote, settled=True) for one in entries if not one.output]
    stale = {*unsettled, *(stage for one in read if one for stage in one.stages)}
    outs = [one for one in entries if one.output]
    wrote = [judge(one, hashes, remote=remote, settled=stale.isdisjoint(one.stages)) for one in outs]
    found = [one for one in wrote if one]
    told = [out.path for out in found]
    left = [one for one in read if one and not any(_meet(one.path, path) for path in told)]
    written = [one.path for one in outs]
    return found + [
        replace(one, remedy="confoundry run") if any(_meet(one.path, path) for path in written) else one for one in left
    ]


def _meet(one: str, other: str) -> bool:
    """Return whether a path lies within another."""
    return PurePosixPath(one).is_relative_to(other) or PurePosixPath(other).is_relative_to(one)


def judge(entry: Entry, hashes: Hashes, *, remote: bool, settled: bool) -> Finding | None:
    """Return what is wrong with a path; None where it is as it was recorded.

    Args:
        entry: The path.
        hashes: The hash of each of its files that is there.
        remote: Whether DVC has a remote to ask.
        settled: Whether the stage that writes it has read nothing that changed since.
    """
    wrong = _wrong(entry, hashes)
    if not entry.output:
        return None if wrong is None else _input(entry, wrong)
    bad = {state: [one.path for one in entry.stored if one.state(hashes) == state] for state in ("damaged", "missing")}
    lost = [path for paths in bad.values() for path in paths]
    drop = _rm(bad["damaged"])
    if wrong is None:
        return _copy_lost(entry, bad, drop, settled=settled) if lost else None
    state = "missing" if entry.here is None else "changed"
    if entry.cached and not lost:
        away = _rm_changed(entry, wrong)
        return Finding(
            entry.path, state, _said(entry, wrong), _then(away, f"dvc checkout {_q(entry.path)}"), entry.stages
        )
    again = "confoundry run"
    if remote and entry.cached:
        again = f"dvc pull {_q(entry.path)}"
    says = _said(entry, wrong) + (", and so is its copy in DVC's cache" if lost else "")
    if bad["damaged"] and entry.here is not None:
        says = f"{_said(entry, wrong)}, and its copy in DVC's cache is damaged"
    return Finding(entry.path, state, says, _then(drop, _rm_changed(entry, wrong), again), entry.stages)


def _wrong(entry: Entry, hashes: Hashes) -> list[str] | None:
    """Return the names of the files that are not as recorded, empty where nobody knows which; None where all are."""
    if entry.here is None:
        return []
    found = {name: hashes.get(path) for name, path in entry.here.items()}
    if not entry.digest.endswith(".dir"):
        return None if found == {"": entry.digest} else []
    if folder_digest(found) == entry.digest:
        return None
    names = {*found, *entry.recorded} if entry.recorded else set()
    return sorted(name for name in names if found.get(name) != entry.recorded.get(name))


def folder_digest(files: Mapping[str, str | None]) -> str:
    """Return the hash that DVC gives a folder: that of the JSON list of its files, by name."""
    listed = [{"md5": digest, "relpath": name} for name, digest in sorted(files.items())]
    return md5(json.dumps(listed, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + ".dir"


def _input(entry: Entry, wrong: list[str]) -> Finding:
    readers = f"{len(entry.stages)} stages" if len(entry.stages) > 1 else "".join(entry.stages)
    says, back = f"{_said(entry, wrong)} since {readers} read it", f"git checkout {_q(entry.path)}"
    if entry.here is None:
        return Finding(entry.path, "missing", says, back, entry.stages)
    remedy = f"`confoundry run` uses it as it is, `{back}` takes it back"
    return Finding(entry.path, "changed", says, remedy, entry.stages)


def _copy_lost(entry: Entry, bad: Mapping[str, list[Path]], drop: str, *, settled: bool) -> Finding:
    state = "damaged" if bad["damaged"] else "missing"
    again = f"dvc commit --force {''.join(entry.stages)}" if settled else "confoundry run"
    says = f"is as recorded, but its copy in DVC's cache is {state}"
    return Finding(entry.path, state, says, _then(drop, again), entry.stages)


def _said(entry: Entry, wrong: list[str]) -> str:
    if entry.here is None:
        return "is missing"
    if not wrong:
        return "has changed"
    more = f" and {len(wrong) - FEW} more" if len(wrong) > FEW else ""
    return f"has changed ({', '.join(wrong[:FEW])}{more})"


def _rm_changed(entry: Entry, wrong: list[str]) -> str:
    """Return how to remove what changed: DVC trusts times and may not see by itself that it did."""
    if entry.here is None:
        return ""
    if "" in entry.here:
        return _rm([entry.path])
    if not wrong or len(wrong) > FEW:
        return f"rm -r {_q(entry.path)}"
    there = [f"{entry.path}/{name}" for name in wrong if name in entry.here]
    return _rm(there)


def _rm(paths: Iterable[Path | str]) -> str:
    words = [_q(str(path)) for path in paths]
    return f"rm -f {' '.join(words)}" if words else ""


def _then(*commands: str) -> str:
    return " && ".join(filter(None, commands))


def _q(path: str) -> str:
    return shlex.quote(path)
