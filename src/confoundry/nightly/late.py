"""Runs that pile up while no worker is there: the newest one stands for all of them."""

from typing import TYPE_CHECKING

from confoundry.errors import Refusal

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun


class Superseded(Refusal):
    """A later run of the same schedule is due already."""


def check_newest() -> None:
    """Refuse a scheduled run where a later one of its deployment is due too: after seven nights off, one is made up.

    Does nothing in a run that no schedule started.

    Raises:
        Superseded: Says when the run that goes on was due.
    """
    from prefect.runtime import flow_run

    if flow_run.id is None or flow_run.id == "":
        return
    later = _due_later(str(flow_run.id))
    if later and later.expected_start_time:
        raise Superseded(f"left to the run that was due later, at {later.expected_start_time:%Y-%m-%d %H:%M} UTC")


def _due_later(run_id: str) -> "FlowRun | None":
    """Return a run of the same deployment that was scheduled for later than this one and is due, or None."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.types._datetime import now

    with get_client(sync_client=True) as client:
        this = client.read_flow_run(run_id)  # pyright: ignore[reportArgumentType]
        if this.deployment_id is None or not this.auto_scheduled:
            return None
        due = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED, StateType.PENDING])),
                expected_start_time=FlowRunFilterExpectedStartTime(
                    after_=this.expected_start_time,
                    before_=now("UTC"),  # pyright: ignore[reportArgumentType]
                ),
            ),
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[this.deployment_id])),
        )
    return next((run for run in due if run.id != this.id and run.auto_scheduled), None)
