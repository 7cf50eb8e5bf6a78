"""The DVC remote of a study, where results are shared: what it holds, fetching from it and pushing to it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dvc.repo import Repo
from dvc.stage.cache import StageCache, _can_hash

from confoundry.errors import Refusal

logging.getLogger("dvc.data_cloud").setLevel(logging.ERROR)  # what a remote does not hold is computed


class NoRemote(Refusal):
    """The remote cannot be reached, or refuses. Trying again may help (status 75)."""

    status = 75


class Remote:
    """The default remote of a DVC repository.

    Args:
        repo: The repository. For all methods but `push`, it is locked.

    Attributes:
        name: The remote's name in DVC's configuration; empty if there is none.
    """

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self.name = str(repo.config["core"].get("remote") or "")

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder that can be read now, so that looking into it needs no network."""
        if not self.name:
            return False
        url = str(self._repo.config["remote"].get(self.name, {}).get("url", ""))
        return "://" not in url and Path(url).is_dir()

    def fetch_records(self) -> None:
        """Fetch the remote's run cache, which says what stages have written for which inputs. Known inputs are skipped.

        Raises:
            NoRemote: The remote cannot be reached.
        """
        with self._reached():
            odb = self._repo.cloud.get_remote_odb(None, "fetch --run-cache", hash_name="md5-dos2unix")
            self._repo.stage_cache.transfer(odb, self._repo.cache.legacy, force=False)

    def fetch(self, stage: Any) -> None:
        """Fetch the recorded outputs of a stage into the cache, as far as the remote holds them.

        Raises:
            NoRemote: The remote cannot be reached.
        """
        with self._reached():
            for objects in stage.get_used_objs().values():
                self._repo.cloud.pull(objects)

    def fetch_run(self, stage: Any) -> None:
        """Fetch the outputs that the run cache has for a stage's inputs as they are now.

        Raises:
            NoRemote: The remote cannot be reached.
        """
        if known := _known_run(stage, self._repo.stage_cache):
            self.fetch(known)

    def held(self, stages: Iterable[Any], *, fetched: bool) -> set[str]:
        """Return the names of those stages that the remote holds the outputs of.

        A stage counts if all its inputs are as recorded in dvc.lock, whether they are here or not, or if they are here
        and the run cache knows them.

        Args:
            stages: DVC's stages.
            fetched: Whether `fetch_records` was called. If not, the run cache is read in the remote's folder.

        Raises:
            NoRemote: The remote cannot be reached.
        """
        with self._reached():
            runs = StageCache(self._repo)
            if not fetched:
                odb = self._repo.cloud.get_remote_odb(None, "status", hash_name="md5-dos2unix")
                runs.cache_dir = str(Path(odb.path) / "runs")
            needs = {stage.addressing: _hashes(stage, runs) for stage in stages}
            wanted = sorted({digest for digests in needs.values() for digest in digests or ()})
            there = set(self._repo.cloud.get_remote_odb(None, "status").oids_exist(wanted))
        return {name for name, digests in needs.items() if digests is not None and there.issuperset(digests)}

    def push(self) -> None:
        """Push all outputs and the run cache, as `dvc push --run-cache` does.

        Outputs with `cache: false` are pushed too: without them, the run cache cannot restore their stage elsewhere.

        Raises:
            NoRemote: There is no remote, or not all could be pushed.
        """
        with self._reached():
            self._repo.push(run_cache=True)
            small = {out.hash_info for out in self._repo.index.outs if not out.use_cache and out.hash_info}
            pushed = self._repo.cloud.push([one for one in small if self._repo.cache.local.exists(one.value)])
            if pushed.failed:
                raise OSError(f"{len(pushed.failed)} files could not be pushed")

    @contextmanager
    def _reached(self) -> Iterator[None]:
        if not self.name:
            raise NoRemote("DVC has no remote; add one, such as: dvc remote add --default shared /mnt/results")
        try:
            yield
        except Exception as error:  # the errors of every kind of storage have nothing in common
            said = " ".join(str(error).split()) or type(error).__name__
            raise NoRemote(f"the DVC remote {self.name}: {said}") from error


def _hashes(stage: Any, runs: StageCache) -> set[str] | None:
    """Return the hashes of the outputs that a stage would have; None if this is not known without running it."""
    if not stage.changed(allow_missing=True):
        return {out.hash_info.value for out in stage.outs if out.use_cache}
    known = _known_run(stage, runs)
    return {out.hash_info.value for out in known.outs} if known else None


def _known_run(stage: Any, runs: StageCache) -> Any:
    """Return a stage with the outputs that the run cache has for its inputs as they are now; None if it has none."""
    if not _can_hash(stage) or not all(dep.exists for dep in stage.deps):
        return None
    before = [(dep, dep.hash_info, dep.meta) for dep in stage.deps]
    try:
        stage.save_deps()
        entry = runs._load(stage)
    finally:  # they are still compared with what dvc.lock recorded
        for dep, digest, meta in before:
            dep.hash_info, dep.meta = digest, meta
    return runs._create_stage(entry, wdir=stage.wdir) if entry else None
