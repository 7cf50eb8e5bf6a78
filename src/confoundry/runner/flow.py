"""`Run`: a DVC graph inside a Prefect flow, a line per stage, with no edges: those are in dvc.yaml."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from confoundry.errors import BadInput
from confoundry.runner.ask import Ask
from confoundry.runner.dvc_books.books import Books
from confoundry.runner.limits import seconds
from confoundry.runner.running import Line, Running
from confoundry.runner.warm import Warm


class Run:
    """A run of a DVC graph; to be used as `with Run("dvc.yaml", jobs=2) as run:` in a flow.

    Lines say which stages there are; they start when the block ends, each when what it reads has ended.

    Args:
        file: The graph; its targets are those of `dvc repro FILE`.
        jobs: How many stages run at once.
        ask: What is asked of the run; None for all stages.
        warm: Which commands warm workers take; None for none.

    Raises:
        BadInput: A line names a stage that is not there, one comes before what it reads, or a stage has no line.
        RunFailed: A stage failed.
    """

    def __init__(
        self, file: str = "dvc.yaml", *, jobs: int = 2, ask: Ask | None = None, warm: Warm | None = None
    ) -> None:
        if jobs < 1:
            raise BadInput("jobs", expected="at least 1", came=str(jobs), remedy="mend it")
        self._ask, self._jobs, self._warm = ask or Ask(), jobs, warm
        self._books = Books(self._ask.stages or (file,), downstream=self._ask.downstream)
        self._lines: dict[str, Line] = {}

    def stage(self, name: str, *, limit: str | None = None, shows: Callable[[], None] | None = None) -> None:
        """Say that a stage of dvc.yaml belongs to the run: all of its matrix, where it has one.

        Args:
            name: As in dvc.yaml.
            limit: The longest that one may run, as `30 min`.
            shows: Called when the stage's last one has ended, well or not: publishes what it made.
        """
        line, reads = f"the flow's line {name!r}", self._books.reads
        if name not in reads:
            raise BadInput(line, expected=f"one of dvc.yaml's: {', '.join(reads)}", came=name, remedy="mend it")
        if late := reads[name] - self._lines.keys():
            came = f"it before {', '.join(sorted(late))}"
            raise BadInput(line, expected="it after what it reads", came=came, remedy="move it down")
        self._lines[name] = Line(seconds(limit, f"{line}: limit"), shows)

    def all(self, *, limit: str | None = None) -> None:
        """Say that every stage belongs to the run: for a graph that nobody wrote lines for."""
        self._lines = dict.fromkeys(self._books.reads, Line(seconds(limit, "limit")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            return
        if missing := self._books.reads.keys() - self._lines.keys():
            expected = f"a line for {', '.join(sorted(missing))}, as dvc.yaml has"
            raise BadInput("the flow", expected=expected, came="none", remedy="add it")
        Running(self._books, self._lines, jobs=self._jobs, ask=self._ask, warm=self._warm).run()
