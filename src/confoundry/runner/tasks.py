"""Steps as Prefect tasks: named as in dvc.yaml, tried again where that may help, and what each did as its state."""

from collections.abc import Callable
from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Completed, Failed, State

from confoundry.runner.past import in_words
from confoundry.runner.steps import Did, Outcome, Step

DELAYS = (2.0, 10.0)  # seconds before the second and the third try
DIED = "Died"
SAYS = {Did.UNCHANGED: "nothing that it reads changed", Did.RESTORED: "its outputs came from the cache"}


def submit(
    step: Step,
    do: Callable[[], Outcome],
    ended: Callable[[Outcome], None],
    *,
    after: list[PrefectFuture[Any]],
    pause: Callable[[float], object],
) -> PrefectFuture[Any]:
    """Start a step as a task of the flow that runs.

    Args:
        step: The step.
        do: Does it; called again where it failed in a way that may pass.
        ended: Called once, with how it ended, in the task's thread.
        after: Tasks that have ended, of steps that it reads from: Prefect draws an arrow from each.
        pause: Waits for so many seconds, or until the run ends; Prefect's own delays would hold that end up.
    """
    last = [Outcome(Did.FAILED, says="Prefect did not run it", status=70)]
    delays = iter((0.0, *DELAYS))

    def run() -> State[Any]:
        pause(next(delays))
        try:
            last[0] = do()
        except Exception as error:  # ours, not the stage's: the run goes on, and Prefect has the traceback
            last[0] = Outcome(Did.FAILED, says=f"{type(error).__name__}: {error}", status=70)
            raise
        if last[0].log:
            get_run_logger().info(f"all that it printed: {last[0].log}")
        return _state(step, last[0])

    task = Task(
        run,
        name=step.group,
        task_run_name=step.name.replace("{", "{{").replace("}", "}}"),
        retries=len(DELAYS),
        retry_condition_fn=_passing,
        cache_policy=NO_CACHE,
    )
    future = task.submit(wait_for=after, return_state=False)
    future.add_done_callback(lambda _: ended(last[0]))
    return future


def _passing(_task: Any, _run: Any, state: State[Any]) -> bool:
    return state.name == DIED


def _state(step: Step, outcome: Outcome) -> State[Any]:
    """Return a task's state: its name says what the step did, its message for how long and what came out."""
    name = DIED if outcome.passing else outcome.did.capitalize()
    took = f"took {in_words(outcome.seconds)}" if outcome.seconds else ""
    said = outcome.says.removeprefix(f"{step.group} · ")  # some stages say their own name
    message = " · ".join(filter(None, [took, said or SAYS.get(outcome.did, "")]))
    if outcome.did is Did.STOPPED:
        return Cancelled(message=message)
    if not outcome.well:
        return Failed(name=name, message="\n".join([message, *outcome.tail]))
    return Completed(name=name, message=message)
