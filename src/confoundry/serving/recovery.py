"""Recovery after a restart: runs whose process is gone, and runs that were due in the meantime."""

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from confoundry.crashed import mark_crashed, mark_tasks
from confoundry.serving.processes import alive

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

TRIES = 3  # how often a run is started, the first time included


def recover(client: "SyncPrefectClient") -> list[str]:
    """Reschedule runs that died with their worker, and keep only the last of each schedule's overdue runs.

    Call it while no worker is running.

    Returns:
        What was done, one line per run or schedule.
    """
    killed = [f"{name}: its process was killed; marked as crashed" for name in mark_crashed(client)]
    return [*killed, *_dead(client), *_missed(client)]


def _dead(client: "SyncPrefectClient") -> list[str]:
    from prefect.states import Crashed, Scheduled

    lines = []
    for run in _runs(client, "RUNNING", "PENDING", "CANCELLING"):
        if at_work(run.infrastructure_pid):
            continue
        mark_tasks(client, run)
        if run.run_count < TRIES and run.state_type != "CANCELLING":
            state = Scheduled(
                scheduled_time=run.expected_start_time, message="Its process was gone; it will be resumed."
            )
            lines.append(f"{run.name}: its process was gone; it will be resumed")
        else:
            state = Crashed(message="Its process was gone.")
            lines.append(f"{run.name}: its process was gone; marked as crashed")
        client.set_flow_run_state(run.id, state, force=True)
    return lines


def at_work(infrastructure: str | None) -> bool:
    """Return whether a run's process may still be running; on another machine it may.

    Args:
        infrastructure: What Prefect stores about it, as `host:process`.
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
            left = Cancelled(message=f"Skipped: replaced by the later run {last.name}.")
            client.set_flow_run_state(run.id, left, force=True)
        if missed:
            lines.append(f"{len(runs)} scheduled runs were missed; only {last.name} will run")
    return lines


def _due(run: "FlowRun") -> datetime:
    return run.expected_start_time or datetime.max.replace(tzinfo=UTC)


def _runs(client: "SyncPrefectClient", *kinds: str) -> "list[FlowRun]":
    """Return the runs of deployments whose state is of one of these kinds."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    kind = FlowRunFilterStateType(any_=[StateType(name) for name in kinds])
    chosen = FlowRunFilter(state=FlowRunFilterState(type=kind))
    found = client.read_flow_runs(flow_run_filter=chosen, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200)
    return [run for run in found if run.deployment_id is not None]
