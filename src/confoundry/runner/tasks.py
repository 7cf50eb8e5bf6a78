"""Steps as Prefect tasks: named as in dvc.yaml, and retried after transient failures. The state says what each did."""

from collections.abc import Callable
from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Completed, Failed, State

from confoundry.runner.steps import Did, Step, StepOutcome
from confoundry.wording import duration

DELAYS = (2.0, 10.0)  # seconds before the second and the third try
DIED = "Died"
SAYS = {Did.UNCHANGED: "its inputs are unchanged", Did.RESTORED: "its outputs were restored from the cache"}


def submit(
    step: Step,
    do: Callable[[], StepOutcome],
    ended: Callable[[StepOutcome], None],
    *,
    after: list[PrefectFuture[Any]],
    pause: Callable[[float], object],
) -> PrefectFuture[Any]:
    """Start a step as a task of the current flow.

    Args:
        step: The step.
        do: Runs the step. It is called again after a transient failure.
        ended: Called once with the outcome, in the task's thread.
        after: Ended tasks of the steps that it reads from. Prefect draws an arrow from each.
        pause: Waits for a number of seconds, or until the run stops. Prefect's own delays would not notice the stop.
    """
    last = [StepOutcome(Did.FAILED, says="Prefect did not run it", status=70)]
    delays = iter((0.0, *DELAYS))

    def run() -> State[Any]:
        pause(next(delays))
        try:
            last[0] = do()
        except Exception as error:  # in our code, not in the stage: the run continues, and Prefect logs the traceback
            last[0] = StepOutcome(Did.FAILED, says=f"{type(error).__name__}: {error}", status=70)
            raise
        if last[0].log:
            get_run_logger().info(f"full log: {last[0].log}")
        return _state(step, last[0])

    task = Task(
        run,
        name=step.group,
        task_run_name=step.name.replace("{", "{{").replace("}", "}}"),
        retries=len(DELAYS),
        retry_condition_fn=_is_transient,
        cache_policy=NO_CACHE,
    )
    future = task.submit(wait_for=after, return_state=False)
    future.add_done_callback(lambda _: ended(last[0]))
    return future


def _is_transient(_task: Any, _run: Any, state: State[Any]) -> bool:
    return state.name == DIED


def _state(step: Step, outcome: StepOutcome) -> State[Any]:
    """Return a task's state. Its name says what the step did; its message says how long it took, and the result."""
    name = DIED if outcome.transient else outcome.did.capitalize()
    took = f"took {duration(outcome.seconds)}" if outcome.seconds else ""
    said = outcome.says.removeprefix(f"{step.group} · ")  # some stages print their own name
    message = " · ".join(filter(None, [took, said or SAYS.get(outcome.did, "")]))
    if outcome.did is Did.STOPPED:
        return Cancelled(message=message)
    if not outcome.succeeded:
        return Failed(name=name, message="\n".join([message, *outcome.tail]))
    return Completed(name=name, message=message)
