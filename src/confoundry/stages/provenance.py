"""What a page was made from: hashes of the data and of the resolved settings, and versions."""

import hashlib
import json
from pathlib import Path

import confoundry
from confoundry.errors import VERIFY_HINT, BadInput
from confoundry.paths import RAW_IMAGES, RAW_MANIFEST, RESOLVED
from confoundry.stages.written import read_json
from confoundry.study import StudySettings


def read_provenance(study: StudySettings) -> dict[str, str]:
    """Return a SHA-256 hash or a version, by name, for everything that the study's results depend on.

    Raises:
        BadInput: A file is missing.
    """
    entries = [RESOLVED / "confounds" / f"{name}.json" for name in study.confounds]
    entries += [RESOLVED / "variants" / f"{name}.json" for name in study.variants]
    packages = {name: version for path in entries for name, version in read_json(path)["packages"].items()}
    settings = json.dumps(study.model_dump(mode="json"), sort_keys=True)
    return {
        "images (SHA-256)": _sha256(RAW_IMAGES),
        "manifest (SHA-256)": _sha256(RAW_MANIFEST),
        "section study (SHA-256)": hashlib.sha256(settings.encode()).hexdigest(),
        **{f"{path.parent.name[:-1]} {path.stem} (SHA-256)": _sha256(path) for path in entries},
        "confoundry": confoundry.__version__,
        **dict(sorted(packages.items())),
    }


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise BadInput(path, expected="a file", came="none", remedy=VERIFY_HINT) from None
