"""`confoundry serve`: everything that prefect.yaml needs, in one program, until it is stopped."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confoundry.errors import BadInput
from confoundry.files.params import read_section
from confoundry.nightly.lock import AtWork, locked
from confoundry.nightly.settings import NightlySettings
from confoundry.page_address import OWN, SERVED
from confoundry.paths import PAGE
from confoundry.serving import home as homes
from confoundry.serving.by_hand import by_hand
from confoundry.serving.environment import HOST, api_url, environment, zone_of
from confoundry.serving.processes import Served, kill_left
from confoundry.serving.schedule import Watched
from confoundry.serving.server import SERVER, NotServing, check_port, deploy, pools, start_server, start_workers

DESCRIPTION = "prefect.yaml"
LIVES = 5  # workers, one after the other


def serve_study(study: Path, port: int) -> None:
    """Start a server, pools and workers for the study's prefect.yaml, and stop them all at the end.

    Raises:
        BadInput: There is no prefect.yaml, the port is in use, or the study is already being served.
        NotServing: The server or the workers stopped unexpectedly.
    """
    if not (study / DESCRIPTION).is_file():
        remedy = "change to the study's folder"
        raise BadInput(DESCRIPTION, expected="a file", came="none", remedy=remedy)
    names = pools(study / DESCRIPTION)
    zone = zone_of(read_section("nightly", NightlySettings, study / "params.yaml"))
    home = homes.home_of(study, os.environ)
    homes.prepare(study, home)
    with _alone(study):
        if left := kill_left(study):
            print(f"Stopped {left} processes that an earlier `confoundry serve` had left running.")
        served, log = _prepared(study, home, port, zone), home / "server.log"
        with _stopped_by_signals(served):
            print(f"Starting Prefect's server on {HOST}:{port}; the first start takes a minute.", flush=True)
            start_server(served, port, log)
            watched = Watched(study / DESCRIPTION)
            deploy(served, names)
            os.environ.update(served.env)
            _store_automations(served)
            _work(served, names, watched)


def _work(served: Served, names: list[str], watched: Watched) -> None:
    """Keep workers running until the server stops; a worker that dies is restarted and resumes its runs."""
    for life in range(LIVES):
        _recover_runs()
        start_workers(served, names)
        if not life:
            _print_schedule(served)
        while (name := served.ended()) is None:
            time.sleep(0.5)
            if watched.changed():
                _deploy_again(served, names)
        if name == SERVER:
            raise NotServing("Prefect's server stopped unexpectedly")
        print(f"The {name} stopped unexpectedly; restarting it.", flush=True)
        served.kill([one for one in served.running if one != SERVER])
    raise NotServing(f"workers stopped unexpectedly {LIVES} times")


def _deploy_again(served: Served, names: list[str]) -> None:
    """Take over a changed prefect.yaml, such as another time of day; print what is scheduled now, or what is wrong."""
    print(f"{DESCRIPTION} has changed.", flush=True)
    try:
        if pools(served.folder / DESCRIPTION) != names:
            print("Its work pools are others than before: restart `confoundry serve` to use them.", flush=True)
            return
        deploy(served, names)
    except BadInput as error:
        print(f"error: {error}; the schedule stays as it was", flush=True)
        return
    print("\n".join(_schedule()), flush=True)


def _prepared(study: Path, home: Path, port: int, zone: str) -> Served:
    """Create the server's credentials, and return the processes with their environment."""
    auth = homes.auth_string(study, os.environ)
    if "PREFECT_HOME" not in os.environ:
        homes.write_profile(home, api_url(port), auth)
    check_port(port)
    return Served(study, environment(study, home=home, port=port, auth=auth, zone=zone, environ=os.environ))


@contextmanager
def _alone(study: Path) -> Iterator[None]:
    """Hold the study's lock: two servers would start each run twice."""
    try:
        with locked(study / homes.PLACE / "serve.lock", wait=0):
            yield
    except AtWork:
        came, remedy = "one that is already being served", "stop the other `confoundry serve`"
        raise BadInput(study, expected="a study that is not being served", came=came, remedy=remedy) from None


@contextmanager
def _stopped_by_signals(served: Served) -> Iterator[None]:
    """Stop all processes when the block ends, and end the block on Ctrl-C or SIGTERM."""
    for one in (signal.SIGINT, signal.SIGTERM):  # a shell makes background processes ignore SIGINT
        signal.signal(one, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        print("\nStopping the worker and the server.", flush=True)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # so that a second Ctrl-C does not leave half of them running
        served.end()
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _recover_runs() -> None:
    """Recover runs whose process is gone, and those that were due while no worker was running; print what was done."""
    from prefect.client.orchestration import get_client

    from confoundry.serving.recovery import recover

    with get_client(sync_client=True) as client:
        for line in recover(client):
            print(line, flush=True)


def _store_automations(served: Served) -> None:
    from prefect.client.orchestration import get_client

    from confoundry.serving.automations import FILE, read_automations, store

    with get_client(sync_client=True) as client:
        store(client, read_automations(served.folder / FILE))


def _schedule() -> list[str]:
    from prefect.client.orchestration import get_client

    from confoundry.serving.schedule import described

    with get_client(sync_client=True) as client:
        return described(client)


def _print_schedule(served: Served) -> None:
    """Print what is scheduled, where Prefect's pages are, and how to start an audit."""
    server = served.env["PREFECT_API_URL"].removesuffix("/api")
    lines = [
        *_schedule(),
        f"Prefect's pages: {server} (log in with the line in {homes.AUTH})",
        f"The study's page: {served.env[SERVED]}/{OWN}/{PAGE.name}",
        "Start a nightly audit now, from another terminal:",
        *(f"  {line}" for line in by_hand(served.folder, served.env)),
        "Its output appears here and on its page; the command prints that page's URL.",
        "Ctrl-C stops all.",
    ]
    print("\n".join(lines), flush=True)
