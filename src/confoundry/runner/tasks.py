"""Steps as Prefect tasks: named as in dvc.yaml, tried again where that may help, and what each did as its state."""

from collections.abc import Callable
from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled, Completed, Failed, State

from confoundry.runner.past import in_words
from confoundry.runner.steps import Did, Outcome, Step

RETRIES, DELAYS = 2, [2.0, 10.0]  # times, seconds before each
DIED = "Died"


def submit(step: Step, do: Callable[[], Outcome], ended: Callable[[Outcome], None]) -> None:
    """Start a step as a task of the flow that runs.

    Args:
        step: The step.
        do: Does it; called again where it failed in a way that may pass.
        ended: Called once, with how it ended, in the task's thread.
    """
    last = [Outcome(Did.FAILED, says="Prefect did not run it", status=70)]

    def run() -> State[Any]:
        try:
            last[0] = do()
        except Exception as error:  # ours, not the stage's: the run goes on, and Prefect has the traceback
            last[0] = Outcome(Did.FAILED, says=f"{type(error).__name__}: {error}", status=70)
            raise
        return _state(last[0])

    task = Task(
        run,
        name=step.group,
        task_run_name=step.name.replace("{", "{{").replace("}", "}}"),
        retries=RETRIES,
        retry_delay_seconds=DELAYS,
        retry_condition_fn=_passing,
        cache_policy=NO_CACHE,
    )
    task.submit().add_done_callback(lambda _: ended(last[0]))


def _passing(_task: Any, _run: Any, state: State[Any]) -> bool:
    return state.name == DIED


def _state(outcome: Outcome) -> State[Any]:
    """Return a task's state: its name says what the step did, its message for how long and what came out."""
    name = DIED if outcome.passing else outcome.did.capitalize()
    took = f"in {in_words(outcome.seconds)}" if outcome.seconds else ""
    message = " · ".join(filter(None, [outcome.did, took, outcome.says]))
    if outcome.did is Did.STOPPED:
        return Cancelled(message=message)
    if not outcome.well:
        return Failed(name=name, message="\n".join([message, *outcome.tail]))
    return Completed(name=name, message=message)
