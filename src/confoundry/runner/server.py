"""The Prefect server of a run: the configured one, or a temporary one for this study."""

import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from confoundry.errors import Refusal
from confoundry.files.run_times import own_folder
from confoundry.runner.children import Children

HOME = Path(".prefect")
PATIENCE = 240  # seconds; the first start migrates a database, which can take minutes on a slow machine
QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_CLI_WIKI_LINKS": "false"}


class NoServer(Refusal):
    """The temporary server did not start. Trying again may help (status 75)."""

    status = 75


def configured(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether a Prefect server is configured: in the environment, in a file of the project, or in a profile.

    Reads the same files as Prefect, without importing it.
    """
    if environ.get("PREFECT_API_URL") or _in_dotenv():
        return True
    home = Path(environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    profiles = _toml(Path(environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml")))
    active = environ.get("PREFECT_PROFILE", profiles.get("active", ""))
    places = (
        profiles.get("profiles", {}).get(active, {}).get("PREFECT_API_URL"),
        _toml(Path("prefect.toml")).get("api", {}).get("url"),
        _toml(Path("pyproject.toml")).get("tool", {}).get("prefect", {}).get("api", {}).get("url"),
    )
    return any(places)


def _in_dotenv() -> bool:
    try:
        lines = Path(".env").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return any(line.removeprefix("export ").strip().startswith("PREFECT_API_URL=") for line in lines)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def use_server(root: Path) -> Callable[[], None]:
    """Choose the Prefect server of this process. Call this before Prefect is imported.

    A temporary server ends with this process, after Prefect has sent its last messages.

    Returns:
        A function that waits until the server has started. It raises NoServer if that fails.
    """
    os.environ.update(QUIET)
    if configured():
        return lambda: None
    home, port = own_folder(root / HOME), _free_port()
    os.environ["PREFECT_HOME"] = str(home)
    words = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {"PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address}  # other web pages cannot send it requests
    with (home / "server.log").open("w", encoding="utf-8") as log:
        process = Children().guarded(words, str(home), env, log)
    os.environ["PREFECT_API_URL"] = f"{address}/api"
    return lambda: _wait(process, f"{address}/api/health", home / "server.log")


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait(process: "subprocess.Popen[str]", url: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise NoServer(f"the temporary Prefect server did not start; for the reason, see {log}")
