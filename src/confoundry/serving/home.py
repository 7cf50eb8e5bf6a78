"""The server's files and its credentials."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

PLACE = Path(".prefect")  # in the study's root; ignored by Git and DVC
AUTH = PLACE / "auth"
USER = "confoundry"


def home_of(study: Path, environ: Mapping[str, str]) -> Path:
    """Return Prefect's home folder: the one that the user has set, or else one within the study."""
    own = environ.get("PREFECT_HOME")
    return Path(own).expanduser().resolve() if own else study / PLACE / "server"


def prepare(study: Path, home: Path) -> None:
    """Create both folders, readable only by their owner and ignored by Git."""
    for folder in (study / PLACE, home):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (study / PLACE / ".gitignore").write_text("*\n", encoding="utf-8")


def auth_string(study: Path, environ: Mapping[str, str]) -> str:
    """Return the server's credentials: the user's, or random ones that are created at the first start and kept."""
    if own := environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        return own
    path = study / AUTH
    if not path.exists():
        write_private(path, f"{USER}:{secrets.token_urlsafe(24)}\n")
    return path.read_text(encoding="utf-8").strip()


def write_profile(home: Path, url: str, auth: str) -> None:
    """Write the profile with which `prefect` finds the server if PREFECT_HOME is `home`."""
    lines = [
        'active = "study"',
        "",
        "[profiles.study]",
        f'PREFECT_API_URL = "{url}"',
        f"PREFECT_API_AUTH_STRING = '{auth}'",
    ]
    write_private(home / "profiles.toml", "\n".join([*lines, ""]))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from the moment it is created."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
