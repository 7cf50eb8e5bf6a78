"""A run in progress: starts steps when they are ready, waits for them, and prints how they ended."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from queue import Queue as Mailbox
from typing import Any

from confoundry.errors import Refusal
from confoundry.runner.ask import Ask
from confoundry.runner.children import Children
from confoundry.runner.dvc_books.ledger import RunLedger
from confoundry.runner.limits import Every, seconds
from confoundry.runner.lines import closing_lines, failed_message, failure_lines, step_line
from confoundry.runner.logs import new_run
from confoundry.runner.past import Past, time_left
from confoundry.runner.plan import plan
from confoundry.runner.queue import Queue
from confoundry.runner.screen import ProgressBar, say
from confoundry.runner.steps import Did, Step, StepOutcome, nearest
from confoundry.runner.tasks import submit
from confoundry.runner.warm import Warm, Workers
from confoundry.runner.work import Work


class RunFailed(Refusal):
    """Stages failed. The message names them.

    Attributes:
        status: The exit status of the first failed stage if it is 2, 70 or 75, otherwise 1.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status if status in (2, 70, 75) else 1


@dataclass(frozen=True)
class Line:
    """The options of one stage in a flow.

    Attributes:
        limit: The time limit of one item of the stage, in seconds.
        shows: Publishes what the stage wrote.
    """

    limit: float | None = None
    shows: Callable[[], None] | None = None


class Running:
    """The steps of a run, and what they share.

    Args:
        ledger: The graph and its records.
        lines: The flow's options for each stage, by its name in dvc.yaml.
        jobs: How many steps run at once.
        ask: The options of the run.
        warm: The commands that warm workers run.
    """

    def __init__(self, ledger: RunLedger, lines: Mapping[str, Line], *, jobs: int, ask: Ask, warm: Warm | None) -> None:
        self._lines, self._jobs = lines, jobs
        self._children = Children()
        self._workers = Workers(jobs, self._children)
        self._past = Past(ledger.root)
        self._work = Work(ledger, self._children, self._workers, warm, new_run(ledger.root), ask.force)
        planned = plan(ledger.steps, ledger.why(), force=ask.force)
        self._expected = {one.step.name for one in planned}
        self._changed = {one.step.name for one in planned if one.why}
        unchanged = {step.name for step in ledger.steps} - self._expected
        self._queue = Queue(ledger.steps, unchanged=unchanged, keep_going=ask.keep_going)
        self._limits = {step.name: self._limit(step) for step in ledger.steps}
        self._ended: Mailbox[tuple[Step, StepOutcome]] = Mailbox()
        self._stopped = threading.Event()
        self._tasks: dict[str, Any] = {}
        self._nearest = nearest(ledger.steps)
        self._every = Every(1)
        self._left: float | None = None
        self._failures: dict[tuple[str, tuple[str, ...]], str] = {}

    def _limit(self, step: Step) -> float | None:
        line = self._lines.get(step.group, Line())
        return line.limit or seconds(step.limit, f"dvc.yaml: {step.name}: meta.limit")

    def run(self) -> None:
        """Run all steps.

        Raises:
            RunFailed: A step failed.
        """
        start, bar = time.monotonic(), ProgressBar()
        try:
            self._publish(list(self._lines))
            while not self._queue.empty:
                for step in self._queue.take(self._jobs - len(self._queue.running)):
                    self._start(step)
                self._note(*self._ended.get())
                _shown(lambda: bar.show(self._queue.share))
            self._work.ledger.ended()
        finally:
            self._stopped.set()
            self._past.write()
            self._work.ledger.stop()
            self._children.end_all()
            self._workers.end()
        tally = self._queue.tally
        say(*closing_lines(tally, time.monotonic() - start))
        if failed := tally.failed:
            first = next(iter(failed.values()))
            raise RunFailed(failed_message(list(failed), tally.of(Did.SKIPPED)), first.status)

    def _start(self, step: Step) -> None:
        """Start a step as a task. Steps that are unchanged have no task; the run's last line counts them."""
        if step.name not in self._changed and self._work.ledger.unchanged(step.name):
            self._ended.put((step, StepOutcome(Did.UNCHANGED)))
            return
        limit = self._limits[step.name]
        self._tasks[step.name] = submit(
            step,
            lambda: self._work.do(step, limit),
            lambda outcome: self._ended.put((step, outcome)),
            after=[self._tasks[name] for name in self._nearest[step.name] if name in self._tasks],
            pause=self._stopped.wait,
        )

    def _note(self, step: Step, outcome: StepOutcome) -> None:
        """Record how a step ended, and print it."""
        queue = self._queue
        queue.end(step.name, outcome)
        if outcome.did is Did.RAN and outcome.seconds:
            self._past.note(step.name, outcome.seconds)
        if outcome.did is not Did.UNCHANGED:
            said = self._once(step, outcome)
            say(step_line(step.name, said, queue.ended, queue.of, self._time_left()), *failure_lines(said))
        self._publish([step.group])

    def _once(self, step: Step, outcome: StepOutcome) -> StepOutcome:
        """Return what to print of an outcome: a failure just like an earlier one, as on a full disk, names that one."""
        if outcome.succeeded:
            return replace(outcome, tail=())
        first = self._failures.setdefault((outcome.says, outcome.tail), step.name)
        return outcome if first == step.name else replace(outcome, says=f"like {first}", tail=())

    def _time_left(self) -> float | None:
        """Return about how long the rest takes, in seconds. It is worked out anew at most once a second."""
        if self._every.due():
            left = [one for one in self._queue.left if one.name in self._expected]
            self._left = time_left(left, self._past.seconds, self._jobs)
        return self._left

    def _publish(self, groups: Sequence[str]) -> None:
        """Publish what those of the given groups wrote whose steps have all ended."""
        for group in groups:
            shows = self._lines.get(group, Line()).shows
            if shows and all(one.group != group for one in self._queue.left):
                _shown(shows)


def _shown(show: Callable[[], None]) -> None:
    """Show something in Prefect's pages. An error here does not stop the run."""
    try:
        show()
    except Exception as error:
        say(f"could not be shown in Prefect: {' '.join(str(error).split())[:200]}")
