"""Prefect's runs whose process was killed: at the next start they are marked as crashed, with their tasks."""

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

MARK = "process"
SAME = 60  # seconds: a start within them is that of the same process; the clock that it is read from may be set
CRASHED = "Its process was killed."


def process_tag() -> str:
    """Return the tag of runs that this process carries out: `process:host:id:start`. An id alone is reused."""
    process = psutil.Process()
    return f"{MARK}:{socket.gethostname()}:{process.pid}:{process.create_time():.0f}"


def gone(tags: "list[str]") -> bool:
    """Return whether the process of a run has ended, according to the run's tags; false if they do not say."""
    for tag in tags:
        kind, _, rest = tag.partition(":")
        host, _, place = rest.partition(":")
        pid, _, start = place.partition(":")
        if kind == MARK and host == socket.gethostname() and pid.isdigit():
            return int(pid) != os.getpid() and not _runs(int(pid), start)
    return False


def _runs(pid: int, start: str) -> bool:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - float(start)) < SAME
    return False


def mark_crashed(client: "SyncPrefectClient") -> list[str]:
    """Mark the runs whose process is gone as crashed, with their tasks. Returns the names of the runs."""
    from prefect.states import Crashed

    dead = [run for run in _unfinished(client) if gone(run.tags)]
    for run in dead:
        mark_tasks(client, run)
        client.set_flow_run_state(run.id, Crashed(message=CRASHED), force=True)
    return [run.name for run in dead]


def mark_tasks(client: "SyncPrefectClient", run: "FlowRun") -> None:
    """Mark the tasks of a run that its process left running as crashed."""
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterId,
        TaskRunFilter,
        TaskRunFilterState,
        TaskRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    left = TaskRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
    found = client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])),
        task_run_filter=TaskRunFilter(state=TaskRunFilterState(type=left)),
    )
    for task in found:
        client.set_task_run_state(task.id, Crashed(message=CRASHED), force=True)


def _unfinished(client: "SyncPrefectClient") -> "list[FlowRun]":
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType

    states = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
    return client.read_flow_runs(flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=states)), limit=200)
