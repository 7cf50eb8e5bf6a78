"""Removes folders that the study no longer uses. DVC hashes everything in a folder that a stage depends on."""

from confoundry.files.whole import prune
from confoundry.paths import CONFOUNDED, HEALTH, RESULTS
from confoundry.study import StudySettings

BY_VARIANT = {CONFOUNDED: False, RESULTS: True, HEALTH: True}  # folder → whether it has a subfolder for each variant


def forget_others(study: StudySettings) -> None:
    """Remove the folders of confounds and variants that are not in the study, as if in a fresh clone."""
    for folder, by_variant in BY_VARIANT.items():
        prune(folder, set(study.confounds))
        for name in study.confounds if by_variant else ():
            prune(folder / name, set(study.variants))
