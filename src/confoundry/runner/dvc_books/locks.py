"""DVC's two locks: on the repository while its books are kept, and on the paths of a stage while that runs."""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from dvc.exceptions import DvcException
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.rwlock import rwlock

from confoundry.errors import Refusal

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
        while True:
            try:
                self._repo.lock.lock()
                return
            except LockError:  # DVC itself waited for a while
                continue

    def hold(self, stage: Any) -> None:
        """Lock what a running stage reads and writes against other DVC processes, as `dvc repro` does."""
        repo = self._repo
        hardlink = repo.config["core"].get("hardlink_lock", False)
        read = [dep.fs_path for dep in stage.deps if dep.protocol == "local" and dep.def_path]
        written = [out.fs_path for out in stage.outs]
        held = self._held[stage.addressing] = ExitStack()
        held.enter_context(rwlock(repo.tmp_dir, repo.fs, " ".join(sys.argv), read, written, hardlink))

    def release(self, name: str) -> None:
        """Unlock a stage's paths; fine where they are not locked."""
        with self._mutex:
            if held := self._held.pop(name, None):
                held.close()


def patiently(do: Callable[[], T], again: Callable[[], None], *, wait: bool) -> T:
    """Do something that needs paths which another DVC process may hold, while that runs a stage.

    Args:
        do: What to do.
        again: Called before each further try.
        wait: Whether to wait for the other process.

    Raises:
        Busy: There is another process, and this is not to wait.
    """
    said = False
    while True:
        try:
            return do()
        except LockError as error:
            if not wait:
                raise Busy(f"{_holder(error)} works here; wait until it has ended") from None
            if not said:
                print(f"waiting for {_holder(error)}, which works here", file=sys.stderr, flush=True)
            said = True
        time.sleep(0.5)
        again()


def _holder(error: LockError) -> str:
    """Return which process holds a path, as DVC's message has it."""
    found = re.search(r"\(PID (\d+)\): (.*)", str(error))
    return f"process {found[1]} ({found[2]})" if found else "another process"
