"""DVC's two locks: on the repository while its records are read or written, and on a stage's paths while it runs."""

import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.rwlock import rwlock

from confoundry.errors import Refusal
from confoundry.runner.children import Ending

T = TypeVar("T")


class Killed(logging.Filter):
    """Says once that an earlier process was killed, where DVC warns about each path that it had locked."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Print the line for a process that was not named yet; DVC's own warning about it is dropped."""
        found = re.search(r"\(Pid (\d+)\).* had been killed", record.getMessage(), re.IGNORECASE)
        if found and found[1] not in self._said:
            self._said.add(found[1])
            print(f"note: process {found[1]} was killed while it ran stages here; they will run again", file=sys.stderr)
        return not found


logging.getLogger("dvc.rwlock").addFilter(Killed())


class NotDone(Exception):
    """DVC could not process a stage, for example because a dependency or an output is missing."""


class Busy(Refusal):
    """Another DVC process is running a stage here. Trying again later may help (status 75)."""

    status = 75


class Locks:
    """The locks of one DVC repository, for the threads of this process.

    Args:
        repo: The repository.
    """

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._mutex = threading.RLock()
        self._held: dict[str, ExitStack] = {}
        self._readers: dict[str, _ReadLock] = {}
        self.stopped = threading.Event()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Hold DVC's repository lock, as `dvc repro` does for its bookkeeping. Waits for other DVC processes.

        Raises:
            NotDone: DVC raised an error in the meantime.
            LockError: Another DVC process has locked one of the paths.
        """
        repo = self._repo
        with self._mutex:
            self._lock()
            repo._lock_depth += 1
            try:
                repo._reset()
                with repo.scm_context(quiet=True):
                    yield
            except LockError:
                raise
            except DvcException as error:
                raise NotDone(" ".join(str(error).split())) from error
            finally:
                repo._reset()
                repo._lock_depth -= 1
                repo.lock.unlock()

    def _lock(self) -> None:
        said = False
        while True:
            try:
                self._repo.lock.lock()
                return
            except LockError:  # DVC has already waited for a while
                if self.stopped.is_set():
                    raise Ending from None
                if not said:
                    print("waiting for another DVC process in this repository", file=sys.stderr, flush=True)
                said = True

    def hold(self, stage: Any) -> None:
        """Lock the paths that a running stage reads and writes against other DVC processes, as `dvc repro` does."""
        held = self._held[stage.addressing] = ExitStack()
        for path in [dep.fs_path for dep in stage.deps if dep.protocol == "local" and dep.def_path]:
            held.enter_context(self._reading(path))
        held.enter_context(self._paths([], [out.fs_path for out in stage.outs]))

    @contextmanager
    def _reading(self, path: str) -> Iterator[None]:
        """Lock a path for reading. DVC knows only one reader per process, so several are counted here."""
        reader = self._readers.setdefault(path, _ReadLock())
        if not reader.count:
            reader.lock.enter_context(self._paths([path], []))
        reader.count += 1
        try:
            yield
        finally:
            reader.count -= 1
            if not reader.count:
                reader.lock.close()

    def _paths(self, read: list[str], written: list[str]) -> AbstractContextManager[None]:
        repo = self._repo
        hardlink = repo.config["core"].get("hardlink_lock", False)
        return rwlock(repo.tmp_dir, repo.fs, " ".join(sys.argv), read, written, hardlink)

    def release(self, name: str) -> None:
        """Unlock a stage's paths. Does nothing if they are not locked."""
        with self._mutex:
            if held := self._held.pop(name, None):
                held.close()


@dataclass
class _ReadLock:
    """How many running stages read a path, and DVC's lock on it."""

    count: int = 0
    lock: ExitStack = field(default_factory=ExitStack)


def patiently(do: Callable[[], T], again: Callable[[], None], stopped: threading.Event, *, wait: bool) -> T:
    """Call a function, and again while another DVC process has locked its paths.

    Args:
        do: The function.
        again: Called before each further try.
        stopped: Set when the run is stopping.
        wait: Whether to wait for the other process.

    Raises:
        Busy: Another process has locked the paths, and `wait` is false.
        Ending: The run is stopping.
    """
    said = False
    while True:
        try:
            return do()
        except LockError as error:
            if not wait:
                raise Busy(f"{_holder(error)} is running in this repository; wait until it has ended") from None
            if not said:
                gone = "if it no longer exists, remove .dvc/tmp/rwlock"
                print(f"waiting for {_holder(error)} in this repository ({gone})", file=sys.stderr, flush=True)
            said = True
        if stopped.wait(0.5):
            raise Ending
        again()


def _holder(error: LockError) -> str:
    """Return the process that has locked a path, from DVC's message."""
    found = re.search(r"\(PID (\d+)\): (.*)", str(error))
    return f"process {found[1]} ({found[2]})" if found else "another process"
