"""The ledger of a run: which stages of a DVC graph must run, and the records of those that ended.

One process keeps the records of all stages. It holds DVC's repository lock only while it reads or writes them; the
paths of a stage stay locked against other DVC processes for as long as the stage runs.
"""

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dvc
from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.stage.cache import RunCacheNotFoundError
from dvc.stage.run import _make_cmd, get_executable, prepare_kwargs

from confoundry.runner.children import Ending
from confoundry.runner.dvc_books.graph import StageGraph, readable
from confoundry.runner.dvc_books.lock_file import WholeLockFile
from confoundry.runner.dvc_books.locks import Locks, NotDone, patiently
from confoundry.runner.dvc_books.parsed_once import parse_once
from confoundry.runner.dvc_books.records import Records
from confoundry.runner.dvc_books.remote import NoRemote, Remote
from confoundry.runner.dvc_books.shared_cache import check_writable, copy_if_read_only
from confoundry.runner.dvc_books.sound import drop_damaged
from confoundry.runner.dvc_books.status_words import words
from confoundry.runner.steps import Did

logging.getLogger("dvc").setLevel(logging.WARNING)  # we report what a stage did
logging.getLogger("dvc_data").setLevel(logging.CRITICAL)  # if a file cannot be added, its stage reports the error too
NEW = "new"  # a stage without a record
KNOWN = ("3.67",)  # versions of DVC, major and minor, that this module was tested with


def version_note() -> str | None:
    """Return a warning if this module was not tested with the installed version of DVC."""
    version = ".".join(dvc.__version__.split(".")[:2])
    return (
        None
        if version in KNOWN
        else f"Confoundry was not tested with DVC {dvc.__version__}, only with {', '.join(KNOWN)}"
    )


class RunLedger:
    """The records of one DVC repository, for one run.

    Args:
        targets: As for `dvc repro`: stages, groups of a matrix, dvc.yaml files. None: dvc.yaml.
        downstream: Take the targets and the stages that depend on them, not those they depend on.
        instead: Texts that are read in place of files, by path, to see the effect of a change. Only for a ledger that
            nothing is run with: the stages' own processes read the files.

    Attributes:
        steps: The steps, in the order of a serial `dvc repro`.
        root: The repository's root.
        reads: For each stage with a command, by its name in dvc.yaml: the stages that it reads from.
        remote: The DVC remote.
    """

    def __init__(
        self, targets: Sequence[str] = (), *, downstream: bool = False, instead: Mapping[Path, str] | None = None
    ) -> None:
        parse_once()
        copy_if_read_only()
        with readable():
            self.repo = Repo()
            self.repo.fs = files = WholeLockFile()
            files.instead = {path.absolute(): text for path, text in (instead or {}).items()}
            self._locks = Locks(self.repo)
            with self._locks.open():
                graph = StageGraph(self.repo, targets, downstream=downstream)
        self._stages, self.steps, self.reads = graph.stages, graph.steps, graph.reads
        self._why: dict[str, list[str]] | None = None
        self.root = Path(self.repo.root_dir)
        self._records = Records(self.repo, self._planned)
        self.remote = Remote(self.repo)
        self._pulls = False

    def why(self, *, wait: bool = True) -> dict[str, list[str]]:
        """Return for each stage that must run the reasons: changed files and keys. They are read once.

        The inputs and outputs of a stage that is left out are unchanged so far; a stage that it reads from may still
        change them.

        Args:
            wait: Whether to wait if another DVC process is running one of the stages.

        Raises:
            Busy: Another DVC process is running one of the stages, and `wait` is false.
        """
        if self._why is None:
            found = patiently(self._status, self._reload, self._locks.stopped, wait=wait)
            self._why = {name: why for name, why in found.items() if why}
        return self._why

    def _status(self) -> dict[str, list[str]]:
        with self._locks.open():
            return {name: _status(stage) for name, stage in self._stages.items()}

    def pull(self) -> None:
        """Let `prepare` fetch from the remote, as `dvc repro --pull` does.

        Raises:
            NoRemote: It cannot be reached.
        """
        with self._locks.open():
            self.remote.fetch_records()
        self._pulls = True

    def held_by_remote(self, names: Iterable[str]) -> set[str]:
        """Return those of the given stages whose outputs the remote holds; of others, this is not known.

        Raises:
            NoRemote: It cannot be reached.
        """
        with self._locks.open():
            return self.remote.held([self._stages[name] for name in names], fetched=self._pulls)

    def unchanged(self, name: str) -> bool:
        """Return whether a stage need not run; False if DVC cannot say: `prepare` then waits, or reports the error."""
        try:
            with self._locks.open():
                return not self._stages[name].changed()
        except (LockError, NotDone):
            return False

    def prepare(self, name: str, *, force: bool = False) -> Did:
        """Do what `dvc repro` does before it runs a stage's command.

        Returns:
            UNCHANGED, RESTORED (and recorded), or RAN. For RAN, the outputs are removed, and stay locked until `record`
            or `release`. The caller must now run the commands, if there are any.

        Raises:
            NotDone: `dvc repro` would fail before the command, for example because a dependency is missing.
        """
        return patiently(lambda: self._prepare(self._stages[name], force), self._reload, self._locks.stopped, wait=True)

    def _reload(self) -> None:
        """Read the records again: another process may have changed them."""
        with self._locks.open():
            self._stages = {name: next(iter(self.repo.stage.collect(name))) for name in self._stages}

    def _prepare(self, stage: Any, force: bool) -> Did:
        with self._locks.open():
            if self._locks.stopped.is_set():
                raise Ending
            if not force and not stage.changed():
                return Did.UNCHANGED
            if not stage.cmd or stage.frozen:  # an import, a data file, a frozen stage: no command for us to run
                stage.reproduce(force=force)
                self._records.write(stage)
                return Did.RAN
            if self._pulls and not force and self._fetched(stage):
                return Did.RESTORED
            stage.remove_outs(ignore_remove=False, force=False)
            if not force and self._restored(stage):
                self._records.write(stage)
                return Did.RESTORED
            check_writable(self.repo)
            self._locks.hold(stage)
        return Did.RAN

    def _fetched(self, stage: Any) -> bool:
        """Fetch the outputs that dvc.lock records for a stage. Returns whether they are here now, and whole."""
        if stage.changed_stage() or stage.changed_deps():
            return False
        with self._going_on():
            self.remote.fetch(stage)
        if any(out.changed_cache() for out in stage.outs if out.use_cache):
            return False
        stage.checkout()
        return not drop_damaged(stage) and not stage.changed()

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        """If the remote cannot be reached any more, say so and do without it."""
        try:
            yield
        except NoRemote as error:
            self._pulls = False
            print(f"note: {error}; the run goes on without it", file=sys.stderr, flush=True)

    def _restored(self, stage: Any) -> bool:
        """Restore a stage's outputs from the cache. Damaged files are not restored, so that the stage runs."""
        if self._pulls:
            with self._going_on():
                self.remote.fetch_run(stage)
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
        """Record that a stage's commands succeeded: hash and cache its outputs, and write its entry in dvc.lock.

        Raises:
            NotDone: `dvc repro` would fail after the command, for example because an output is missing.
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
        """Return how DVC would run a command of a stage: its words, folder and environment variables."""
        options = prepare_kwargs(self._stages[name])
        return list(_make_cmd(get_executable(), command)), str(options["cwd"]), dict(options["env"])

    def stop(self) -> None:
        """Start no more stages, and stop waiting for other processes."""
        self._locks.stopped.set()

    def ended(self) -> None:
        """Record that the run ended, failed or not: the next run does not continue this one."""
        self._records.ended()

    def release(self, name: str) -> None:
        """Unlock a stage's paths. Does nothing if they are not locked."""
        self._locks.release(name)


_KEPT: dict[tuple[tuple[str, ...], bool], RunLedger] = {}


def keep_ledger(ledger: RunLedger, targets: Sequence[str], *, downstream: bool) -> None:
    """Keep a ledger for the run that starts next in this process, which then does not read the graph again."""
    _KEPT[tuple(targets), downstream] = ledger


def take_ledger(targets: Sequence[str], *, downstream: bool) -> RunLedger:
    """Return the ledger that was kept for these targets, once; otherwise a new one."""
    return _KEPT.pop((tuple(targets), downstream), None) or RunLedger(targets, downstream=downstream)


def _status(stage: Any) -> list[str]:
    """Return DVC's status of a stage. If DVC cannot read it, that is the reason to run the stage, which then fails."""
    paths = [*stage.outs, *stage.deps]
    unrecorded = {str(one) for one in paths if not one.hash_info}
    try:
        found = words(stage.status().get(stage.addressing, []), unrecorded)
        return [NEW] if found and paths and len(unrecorded) == len(paths) else found
    except LockError:
        raise
    except DvcException as error:
        return [" ".join(str(error).split())]
