"""Runs the nightly audit: the study's whole graph, in the checkout, through the command line."""

import json
from pathlib import Path

from confoundry.errors import NotFit, Refusal
from confoundry.nightly.commands import CommandFailed, stream
from confoundry.page_address import page_address
from confoundry.paths import VALIDATION, VALIDATION_PAGE

SHOWN = 5  # failed checks, at most
NIGHT = "CONFOUNDRY_NIGHT"  # environment variable: the id of the nightly audit's Prefect run


def audit_command(jobs: int, *, pull: bool) -> list[str]:
    """Return the command that runs the whole graph."""
    return ["confoundry", "run", "--jobs", str(jobs), *(["--pull"] if pull else [])]


def run_audit(folder: Path, jobs: int, *, pull: bool, lock: int, night: str | None = None) -> None:
    """Run the audit and print its output.

    Args:
        folder: The study's root in the checkout.
        jobs: The number of stages that run at the same time.
        pull: Whether results are fetched from the DVC remote instead of computed.
        lock: The descriptor of the checkout's lock, which the audit holds too.
        night: The id of the nightly audit's Prefect run, with which the audit's own run is found.

    Raises:
        NotFit: The data are not fit for an audit, or another stage answered "no".
        Refusal: The audit failed.
    """
    command = audit_command(jobs, pull=pull)
    done = stream(command, folder, keep_open=lock, more={NIGHT: night} if night else {})
    if done.status == 0:
        return
    if unfit := _unfit(folder):
        raise NotFit(unfit)
    failed = CommandFailed(command, done.status, done.out)
    raise NotFit(str(failed)) if done.status == 1 else Refusal(str(failed))


def _unfit(folder: Path) -> str | None:
    """Return which checks the data failed, in words; None if they are fit."""
    try:
        found = json.loads((folder / VALIDATION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("fit") != "no":
        return None
    failed = found.get("failed")
    checks = [f"{name} ({count})" for name, count in failed.items()] if isinstance(failed, dict) else []
    more = f" and {len(checks) - SHOWN} more" if len(checks) > SHOWN else ""
    page = page_address(folder / VALIDATION_PAGE)
    return f"The data are not fit for an audit: {', '.join(checks[:SHOWN])}{more}.\nPage: {page}"
