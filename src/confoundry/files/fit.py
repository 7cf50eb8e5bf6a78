"""data/fit.json: states that the data passed `validate`, and holds their hashes."""

import hashlib
import json
from pathlib import Path

from confoundry.errors import NotFit
from confoundry.files.whole import write_text
from confoundry.paths import FIT, RAW_IMAGES, RAW_MANIFEST


def write_fit() -> None:
    """Record that the current images and manifest are fit."""
    write_text(FIT, json.dumps({"fit": True, **_hashes()}, sort_keys=True) + "\n")


def require_fit() -> None:
    """Require data that passed `validate` and have not changed since.

    Raises:
        NotFit: data/fit.json is missing, unreadable, or belongs to other data.
    """
    try:
        fit = json.loads(FIT.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFit(f"{FIT} is missing: the data have not passed their checks; run the stage validate first") from None
    except (OSError, ValueError):
        raise NotFit(f"{FIT} cannot be read; run the stage validate again") from None
    if fit != {"fit": True, **_hashes()}:
        raise NotFit(f"the data in {RAW_IMAGES.parent} changed after they were checked; run the stage validate again")


def _hashes() -> dict[str, str]:
    return {"images": _sha256(RAW_IMAGES), "manifest": _sha256(RAW_MANIFEST)}


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotFit(f"{path} cannot be read ({error.strerror}); run the stages ingest and validate first") from None
