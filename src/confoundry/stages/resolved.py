"""Reads the files that `resolve` wrote for confounds and variants."""

import json
from pathlib import Path
from typing import Any, Literal

from confoundry.confounds.base import Confound
from confoundry.confounds.table import CONFOUNDS
from confoundry.errors import VERIFY_HINT, BadInput
from confoundry.paths import RESOLVED
from confoundry.settings import parse, shortened


def resolved_names(kind: Literal["confounds", "variants"]) -> list[str]:
    """Return the names that the study uses, in alphabetical order."""
    return sorted(path.stem for path in (RESOLVED / kind).glob("*.json"))


def read_confound(name: str) -> Confound:
    """Return a confound of the study with its settings.

    Raises:
        BadInput: The study has no confound of this name.
    """
    entry = read_entry(RESOLVED / "confounds" / f"{name}.json")
    return parse(CONFOUNDS[entry["kind"]], entry["settings"], f"confounds.{name}")


def read_settings(variant: str) -> dict[str, Any]:
    """Return all settings of a variant in one dictionary: `network`, the network's settings, and `training.<name>`.

    Folds are left out: they add models, and do not change the others.

    Raises:
        BadInput: The study has no variant of this name.
    """
    entry = read_entry(RESOLVED / "variants" / f"{variant}.json")
    training = {f"training.{name}": value for name, value in entry["training"].items() if name != "folds"}
    return {"network": entry["network"]} | entry["settings"] | training


def read_entry(path: Path) -> dict[str, Any]:
    """Return one entry as plain values.

    Raises:
        BadInput: The study has no entry of this name, or the entry cannot be read.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError(f"a {type(found).__name__}")
        return found
    except ValueError as error:
        came = shortened(" ".join(str(error).split()))
        raise BadInput(path, expected="a JSON object", came=came, remedy=VERIFY_HINT) from None
    except FileNotFoundError:
        names = (
            ", ".join(sorted(found.stem for found in path.parent.glob("*.json"))) or "none (run `dvc repro resolve`)"
        )
        raise BadInput(
            path.parent.name, expected=f"one of the study's: {names}", came=path.stem, remedy="use one of these names"
        ) from None
