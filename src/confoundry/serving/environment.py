"""Environment variables of the server, the worker and `prefect deploy`."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from confoundry.nightly.settings import NightlySettings
from confoundry.page_address import SERVED, STUDY

HOST = "127.0.0.1"


def api_url(port: int) -> str:
    """Return the address of the server's API."""
    return f"http://{HOST}:{port}/api"


def environment(
    study: Path, *, home: Path, port: int, auth: str, zone: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of all processes that serve the study.

    Args:
        study: Its root, from which the flows' code is loaded.
        home: Prefect's home folder.
        port: The server's port on loopback.
        auth: The server's credentials, as `user:password`.
        zone: The schedule's time zone.
        environ: The user's environment. Its PREFECT_ settings are kept, except where and how the server listens.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)])
    source = [str(study / "src")] if (study / "src").is_dir() else []
    defaults = {
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "DO_NOT_TRACK": "1",
    }
    ours = {
        "PATH": path,
        "PYTHONPATH": os.pathsep.join([*source, *filter(None, [environ.get("PYTHONPATH")])]),
        STUDY: str(study),
        SERVED: f"http://{HOST}:{port}/pages",
        "CONFOUNDRY_TIMEZONE": zone,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": api_url(port),
        "PREFECT_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"http://{HOST}:{port},http://localhost:{port}",
    }
    return defaults | dict(environ) | ours


def zone_of(settings: NightlySettings) -> str:
    """Return the schedule's time zone: from params.yaml, or else this machine's."""
    if settings.timezone:
        return settings.timezone
    from tzlocal import get_localzone_name

    return get_localzone_name() or "UTC"
