"""The paths in dvc.lock: each with its recorded hash, its files in the workspace, and its files in DVC's cache."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

from dvc.repo import Repo
from dvc.repo.reproduce import get_active_graph

from confoundry.runner.dvc_books.graph import readable
from confoundry.runner.dvc_books.sound import HASH
from confoundry.runner.integrity import CachedFile, Entry


@dataclass(frozen=True)
class Recorded:
    """The records of a graph's stages.

    Attributes:
        entries: One for each path: first the outputs of stages, then their other inputs.
        unrecorded: Stages without a record.
        unsettled: Stages whose parameters changed, or whose recorded inputs differ from the recorded outputs.
        remote: Whether DVC has a remote.
        unchecked: Paths that are not local files, such as those in a bucket.
    """

    entries: list[Entry]
    unrecorded: list[str]
    unsettled: list[str]
    remote: bool
    unchecked: list[str]


def read_recorded() -> Recorded:
    """Read the records of the stages in the graph. Writes no file of the repository.

    Raises:
        BadInput: DVC cannot read the graph or its records.
    """
    with readable():
        repo = Repo()
        stages = [stage for stage in get_active_graph(repo.index.graph) if stage.cmd or not stage.deps]
    ran = [stage for stage in stages if any(out.hash_info for out in stage.outs) or not stage.outs]
    outs = {out.fs_path: (stage, out) for stage in ran for out in stage.outs if _is_file_here(out)}
    read: dict[tuple[str, str], list[str]] = {}
    for stage in ran:
        for dep in stage.deps:
            if _is_file_here(dep) and dep.fs_path not in outs:
                read.setdefault((dep.fs_path, str(dep.hash_info.value)), []).append(stage.addressing)
    entries = [_output(repo, stage, out) for stage, out in outs.values()]
    entries += [_input(repo, *what, users) for what, users in sorted(read.items())]
    return Recorded(
        entries,
        [stage.addressing for stage in stages if stage not in ran],
        [stage.addressing for stage in ran if _unsettled(stage, outs)],
        bool(repo.config["core"].get("remote")),
        sorted({str(one) for stage in ran for one in [*stage.outs, *stage.deps] if one.protocol != "local"}),
    )


def _is_file_here(one: Any) -> bool:
    return bool(one.protocol == "local" and one.hash_info and one.hash_name == HASH and one.def_path)


def _unsettled(stage: Any, outs: Mapping[str, tuple[Any, Any]]) -> bool:
    other = [dep for dep in stage.deps if dep.fs_path in outs and outs[dep.fs_path][1].hash_info != dep.hash_info]
    return bool(other) or any(dep.status() for dep in stage.deps if dep.hash_name == "params")


def _output(repo: Repo, stage: Any, out: Any) -> Entry:
    digest = str(out.hash_info.value)
    stored = [_stored(repo, digest, needed=out.use_cache)]
    recorded = _listed(stored[0]) if digest.endswith(".dir") else {}
    stored += [_stored(repo, one, needed=out.use_cache) for one in dict.fromkeys(recorded.values())]
    return Entry(
        _shown(out.fs_path),
        digest,
        (stage.addressing,),
        output=True,
        here=_here(repo, out.fs_path),
        recorded=recorded,
        stored=tuple(stored),
        cached=out.use_cache,
    )


def _listed(stored: CachedFile) -> dict[str, str]:
    """Return the hashes of a folder's files from the list in the cache; none if the list is missing or damaged."""
    try:
        content = stored.path.read_bytes()
    except OSError:
        return {}
    if md5(content, usedforsecurity=False).hexdigest() != stored.digest:
        return {}
    return {one["relpath"]: one["md5"] for one in json.loads(content)}


def _input(repo: Repo, path: str, digest: str, stages: list[str]) -> Entry:
    tracked = bool(repo.scm.is_tracked(path))
    return Entry(_shown(path), digest, tuple(stages), output=False, here=_here(repo, path), tracked=tracked)


def _stored(repo: Repo, digest: str, *, needed: bool) -> CachedFile:
    path = Path(os.path.relpath(repo.cache.local.oid_to_path(digest)))
    return CachedFile(path, digest.removesuffix(".dir"), needed)


def _here(repo: Repo, path: str) -> dict[str, Path] | None:
    if Path(path).is_dir():
        return dict(_files(repo, path))
    return {"": Path(path)} if Path(path).is_file() else None


def _files(repo: Repo, folder: str) -> Iterator[tuple[str, Path]]:
    """Return a folder's files by name, except those in .dvcignore."""
    for path in repo.dvcignore.find(repo.fs, folder):
        yield Path(path).relative_to(folder).as_posix(), Path(path)


def _shown(path: str) -> str:
    return Path(os.path.relpath(path)).as_posix()
