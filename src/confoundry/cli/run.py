"""`confoundry run`: does what `dvc repro` does, as a Prefect flow, with several stages at once."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from confoundry.cli.set_params import Set
from confoundry.cli.sharing import Pull, Push, check_remote, held, held_line, pulls, push_results

if TYPE_CHECKING:
    from confoundry.runner.ask import Ask

Stages = Annotated[
    list[str] | None,
    typer.Argument(metavar="STAGE", help="Stages to run, such as train or train@lighting-l2. Default: all."),
]
Downstream = Annotated[
    bool,
    typer.Option("--downstream", help="Run the given stages and those that depend on them, but not what they need."),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Run stages even if nothing changed.")]

Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="Number of stages that run at once.")]

JOBS = min(4, os.cpu_count() or 1)
FLOW = Path("flows/audit.py"), "audit"


def run(
    stages: Stages = None,
    jobs: Jobs = JOBS,
    force: Force = False,
    downstream: Downstream = False,
    settings: Set = None,
    pull: Pull = None,
    push: Push = False,
    keep_going: Annotated[
        bool,
        typer.Option(
            "--keep-going/--fail-fast", help="After a failure, run the stages that do not depend on it, or stop."
        ),
    ] = True,
) -> None:
    """Run the stages that changed, several at once.

    It does the same as `dvc repro` and writes the same files.
    """
    from confoundry.cli.study_check import check_study
    from confoundry.paths import GRAPH, PARAMS
    from confoundry.recorded import record
    from confoundry.runner.ask import Ask
    from confoundry.runner.dvc_books.ledger import RunLedger, keep_ledger, version_note
    from confoundry.runner.plan import plan
    from confoundry.runner.server import configured, use_server

    if note := version_note():
        print(f"note: {note}", file=sys.stderr)
    edited = check_study(settings or ())
    ask = Ask(stages=tuple(stages or ()), force=force, downstream=downstream, pull=pull, keep_going=keep_going)
    ledger = RunLedger(ask.stages, downstream=downstream, instead={PARAMS: edited.text} if edited else None)
    check_remote(ledger, pull=pull, push=push)
    if edited:  # only now that the given stages are known to exist
        edited.write()
        print(f"params.yaml: {', '.join(edited.changes)}", file=sys.stderr)
    planned = plan(ledger.steps, ledger.why(), force=force)
    if not configured() and not planned:
        print(f"Nothing to run: {len(ledger.steps)} of {len(ledger.steps)} stages are unchanged.")
        ledger.ended()
        record()
        _end(push=push)
        return
    if not (pulls(pull) or force) and (found := held(ledger, [one.step.name for one in planned], ask=False)):
        print(held_line(len(found), len(planned), ledger.remote.name, pull=False), file=sys.stderr)
    if not edited:
        keep_ledger(ledger, ask.stages or (str(GRAPH),), downstream=downstream)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run_flow(jobs, ask, use_server(ledger.root))
    except KeyboardInterrupt:
        print("stopped; the next `confoundry run` continues from here", file=sys.stderr)
        raise typer.Exit(130) from None
    finally:
        _record(quietly=sys.exception() is not None)
    _end(push=push)


def _end(*, push: bool) -> None:
    """Print the table of causes if the study has many variants (for few, `verdicts` shows more); push the results."""
    from confoundry.cli.causes import show_causes
    from confoundry.cli.study_check import is_study

    if is_study():
        show_causes()
    if push:
        push_results()


def _record(*, quietly: bool) -> None:
    """Record which machine computed the numbers; after a failed run, errors in doing so are not reported."""
    from confoundry.errors import Refusal
    from confoundry.recorded import record

    try:
        record()
    except Refusal:
        if not quietly:
            raise


def _run_flow(jobs: int, ask: "Ask", wait_for_server: Callable[[], None]) -> None:
    """Load and run the study's flow, or one for any graph; only its own lines go to the screen, not Prefect's."""
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    from prefect.flows import load_flow_from_entrypoint

    from confoundry.paths import nearest
    from confoundry.runner.screen import show_on_screen

    show_on_screen()
    file, name = FLOW
    found = nearest(file)
    if found.is_file():
        flow = load_flow_from_entrypoint(f"{found}:{name}")
    else:
        from confoundry.runner.any_graph import any_graph as flow
    with _full_disk_told():
        wait_for_server()
        with _tagged():
            flow(jobs=jobs, ask=ask)


@contextmanager
def _tagged() -> Iterator[None]:
    """Tag a run with its process, and with the nightly audit that it is part of; mark killed runs as crashed."""
    from prefect import tags
    from prefect.client.orchestration import get_client

    from confoundry.crashed import mark_crashed, process_tag
    from confoundry.nightly.audit import NIGHT

    with get_client(sync_client=True) as client:
        for name in mark_crashed(client):
            print(f"note: the run {name} was killed; Prefect now shows it as crashed", file=sys.stderr)
    night = os.environ.get(NIGHT)
    with tags(process_tag(), *([f"night:{night}"] if night else [])):
        yield


@contextmanager
def _full_disk_told() -> Iterator[None]:
    """Report a full disk as such: Prefect's server only says that it failed."""
    from confoundry.files.disk import full
    from confoundry.runner.running import RunFailed

    try:
        yield
    except RunFailed:
        raise
    except Exception as error:
        if said := full(Path()):
            raise said from error
        raise
