"""What a server finds when it starts again: runs whose process is gone, and runs that were due meanwhile."""

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

TRIES = 3  # times that one run is started, the first included


def recover(client: "SyncPrefectClient") -> list[str]:
    """Start runs again that died with their worker, and leave one of the runs that were due while none was there.

    To be called while no worker is there.

    Returns:
        What was done, a line each.
    """
    return [*_dead(client), *_missed(client)]


def _dead(client: "SyncPrefectClient") -> list[str]:
    from prefect.states import Crashed, Scheduled

    lines = []
    for run in _runs(client, "RUNNING", "PENDING", "CANCELLING"):
        if alive(run.infrastructure_pid):
            continue
        again = run.run_count < TRIES and run.state_type != "CANCELLING"
        state = (
            Scheduled(message="Its process was gone; it goes on.") if again else Crashed(message="Its process is gone.")
        )
        client.set_flow_run_state(run.id, state, force=True)
        lines.append(f"{run.name}: its process is gone; {'it starts again' if again else 'marked as crashed'}")
    return lines


def alive(infrastructure: str | None) -> bool:
    """Return whether a run's process may still be at work: one of another machine may.

    Args:
        infrastructure: What Prefect stores of it, as `host:process`.
    """
    host, _, pid = (infrastructure or "").rpartition(":")
    if not pid.isdigit():
        return False
    if host and host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _missed(client: "SyncPrefectClient") -> list[str]:
    """Cancel all but the last of each deployment's scheduled runs that are due."""
    from prefect.states import Cancelled
    from prefect.types._datetime import now

    due: dict[object, list[FlowRun]] = {}
    for run in _runs(client, "SCHEDULED"):
        if (
            run.auto_scheduled
            and run.run_count == 0
            and run.expected_start_time
            and run.expected_start_time <= now("UTC")
        ):
            due.setdefault(run.deployment_id, []).append(run)
    lines = []
    for runs in due.values():
        *missed, last = sorted(runs, key=lambda run: run.expected_start_time or now("UTC"))
        for run in missed:
            client.set_flow_run_state(
                run.id, Cancelled(message=f"Left to {last.name}, which was due later."), force=True
            )
        if missed:
            lines.append(f"{len(missed) + 1} runs were due meanwhile; {last.name} stands for them")
    return lines


def _runs(client: "SyncPrefectClient", *kinds: str) -> "list[FlowRun]":
    """Return the runs of deployments that are in a state of these kinds."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType

    kind = FlowRunFilterStateType(any_=[StateType(name) for name in kinds])
    found = client.read_flow_runs(flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=kind)), limit=200)
    return [run for run in found if run.deployment_id is not None]
