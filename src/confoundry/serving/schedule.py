"""The deployments, when each runs next, and whether the file that defines them has changed."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.responses import DeploymentResponse


class Watched:
    """A file whose changes are noticed.

    Args:
        path: The file; if it is missing, it has not changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = path.read_bytes()

    def changed(self) -> bool:
        """Return whether the content differs from when this was last asked."""
        try:
            text = self._path.read_bytes()
        except OSError:
            return False
        before, self._text = self._text, text
        return text != before


def described(client: "SyncPrefectClient") -> list[str]:
    """Return a line for each deployment: its name, and when it runs next or that it is started by hand."""
    deployments = sorted(client.read_deployments(), key=lambda one: one.name)
    width = max((len(one.name) for one in deployments), default=0)
    return [f"{one.name:<{width}}  {_when(one)}" for one in deployments]


def _when(deployment: "DeploymentResponse") -> str:
    active = [one.schedule for one in deployment.schedules if one.active]
    if deployment.paused or not active:
        return "when you start it"
    return ", ".join(_next(schedule) for schedule in active)


def _next(schedule: object) -> str:
    """Return a schedule in words; for a cron schedule, with its next time."""
    from prefect.client.schemas.schedules import CronSchedule

    if not isinstance(schedule, CronSchedule):
        return str(schedule)
    from prefect.server.schemas.schedules import CronSchedule as Known

    zone = schedule.timezone or "UTC"
    dates = asyncio.run(Known(cron=schedule.cron, timezone=zone).get_dates(1))
    return f"next at {dates[0]:%a %Y-%m-%d %H:%M} {zone} (cron {schedule.cron})" if dates else f"cron {schedule.cron}"
