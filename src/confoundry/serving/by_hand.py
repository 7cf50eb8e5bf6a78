"""How to start a run by hand, from another terminal."""

import sys
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from confoundry.serving.home import AUTH, PLACE


def by_hand(study: Path, env: Mapping[str, str], interpreter: Path | None = None) -> list[str]:
    """Return the commands that start a nightly audit from any terminal.

    Args:
        study: The study's folder.
        env: The server's environment variables.
        interpreter: A Python environment, by default the running one; it is activated if it lies within the study.
    """
    environment = interpreter or Path(sys.prefix)
    inside = environment.is_relative_to(study)
    return [
        f"cd {quote(str(study))}",
        *([f". {quote(str(environment.relative_to(study)))}/bin/activate"] if inside else []),
        _connection(study, env),
        "prefect deployment run nightly/nightly-audit",
    ]


def _connection(study: Path, env: Mapping[str, str]) -> str:
    """Return the command that lets `prefect` find the server."""
    if Path(env["PREFECT_HOME"]) == study / PLACE / "server":
        return f"export PREFECT_HOME=$PWD/{PLACE}/server"
    return f'export PREFECT_API_URL={env["PREFECT_API_URL"]} PREFECT_API_AUTH_STRING="$(cat {AUTH})"'
