"""DVC's two locks: on the repository while its books are kept, and on the paths of a stage while that runs."""

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


class NotDone(Exception):
    """DVC could not do what was asked of it for one stage: a dependency or an output is missing, say."""


class Busy(Refusal):
    """Another DVC process runs a stage here; another try may help (status 75)."""

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
        self._readers: dict[str, _Reader] = {}
        self.stopped = threading.Event()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Hold DVC's repository lock, as `dvc repro` does while it keeps its books; waits for other DVC processes.

        Raises:
            NotDone: For what DVC finds wrong meanwhile.
            LockError: Another DVC process holds a path that was asked for.
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
            except LockError:  # DVC itself waited for a while
                if self.stopped.is_set():
                    raise Ending from None
                if not said:
                    print("waiting for another DVC process, which works here", file=sys.stderr, flush=True)
                said = True

    def hold(self, stage: Any) -> None:
        """Lock what a running stage reads and writes against other DVC processes, as `dvc repro` does."""
        held = self._held[stage.addressing] = ExitStack()
        for path in [dep.fs_path for dep in stage.deps if dep.protocol == "local" and dep.def_path]:
            held.enter_context(self._reading(path))
        held.enter_context(self._paths([], [out.fs_path for out in stage.outs]))

    @contextmanager
    def _reading(self, path: str) -> Iterator[None]:
        """Lock a path for reading; DVC knows a reader by its process alone, so that several are counted here."""
        reader = self._readers.setdefault(path, _Reader())
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
        """Unlock a stage's paths; fine where they are not locked."""
        with self._mutex:
            if held := self._held.pop(name, None):
                held.close()


@dataclass
class _Reader:
    """How many running stages read a path, and DVC's lock on it."""

    count: int = 0
    lock: ExitStack = field(default_factory=ExitStack)


def patiently(do: Callable[[], T], again: Callable[[], None], stopped: threading.Event, *, wait: bool) -> T:
    """Do something that needs paths which another DVC process may hold, while that runs a stage.

    Args:
        do: What to do.
        again: Called before each further try.
        stopped: Set where the run is being ended.
        wait: Whether to wait for the other process.

    Raises:
        Busy: There is another process, and this is not to wait.
        Ending: The run is being ended.
    """
    said = False
    while True:
        try:
            return do()
        except LockError as error:
            if not wait:
                raise Busy(f"{_holder(error)} works here; wait until it has ended") from None
            if not said:
                gone = "if it is gone, remove .dvc/tmp/rwlock"
                print(f"waiting for {_holder(error)}, which works here ({gone})", file=sys.stderr, flush=True)
            said = True
        if stopped.wait(0.5):
            raise Ending
        again()


def _holder(error: LockError) -> str:
    """Return which process holds a path, as DVC's message has it."""
    found = re.search(r"\(PID (\d+)\): (.*)", str(error))
    return f"process {found[1]} ({found[2]})" if found else "another process"
