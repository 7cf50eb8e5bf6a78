"""A run that goes on: starts steps as they become ready, waits for them, and says how they ended."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Queue as Mailbox
from typing import Any

from confoundry.errors import Refusal
from confoundry.runner.ask import Ask
from confoundry.runner.children import Children
from confoundry.runner.dvc_books.books import Books
from confoundry.runner.limits import seconds
from confoundry.runner.lines import closing_lines, failed_message, failure_lines, step_line
from confoundry.runner.logs import new_run
from confoundry.runner.past import Past, time_left
from confoundry.runner.plan import plan
from confoundry.runner.queue import Queue
from confoundry.runner.screen import ProgressBar, say
from confoundry.runner.steps import Did, Outcome, Step, nearest
from confoundry.runner.tasks import submit
from confoundry.runner.warm import Warm, Workers
from confoundry.runner.work import Work


class RunFailed(Refusal):
    """Stages failed; the message names them.

    Attributes:
        status: The exit status of the first: 2, 70 or 75 as it came, else 1.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status if status in (2, 70, 75) else 1


@dataclass(frozen=True)
class Line:
    """What a flow's line says of a stage.

    Attributes:
        limit: The longest that one may run, in seconds.
        shows: Publishes what the stage made.
    """

    limit: float | None = None
    shows: Callable[[], None] | None = None


class Running:
    """The steps of a run, and all that they share.

    Args:
        books: The graph.
        lines: What the flow says of each stage, by its name in dvc.yaml.
        jobs: How many steps run at once.
        ask: What is asked of the run.
        warm: Which commands warm workers take.
    """

    def __init__(self, books: Books, lines: Mapping[str, Line], *, jobs: int, ask: Ask, warm: Warm | None) -> None:
        self._lines, self._jobs = lines, jobs
        self._children = Children()
        self._workers = Workers(jobs, self._children)
        self._past = Past(books.root)
        self._work = Work(books, self._children, self._workers, warm, new_run(books.root), ask.force)
        self._queue = Queue(books.steps, keep_going=ask.keep_going)
        self._limits = {step.name: self._limit(step) for step in books.steps}
        self._expected = {one.step.name for one in plan(books.steps, books.why(), force=ask.force)}
        self._ended: Mailbox[tuple[Step, Outcome]] = Mailbox()
        self._stopped = threading.Event()
        self._tasks: dict[str, Any] = {}
        self._nearest = nearest(books.steps)

    def _limit(self, step: Step) -> float | None:
        line = self._lines.get(step.group, Line())
        return line.limit or seconds(step.limit, f"dvc.yaml: {step.name}: meta.limit")

    def run(self) -> None:
        """Run all steps; RunFailed where one failed."""
        start, bar = time.monotonic(), ProgressBar()
        try:
            while self._queue.left:
                for step in self._queue.take(self._jobs - len(self._queue.running)):
                    self._start(step)
                self._note(*self._ended.get())
                _shown(lambda: bar.show(self._queue.share))
            self._work.books.ended()
        finally:
            self._stopped.set()
            self._work.books.stop()
            self._children.end_all()
            self._workers.end()
        tally = self._queue.tally
        say(*closing_lines(tally, time.monotonic() - start))
        if failed := tally.failed:
            first = next(iter(failed.values()))
            raise RunFailed(failed_message(list(failed), tally.of(Did.SKIPPED)), first.status)

    def _start(self, step: Step) -> None:
        limit = self._limits[step.name]
        self._tasks[step.name] = submit(
            step,
            lambda: self._work.do(step, limit),
            lambda outcome: self._ended.put((step, outcome)),
            after=[self._tasks[name] for name in self._nearest[step.name] if name in self._tasks],
            pause=self._stopped.wait,
        )

    def _note(self, step: Step, outcome: Outcome) -> None:
        """Take in how a step ended, and say so."""
        queue = self._queue
        queue.end(step.name, outcome)
        if outcome.did is Did.RAN and outcome.seconds:
            self._past.note(step.name, outcome.seconds)
        if outcome.did is not Did.UNCHANGED:
            left = time_left([one for one in queue.left if one.name in self._expected], self._past.seconds, self._jobs)
            say(step_line(step.name, outcome, queue.ended, queue.of, left))
        if not outcome.well:
            say(*failure_lines(step.name, outcome)[1:])
        line = self._lines.get(step.group)
        if line and line.shows and all(one.group != step.group for one in queue.left):
            _shown(line.shows)


def _shown(show: Callable[[], None]) -> None:
    """Show something in Prefect's pages; that it cannot be shown, or is not there after a failure, ends no run."""
    try:
        show()
    except Exception as error:
        say(f"not shown in Prefect: {' '.join(str(error).split())[:200]}")
