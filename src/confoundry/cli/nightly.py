"""`confoundry nightly`: runs one nightly audit now."""

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from confoundry.cli.run import JOBS, Jobs

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

FLOW = "flows/nightly.py:nightly"


def nightly(
    jobs: Jobs = JOBS,
    record: Annotated[
        str,
        typer.Option(
            metavar="branch|none", help="Commit the results to nightly.record_branch of params.yaml, or nothing."
        ),
    ] = "branch",
    accept: Annotated[
        bool, typer.Option("--accept", help="Run nothing; accept the last recorded night, so that it no longer fails.")
    ] = False,
) -> None:
    """Run one nightly audit now, as the schedule does.

    The audit runs the newest commit of the branch in a separate checkout, compares the numbers, and records them.
    """
    from confoundry.errors import BadInput

    if accept:
        _accept()
        return

    if record not in ("branch", "none"):
        raise BadInput(
            "--record", expected="branch or none", came=record, remedy="the name of the branch is set in params.yaml"
        )
    if not Path(FLOW.split(":")[0]).is_file():
        raise BadInput(FLOW.split(":")[0], expected="a file", came="none", remedy="change to the study's folder")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        state = _spend(jobs, record)
    except KeyboardInterrupt:
        print("stopped; the next nightly audit continues from here", file=sys.stderr)
        raise typer.Exit(130) from None
    print(state.message, file=sys.stdout if state.is_completed() else sys.stderr)
    raise typer.Exit(0 if state.is_completed() else 75 if state.is_cancelled() else 1)


def _accept() -> None:
    """Accept the last recorded night, and print what that means."""
    from confoundry.files.params import read_section
    from confoundry.nightly.accepted import accept
    from confoundry.nightly.git import Git
    from confoundry.nightly.push import push_record
    from confoundry.nightly.settings import NightlySettings

    git, settings = Git(Path.cwd()), read_section("nightly", NightlySettings)
    print(accept(git, settings))
    for line in push_record(git, settings) if settings.push else ():
        print(line, file=sys.stderr)


def _spend(jobs: int, record: str) -> "State[None]":
    from confoundry.runner.server import use_server

    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    wait_for_server = use_server(Path.cwd())
    from prefect.flows import load_flow_from_entrypoint

    from confoundry.nightly.quiet import show_on_screen

    show_on_screen()
    flow = load_flow_from_entrypoint(FLOW)
    wait_for_server()
    return flow(jobs=jobs, record=record, return_state=True)
