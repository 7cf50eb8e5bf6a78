"""What is to be done of a DVC graph, what a stage's outputs were, and the record that it ended.

One process keeps the books of all stages: under DVC's repository lock, which is held only for that, while a stage's own
paths stay locked against other DVC processes for as long as it runs.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dvc
from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.stage.cache import RunCacheNotFoundError
from dvc.stage.run import _make_cmd, get_executable, prepare_kwargs

from confoundry.runner.children import Ending
from confoundry.runner.dvc_books.graph import Graph, readable
from confoundry.runner.dvc_books.lock_file import WholeLockFile
from confoundry.runner.dvc_books.locks import Locks, patiently
from confoundry.runner.dvc_books.records import Records
from confoundry.runner.dvc_books.sound import drop_damaged
from confoundry.runner.dvc_books.status_words import words
from confoundry.runner.steps import Did

logging.getLogger("dvc").setLevel(logging.WARNING)  # what a stage did is ours to say
logging.getLogger("dvc_data").setLevel(logging.CRITICAL)  # a file that was not taken is an error of its stage too
NEW = "new"  # of a stage that no run recorded
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
        instead: Texts that are read in the place of files, by path: to see what a change would lead to. For books that
            are only read: the stages' own processes read the files.

    Attributes:
        steps: What is to be done, in the order of a serial `dvc repro`.
        root: The repository's root.
        reads: For each stage with a command, by its name in dvc.yaml: the others that it reads from.
    """

    def __init__(
        self, targets: Sequence[str] = (), *, downstream: bool = False, instead: Mapping[Path, str] | None = None
    ) -> None:
        with readable():
            self.repo = Repo()
            self.repo.fs = files = WholeLockFile()
            files.instead = {path.absolute(): text for path, text in (instead or {}).items()}
            self._locks = Locks(self.repo)
            with self._locks.open():
                graph = Graph(self.repo, targets, downstream=downstream)
        self._stages, self.steps, self.reads = graph.stages, graph.steps, graph.reads
        self.root = Path(self.repo.root_dir)
        self._records = Records(self.repo, self._planned)

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
                self._records.write(stage)
                return Did.RAN
            stage.remove_outs(ignore_remove=False, force=False)
            if not force and self._restored(stage):
                self._records.keep(stage)
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
                self._records.keep(self._stages[name])
            finally:
                self.release(name)

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
        self._records.ended()

    def release(self, name: str) -> None:
        """Unlock a stage's paths; fine where they are not locked."""
        self._locks.release(name)


def _status(stage: Any) -> list[str]:
    """Return what DVC says of a stage; where it cannot look, that is the reason to run it, and to see it fail."""
    paths = [*stage.outs, *stage.deps]
    unrecorded = {str(one) for one in paths if not one.hash_info}
    try:
        found = words(stage.status().get(stage.addressing, []), unrecorded)
        return [NEW] if found and paths and len(unrecorded) == len(paths) else found
    except LockError:
        raise
    except DvcException as error:
        return [" ".join(str(error).split())]
