"""The study's confounds and variants: as `resolve` wrote them, or as params.yaml says where nothing has run yet."""

from typing import Any

from confoundry.confounds.base import Confound
from confoundry.files.params import read_params
from confoundry.params import check_params
from confoundry.paths import RESOLVED
from confoundry.stages.resolved import read_confound, read_settings
from confoundry.study import StudySettings


def nothing_ran() -> bool:
    """Return whether no run of the study was ever started here, as in a fresh clone."""
    return not RESOLVED.is_dir()


def confounds_of(study: StudySettings) -> dict[str, Confound]:
    """Return the confounds that the study names.

    Raises:
        BadInput: One is not there, or its settings are invalid.
    """
    if nothing_ran():
        confounds = check_params(read_params())[1]
        return {name: confounds[name][1] for name in study.confounds}
    return {name: read_confound(name) for name in study.confounds}


def settings_of(study: StudySettings) -> dict[str, dict[str, Any]]:
    """Return the settings of the variants that the study names, as `read_settings` does.

    Raises:
        BadInput: One is not there, or its settings are invalid.
    """
    if not nothing_ran():
        return {name: read_settings(name) for name in study.variants}
    found: dict[str, dict[str, Any]] = {}
    variants = check_params(read_params())[2]
    for name in study.variants:
        training = {f"training.{key}": value for key, value in variants[name].training.items() if key != "folds"}
        found[name] = {"network": variants[name].network} | variants[name].settings | training
    return found
