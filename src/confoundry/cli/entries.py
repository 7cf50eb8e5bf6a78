"""The study's confounds and variants: from the stage `resolve`, or from params.yaml if nothing has run yet."""

from typing import Any

from confoundry.confounds.base import Confound
from confoundry.files.params import read_params
from confoundry.params import check_params
from confoundry.paths import RESOLVED
from confoundry.stages.resolved import read_confound, read_settings
from confoundry.study import StudySettings


def nothing_ran() -> bool:
    """Return whether the study has never run here, as in a fresh clone."""
    return not RESOLVED.is_dir()


def confounds_of(study: StudySettings) -> dict[str, Confound]:
    """Return the study's confounds.

    Raises:
        BadInput: One is missing, or its settings are invalid.
    """
    if nothing_ran():
        confounds = check_params(read_params())[1]
        return {name: confounds[name][1] for name in study.confounds}
    return {name: read_confound(name) for name in study.confounds}


def settings_of(study: StudySettings) -> dict[str, dict[str, Any]]:
    """Return the settings of the study's variants, in the form of `read_settings`.

    Raises:
        BadInput: One is missing, or its settings are invalid.
    """
    if not nothing_ran():
        return {name: read_settings(name) for name in study.variants}
    found: dict[str, dict[str, Any]] = {}
    variants = check_params(read_params())[2]
    for name in study.variants:
        training = {f"training.{key}": value for key, value in variants[name].training.items() if key != "folds"}
        found[name] = {"network": variants[name].network} | variants[name].settings | training
    return found
