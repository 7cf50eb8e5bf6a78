"""`Run`: a DVC graph inside a Prefect flow. The flow has one line per stage; the edges are in dvc.yaml."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from confoundry.errors import BadInput
from confoundry.runner.ask import Ask
from confoundry.runner.dvc_books.ledger import RunLedger, take_ledger
from confoundry.runner.dvc_books.remote import NoRemote
from confoundry.runner.limits import seconds
from confoundry.runner.running import Line, Running
from confoundry.runner.screen import say
from confoundry.runner.warm import Warm


class Run:
    """A run of a DVC graph, used as `with Run("dvc.yaml", jobs=2) as run:` in a flow.

    Each call of `stage` in the block adds a stage. The stages start when the block ends, each after the stages that it
    reads from.

    Args:
        file: The graph; its targets are those of `dvc repro FILE`.
        jobs: How many stages run at once.
        ask: The options of the run; None runs all stages.
        warm: The commands that warm workers run; None for none.
        pull: Whether results are fetched from the DVC remote, unless `ask` says.

    Raises:
        BadInput: A line names an unknown stage, a stage comes before one that it reads from, or a stage has no line.
        RunFailed: A stage failed.
    """

    def __init__(
        self,
        file: str = "dvc.yaml",
        *,
        jobs: int = 2,
        ask: Ask | None = None,
        warm: Warm | None = None,
        pull: bool = False,
    ) -> None:
        if jobs < 1:
            raise BadInput("jobs", expected="at least 1", came=str(jobs), remedy="use a larger number")
        self._ask, self._jobs, self._warm = ask or Ask(), jobs, warm
        self._ledger = take_ledger(self._ask.stages or (file,), downstream=self._ask.downstream)
        if pull if self._ask.pull is None else self._ask.pull:
            _pull(self._ledger)
        self._lines: dict[str, Line] = {}

    def stage(self, name: str, *, limit: str | None = None, shows: Callable[[], None] | None = None) -> None:
        """Add a stage of dvc.yaml to the run, with all items of its matrix.

        Args:
            name: The name in dvc.yaml.
            limit: The time limit of one item, such as `30 min`.
            shows: Called when the last item has ended, failed or not. Publishes what the stage wrote.
        """
        line, reads = f"the flow: run.stage({name!r})", self._ledger.reads
        if name not in reads:
            raise BadInput(line, expected=f"a stage of dvc.yaml ({', '.join(reads)})", came=name, remedy="fix the name")
        if late := reads[name] - self._lines.keys():
            came = f"a place before {', '.join(sorted(late))}"
            raise BadInput(
                line, expected="a place after the stages that it reads from", came=came, remedy="move it down"
            )
        self._lines[name] = Line(seconds(limit, f"{line}: limit"), shows)

    def all(self, *, limit: str | None = None) -> None:
        """Add all stages to the run, for a graph that has no flow of its own."""
        self._lines = dict.fromkeys(self._ledger.reads, Line(seconds(limit, "limit")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            return
        if missing := self._ledger.reads.keys() - self._lines.keys():
            expected = f"a line for {', '.join(sorted(missing))}, as in dvc.yaml"
            raise BadInput("the flow", expected=expected, came="none", remedy="add it")
        Running(self._ledger, self._lines, jobs=self._jobs, ask=self._ask, warm=self._warm).run()


def _pull(ledger: RunLedger) -> None:
    """Let a run fetch from the remote; if that cannot be reached, say so and do without."""
    try:
        ledger.pull()
    except NoRemote as error:
        say(f"note: {error}; the run goes on without it")
