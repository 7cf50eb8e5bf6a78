"""What is to be done of a DVC graph, what a stage's outputs were, and the record that it ended.

One process keeps the books of all stages: under DVC's repository lock, which is held only for that, while a stage's own
paths stay locked against other DVC processes for as long as it runs.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dvc
from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.repo.reproduce import collect_stages, get_active_graph, plan_repro
from dvc.stage.cache import RunCacheNotFoundError
from dvc.stage.run import _enforce_cmd_list, _make_cmd, get_executable, prepare_kwargs
from dvc.stage.serialize import to_lockfile
from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

from confoundry.errors import BadInput
from confoundry.runner.children import Ending
from confoundry.runner.dvc_books.lock_order import LockOrders
from confoundry.runner.dvc_books.locks import Locks, NotDone, patiently
from confoundry.runner.dvc_books.sound import drop_damaged
from confoundry.runner.dvc_books.status_words import words
from confoundry.runner.steps import Did, Step

logging.getLogger("dvc").setLevel(logging.WARNING)  # what a stage did is ours to say
logging.getLogger("dvc_data").setLevel(logging.CRITICAL)  # a file that was not taken is an error of its stage too
KNOWN = ("3.67",)  # versions of DVC, major and minor, that the tests have held this module against


def version_note() -> str | None:
    """Return a line where DVC's version is not one that this module was tested with."""
    version = ".".join(dvc.__version__.split(".")[:2])
    return None if version in KNOWN else f"DVC {dvc.__version__} is not one of those tested: {', '.join(KNOWN)}"


class Books:
    """The books of one DVC repository, for one run.

    Args:
        targets: As for `dvc repro`: stages, groups of a matrix, dvc.yaml files; none means dvc.yaml.
        downstream: The targets and what depends on them, not what they depend on.

    Attributes:
        steps: What is to be done, in the order of a serial `dvc repro`.
        root: The repository's root.
        reads: For each stage with a command, by its name in dvc.yaml: the others that it reads from.
    """

    def __init__(self, targets: Sequence[str] = (), *, downstream: bool = False) -> None:
        with readable():
            self.repo = Repo()
            self._locks = Locks(self.repo)
            with self._locks.open():
                self._graph = get_active_graph(self.repo.index.graph)
                self._stages = self._plan(targets, downstream)
        names = {stage: stage.addressing for stage in self._stages.values()}
        self.steps = [self._step(stage, names) for stage in names]
        self.reads = self._reads()
        self.root = Path(self.repo.root_dir)
        self._order = LockOrders(Path(str(self.repo.tmp_dir)) / "confoundry_order.json")

    def _plan(self, targets: Sequence[str], downstream: bool) -> dict[str, Any]:
        planned = plan_repro(self._graph, self._targets(targets), downstream=downstream)
        return {stage.addressing: stage for stage in planned}

    def _targets(self, targets: Sequence[str]) -> list[Any]:
        """Return the stages that are asked for; those of dvc.yaml, which are the rule, are loaded but once."""
        if targets and tuple(targets) != ("dvc.yaml",):
            return collect_stages(self.repo, targets)
        path = str(Path("dvc.yaml").absolute())
        found = [stage for stage in self.repo.index.stages if stage.path == path]
        return found or collect_stages(self.repo, ["dvc.yaml"])

    def _step(self, stage: Any, names: dict[Any, str]) -> Step:
        return Step(
            stage.addressing,
            _group(stage),
            frozenset(names[other] for other in self._graph.successors(stage) if other in names),
            tuple(_enforce_cmd_list(stage.cmd)) if stage.cmd and not stage.frozen else (),
            str(stage.meta["limit"]) if isinstance(stage.meta, dict) and "limit" in stage.meta else None,
        )

    def _reads(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for stage in self._graph:
            if stage.cmd:
                reads = {_group(other) for other in self._graph.successors(stage) if other.cmd}
                found.setdefault(_group(stage), set()).update(reads - {_group(stage)})
        return found

    def why(self, *, wait: bool = True) -> dict[str, list[str]]:
        """Say for each stage that is to run why, a changed file or key each.

        A stage that is not named here differs in nothing that it has now; one that it reads from may yet run.

        Args:
            wait: Whether to wait where another DVC process runs one of the stages.

        Raises:
            Busy: One does, and this is not to wait.
        """
        found = patiently(self._status, self._reload, self._locks.stopped, wait=wait)
        return {name: why for name, why in found.items() if why}

    def _status(self) -> dict[str, list[str]]:
        with self._locks.open():
            return {name: _status(stage) for name, stage in self._stages.items()}

    def prepare(self, name: str, *, force: bool = False) -> Did:
        """Do what `dvc repro` does of a stage before its command runs.

        Returns:
            UNCHANGED, RESTORED (recorded), or RAN: its outputs are removed, and stay locked until `record` or
            `release`; its commands are to be run now, if it has any.

        Raises:
            NotDone: Where `dvc repro` would fail before the command, say because a dependency is missing.
        """
        return patiently(lambda: self._prepare(self._stages[name], force), self._reload, self._locks.stopped, wait=True)

    def _reload(self) -> None:
        """Read the records again, which another process may have written."""
        with self._locks.open():
            self._stages = {name: next(iter(self.repo.stage.collect(name))) for name in self._stages}

    def _prepare(self, stage: Any, force: bool) -> Did:
        with self._locks.open():
            if self._locks.stopped.is_set():
                raise Ending
            if not force and not stage.changed():
                return Did.UNCHANGED
            if not stage.cmd or stage.frozen:  # an import, a data file, a frozen stage: nothing that runs beside us
                stage.reproduce(force=force)
                self._dump(stage)
                return Did.RAN
            stage.remove_outs(ignore_remove=False, force=False)
            if not force and self._restored(stage):
                self._record(stage)
                return Did.RESTORED
            self._locks.hold(stage)
        return Did.RAN

    def _restored(self, stage: Any) -> bool:
        """Take a stage's outputs from the cache; what is damaged there is not taken, so that the stage runs."""
        try:
            self.repo.stage_cache.restore(stage)
        except RunCacheNotFoundError:
            stage.save_deps()
            return False
        stage.save(run_cache=False)
        if drop_damaged(stage):
            stage.remove_outs(ignore_remove=False, force=False)
            return False
        return True

    def record(self, name: str) -> None:
        """Record that a stage's commands ended well: hash and cache its outputs, write its entry in dvc.lock.

        Raises:
            NotDone: Where `dvc repro` would fail after the command, say because an output is missing.
        """
        with self._locks.open():
            try:
                self._record(self._stages[name])
            finally:
                self.release(name)

    def _record(self, stage: Any) -> None:
        uncached = any(not out.use_cache for out in stage.outs if not (out.is_metric or out.is_plot))
        stage.save(run_cache=False)
        drop_damaged(stage)
        if not uncached:
            self.repo.stage_cache.save(stage)
        stage.commit()
        self._dump(stage)

    def _dump(self, stage: Any) -> None:
        """Write a stage's record, whole or not at all; dvc.lock's entries in the order of a serial run."""
        if not hasattr(stage, "name"):
            stage.dump(update_pipeline=False)
            return
        lock_file = stage.dvcfile._lockfile
        path = Path(lock_file.path)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        data = parse_yaml_for_update(text, path) or {"schema": "2.0"}
        data["stages"] = data.get("stages", {})
        order = self._order.of(str(path), data["stages"], self._planned(stage.path))
        data["stages"].update(to_lockfile(stage))
        order.arrange(data["stages"])
        scratch = Path(str(self.repo.tmp_dir)) / f"{path.name}.{os.getpid()}"
        try:
            scratch.write_text(dumps_yaml(data), encoding="utf-8", newline="\n")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        self.repo.scm_context.track_file(lock_file.relpath)

    def _planned(self, path: str) -> list[str]:
        """Return the names of a dvc.yaml's stages in the order of a serial run."""
        return [str(vars(stage)["name"]) for stage in self._stages.values() if stage.path == path]

    def process(self, name: str, command: str) -> tuple[list[str], str, dict[str, str]]:
        """Return how DVC would run a command of a stage: the words, the directory, the environment."""
        options = prepare_kwargs(self._stages[name])
        return list(_make_cmd(get_executable(), command)), str(options["cwd"]), dict(options["env"])

    def stop(self) -> None:
        """Start no further stage, and wait for no other process any more."""
        self._locks.stopped.set()

    def ended(self) -> None:
        """Note that the run came to its end, well or not: the next one is a new run, and does not go on with this."""
        self._order.forget()

    def release(self, name: str) -> None:
        """Unlock a stage's paths; fine where they are not locked."""
        self._locks.release(name)


def _status(stage: Any) -> list[str]:
    """Return what DVC says of a stage; where it cannot look, that is the reason to run it, and to see it fail."""
    try:
        return words(stage.status().get(stage.addressing, []))
    except LockError:
        raise
    except DvcException as error:
        return [" ".join(str(error).split())]


@contextmanager
def readable() -> Iterator[None]:
    """Turn what DVC finds wrong with a graph or a target into one line."""
    try:
        yield
    except (DvcException, NotDone) as error:
        cause = f": {error.__cause__}" if error.__cause__ and str(error.__cause__) not in str(error) else ""
        text = " ".join(f"{error}{cause}".split())
        raise BadInput(
            "dvc.yaml", expected="a graph and a stage of it", came=text, remedy="mend what it names"
        ) from None


def _group(stage: Any) -> str:
    return stage.name.partition("@")[0] if hasattr(stage, "name") else stage.addressing
