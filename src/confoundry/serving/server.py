"""Starts the server, its pools, deployments and workers."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import yaml

from confoundry.errors import BadInput, Refusal
from confoundry.files.bounded_yaml import load_yaml
from confoundry.serving.environment import HOST, api_url
from confoundry.serving.processes import Served

PATIENCE = 300  # seconds; the first start sets up a database, which takes minutes on a slow machine
SERVER = "server"


class NotServing(Refusal):
    """The server or a worker did not start or stopped; trying again may help."""

    status = 75


def check_port(port: int) -> None:
    """Refuse a port that another program uses."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise BadInput("--port", expected="a free port", came=f"{port}, in use", remedy="choose another") from None


def start_server(served: Served, port: int, log: Path) -> None:
    """Start the server and wait until it answers.

    Raises:
        NotServing: It stopped, or did not answer for five minutes.
    """
    with log.open("ab") as output:
        served.start(SERVER, [sys.executable, "-m", "confoundry.serving.web"], output)
    until = time.monotonic() + PATIENCE
    while not _healthy(port):
        if served.ended() or time.monotonic() > until:
            raise NotServing(f"Prefect's server did not start: {_tail(log)} ({log})")
        time.sleep(0.2)


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"{api_url(port)}/health", timeout=5):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError):
        return False


def pools(path: Path) -> list[str]:
    """Return the work pools that the deployments of prefect.yaml run on.

    Raises:
        BadInput: The file does not name them.
    """
    try:
        found = load_yaml(path.read_text(encoding="utf-8"), path.name)
        return sorted({str(one["work_pool"]["name"]) for one in found["deployments"]})
    except (OSError, yaml.YAMLError, TypeError, KeyError) as error:
        came, remedy = type(error).__name__, "see Prefect's documentation"
        raise BadInput(path.name, expected="deployments, each with work_pool.name", came=came, remedy=remedy) from None


def deploy(served: Served, names: Sequence[str]) -> None:
    """Store the work pools and the deployments of prefect.yaml on the server.

    Raises:
        BadInput: Prefect does not accept prefect.yaml.
    """
    for pool in names:
        run_prefect(served, "work-pool", "create", "--type", "process", "--overwrite", pool)
    run_prefect(served, "--no-prompt", "deploy", "--all")


def run_prefect(served: Served, *words: str) -> str:
    """Run a Prefect command against the server, and return its output."""
    done = subprocess.run(
        prefect(*words),
        cwd=served.folder,
        env=dict(served.env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join((done.stdout + done.stderr).split())[-400:]
        raise BadInput("prefect.yaml", expected="deployments that Prefect accepts", came=said, remedy="fix the file")
    return done.stdout


def start_workers(served: Served, names: Sequence[str]) -> None:
    """Start a worker for each pool; its output appears in this terminal."""
    for pool in names:
        served.start(f"worker of {pool}", prefect("worker", "start", "--pool", pool, "--name", f"study-{pool}"))


def prefect(*words: str) -> list[str]:
    """Return a Prefect command that uses the running interpreter."""
    return [sys.executable, "-m", "prefect", *words]


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "no output")
