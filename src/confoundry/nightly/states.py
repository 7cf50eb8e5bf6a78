"""The final state of a nightly audit's Prefect run: completed, failed or cancelled, with its message."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from confoundry.errors import Refusal
from confoundry.nightly.commands import CommandFailed
from confoundry.nightly.late import Superseded, check_newest
from confoundry.nightly.lock import AtWork
from confoundry.nightly.quiet import tidy_logs

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.tasks import Task

P = ParamSpec("P")


def ending(work: Callable[P, str]) -> "Callable[P, State[None]]":
    """Turn a flow function's result into a final state; the message of a refusal replaces its traceback."""

    @wraps(work)
    def inner(*arguments: P.args, **named: P.kwargs) -> "State[None]":
        from prefect.states import Cancelled, Completed, Failed

        tidy_logs()
        try:
            check_newest()
            return Completed(message=work(*arguments, **named))
        except (AtWork, Superseded) as reason:
            return Cancelled(message=str(reason))
        except Refusal as refusal:
            return Failed(message=str(refusal))

    return inner


def may_pass(_: "Task[..., object]", __: "TaskRun", state: "State[object]") -> bool:
    """Return whether trying again may help: after a failed command (the network may be down), not after bad input."""
    return isinstance(state.result(raise_on_failure=False), CommandFailed)
