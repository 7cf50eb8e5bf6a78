"""Running one step: DVC's bookkeeping before it, its commands, and the bookkeeping after it."""

import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path

from confoundry.files.disk import full, refusal
from confoundry.runner.children import Children, Ending, time_limit
from confoundry.runner.dvc_books.ledger import RunLedger
from confoundry.runner.dvc_books.locks import NotDone
from confoundry.runner.environment import environment
from confoundry.runner.logs import last_lines, log_file
from confoundry.runner.steps import Did, Step, StepOutcome
from confoundry.runner.warm import Warm, Workers

TAIL = 12  # lines of a failed step's log
DEADLY = {signal.SIGHUP, signal.SIGABRT, signal.SIGBUS, signal.SIGKILL, signal.SIGSEGV, signal.SIGPIPE, signal.SIGTERM}


@dataclass
class Work:
    """What the steps of a run share.

    Attributes:
        ledger: DVC's bookkeeping.
        children: The running processes.
        workers: The warm workers.
        warm: The commands that they run.
        logs: The folder of this run's logs.
        force: Whether steps run even if nothing changed.
    """

    ledger: RunLedger
    children: Children
    workers: Workers
    warm: Warm | None
    logs: Path
    force: bool

    def do(self, step: Step, limit: float | None) -> StepOutcome:
        """Run a step and return how it ended. An error in a stage does not raise here."""
        try:
            did = self.ledger.prepare(step.name, force=self.force)
            if did is not Did.RAN or not step.commands:
                return StepOutcome(did)
            try:
                outcome = self._run(step, limit)
                return self._recorded(step, outcome) if outcome.succeeded else outcome
            finally:
                self.ledger.release(step.name)
        except (NotDone, OSError) as error:
            return _not_done(error, StepOutcome(Did.FAILED))
        except Ending:
            return StepOutcome(Did.STOPPED)

    def _recorded(self, step: Step, outcome: StepOutcome) -> StepOutcome:
        try:
            self.ledger.record(step.name)
        except (NotDone, OSError) as error:  # such as a missing output: its log may say why
            return _not_done(error, outcome)
        return outcome

    def _run(self, step: Step, limit: float | None) -> StepOutcome:
        """Run a step's commands in order, until one fails or time is up."""
        log = log_file(self.logs, step.name)
        log.touch()
        before, start = log.stat().st_size, time.monotonic()
        status, up = 0, False
        for command in step.commands:
            left = None if limit is None else max(limit - (time.monotonic() - start), 0.01)
            status, up = self._command(step, command, log, left)
            if status or up:
                break
        took = time.monotonic() - start
        if self.children.ending:
            return StepOutcome(Did.STOPPED, took, log=str(log))
        tail = last_lines(log, before, TAIL)
        if up:
            return StepOutcome(Did.FAILED, took, f"took longer than its limit of {limit:g} s", 1, tail, str(log))
        if status:
            why = full(self.logs)  # on a full disk, the log may miss the command's own message
            says = f"{_ended(status)}; {why}" if why else _ended(status)
            return StepOutcome(Did.FAILED, took, says, status, tail, str(log))
        return StepOutcome(Did.RAN, took, tail[-1] if tail else "", tail=tail, log=str(log))

    def _command(self, step: Step, command: str, log: Path, limit: float | None) -> tuple[int, bool]:
        words, folder, env = self.ledger.process(step.name, command)
        env = environment(self.ledger.root, env)
        if self.warm and (taken := self.warm.taken(command)):
            request = {"function": taken[0], "argv": taken[1], "folder": folder, "env": env, "log": str(log)}
            with self.workers.one() as worker:
                return worker.call(request, limit)
        with log.open("a", encoding="utf-8") as file:
            process = self.children.guarded(words, folder, env, file)
            with time_limit(process, limit) as up:
                status = process.wait()
        self.children.ended(process)
        return (128 - status if status - 128 in DEADLY else status), up.is_set()  # a shell returns 128 + signal


def _not_done(error: NotDone | OSError, outcome: StepOutcome) -> StepOutcome:
    """Return an outcome as a failure that says why DVC's bookkeeping failed, or which disk error occurred."""
    said = refusal(error)
    if said is None and isinstance(error, OSError):
        raise error
    return replace(outcome, did=Did.FAILED, says=str(said or error), status=said.status if said else 1)


def _ended(status: int) -> str:
    return f"ended by signal {-status}" if status < 0 else f"ended with status {status}"
