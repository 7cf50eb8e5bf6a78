"""What a server finds when it starts again: runs whose process is gone, and runs that were due meanwhile."""

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from confoundry.serving.processes import alive

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

TRIES = 3  # times that one run is started, the first included


def recover(client: "SyncPrefectClient") -> list[str]:
    """Put runs that died with their worker back in line, and leave one of a schedule's runs that are due.

    To be called while no worker is there.

    Returns:
        What was done, a line each.
    """
    return [*_dead(client), *_missed(client)]


def _dead(client: "SyncPrefectClient") -> list[str]:
    from prefect.states import Crashed, Scheduled

    lines = []
    for run in _runs(client, "RUNNING", "PENDING", "CANCELLING"):
        if at_work(run.infrastructure_pid):
            continue
        if run.run_count < TRIES and run.state_type != "CANCELLING":
            state = Scheduled(scheduled_time=run.expected_start_time, message="Its process was gone; it goes on.")
            lines.append(f"{run.name}: its process was gone; it goes on")
        else:
            state = Crashed(message="Its process was gone.")
            lines.append(f"{run.name}: its process was gone; marked as crashed")
        client.set_flow_run_state(run.id, state, force=True)
    return lines


def at_work(infrastructure: str | None) -> bool:
    """Return whether a run's process may still be at work: one of another machine may.

    Args:
        infrastructure: What Prefect stores of it, as `host:process`.
    """
    host, _, pid = (infrastructure or "").rpartition(":")
    return pid.isdigit() and (host not in ("", socket.gethostname()) or alive(int(pid), running="prefect"))


def _missed(client: "SyncPrefectClient") -> list[str]:
    """Cancel all but the last of each deployment's scheduled runs that are due."""
    from prefect.states import Cancelled

    due: dict[object, list[FlowRun]] = {}
    for run in _runs(client, "SCHEDULED"):
        if run.auto_scheduled and _due(run) <= datetime.now(UTC):
            due.setdefault(run.deployment_id, []).append(run)
    lines = []
    for runs in due.values():
        *missed, last = sorted(runs, key=_due)
        for run in missed:
            left = Cancelled(message=f"Left to {last.name}, which was due later.")
            client.set_flow_run_state(run.id, left, force=True)
        if missed:
            lines.append(f"{len(runs)} runs were due meanwhile; {last.name} stands for them")
    return lines


def _due(run: "FlowRun") -> datetime:
    return run.expected_start_time or datetime.max.replace(tzinfo=UTC)


def _runs(client: "SyncPrefectClient", *kinds: str) -> "list[FlowRun]":
    """Return the runs of deployments that are in a state of these kinds."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    kind = FlowRunFilterStateType(any_=[StateType(name) for name in kinds])
    chosen = FlowRunFilter(state=FlowRunFilterState(type=kind))
    found = client.read_flow_runs(flow_run_filter=chosen, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200)
    return [run for run in found if run.deployment_id is not None]
