"""Scheduled runs that queued up while no worker was running: only the newest one is carried out."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from confoundry.errors import Refusal

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

GIVEN_UP = ("CANCELLED", "CANCELLING", "CRASHED")


class Superseded(Refusal):
    """A later run of the same schedule is already due."""


def check_newest() -> None:
    """Refuse a scheduled run if a later one of its deployment is due or has already run.

    After seven missed nights, one audit runs. Does nothing in a run that no schedule started.

    Raises:
        Superseded: The message names the time of the later run.
    """
    from prefect.runtime import flow_run

    later = _later(str(flow_run.id)) if flow_run.id else None
    if later and later.expected_start_time:
        raise Superseded(f"skipped: replaced by the later run of {later.expected_start_time:%Y-%m-%d %H:%M} UTC")


def _later(run_id: str) -> "FlowRun | None":
    """Return a run of the same schedule that was due after this one and was not cancelled or crashed, or None."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
    )

    with get_client(sync_client=True) as client:
        this = client.read_flow_run(UUID(run_id))
        if this.deployment_id is None or not this.auto_scheduled:
            return None
        due: Any = {"after_": this.expected_start_time, "before_": datetime.now(UTC)}
        found = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(expected_start_time=FlowRunFilterExpectedStartTime(**due)),
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[this.deployment_id])),
        )
    others = (run for run in found if run.id != this.id and run.auto_scheduled)
    return next((run for run in others if run.state_type not in GIVEN_UP), None)
