"""How a run is started by hand, from another terminal."""

import sys
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from confoundry.serving.home import AUTH, PLACE


def by_hand(study: Path, env: Mapping[str, str], interpreter: Path | None = None) -> list[str]:
    """Return the commands that start a night from a terminal that may stand elsewhere.

    Args:
        study: The study's folder.
        env: What the server was started with.
        interpreter: The environment of the running interpreter, or another one; activated where the study holds it.
    """
    environment = interpreter or Path(sys.prefix)
    inside = environment.is_relative_to(study)
    return [
        f"cd {quote(str(study))}",
        *([f". {quote(str(environment.relative_to(study)))}/bin/activate"] if inside else []),
        _way_in(study, env),
        "prefect deployment run nightly/nightly-audit",
    ]


def _way_in(study: Path, env: Mapping[str, str]) -> str:
    """Return what lets `prefect` there find the server."""
    if Path(env["PREFECT_HOME"]) == study / PLACE / "server":
        return f"export PREFECT_HOME=$PWD/{PLACE}/server"
    return f'export PREFECT_API_URL={env["PREFECT_API_URL"]} PREFECT_API_AUTH_STRING="$(cat {AUTH})"'
