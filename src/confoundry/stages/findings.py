"""Reading all that the page is made of."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

import confoundry
from confoundry.errors import BadInput
from confoundry.files.frames import read_numbers
from confoundry.paths import (
    COMPARISONS,
    CONFOUNDED,
    HEADLINE,
    PLOTS,
    RAW_IMAGES,
    RAW_MANIFEST,
    RESOLVED,
    SUMMARY,
    VALIDATION,
)
from confoundry.report.figures import Figures
from confoundry.report.findings import Findings
from confoundry.settings import Settings, shortened
from confoundry.stages.examples import read_example
from confoundry.stages.resolved import read_confound
from confoundry.study import StudySettings


def read_findings(study: StudySettings) -> Findings:
    """Read every table and picture of the study's confounds and variants.

    Raises:
        BadInput: A file is missing or is not what it should be.
    """
    confounds = {name: read_confound(name) for name in study.confounds}
    examples = {name: read_example(name, study, confounds[name]) for name in study.confounds}
    return Findings(
        study=study,
        confounds=confounds,
        headline=read_json(HEADLINE),
        figures=read_figures(),
        comparisons=_numbers("comparisons", COMPARISONS),
        strength=_read_plot(PLOTS / "strength.csv"),
        training=_read_plot(PLOTS / "training.csv"),
        validation=read_json(VALIDATION),
        examples={name: example for name, example in examples.items() if example is not None},
        montages={name: (CONFOUNDED / name / "montage.png").read_bytes() for name in study.confounds},
        provenance=_provenance(study),
    )


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON file that a stage wrote.

    Raises:
        BadInput: It is missing or broken.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(path, expected="a file", came="none", remedy="run `dvc repro`") from None
    except ValueError as error:
        raise BadInput(path, expected="JSON", came=str(error), remedy="run `dvc repro`") from None
    if not isinstance(found, dict):
        raise BadInput(path, expected="a JSON object", came=type(found).__name__, remedy="run `dvc repro`")
    return found


def read_figures() -> Figures:
    """Read metrics/summary.csv.

    Raises:
        BadInput: It is missing or is not the table `summary`.
    """
    return Figures(_numbers("summary", SUMMARY))


def _numbers(name: str, path: Path) -> pd.DataFrame:
    try:
        return read_numbers(name, path)
    except (OSError, ValueError, KeyError) as error:
        raise _unreadable(path, f"the table `{name}`", error) from None


def _read_plot(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype={"confound": "str", "variant": "str", "alignment": "str"})
    except (OSError, ValueError) as error:
        raise _unreadable(path, "a table", error) from None


def _unreadable(path: Path, expected: str, error: Exception) -> BadInput:
    came = "none" if isinstance(error, FileNotFoundError) else shortened(" ".join(str(error).split()))
    return BadInput(path, expected=expected, came=came, remedy="run `dvc repro`")


def _provenance(study: StudySettings) -> dict[str, str]:
    entries = [RESOLVED / "confounds" / f"{name}.json" for name in study.confounds]
    entries += [RESOLVED / "variants" / f"{name}.json" for name in study.variants]
    packages = {name: version for path in entries for name, version in read_json(path)["packages"].items()}
    return {
        "images (SHA-256)": _sha256(RAW_IMAGES),
        "manifest (SHA-256)": _sha256(RAW_MANIFEST),
        "section study (SHA-256)": hashlib.sha256(_canonical(study)).hexdigest(),
        **{f"{path.parent.name[:-1]} {path.stem} (SHA-256)": _sha256(path) for path in entries},
        "confoundry": confoundry.__version__,
        **dict(sorted(packages.items())),
    }


def _canonical(settings: Settings) -> bytes:
    return json.dumps(settings.model_dump(mode="json"), sort_keys=True).encode()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
