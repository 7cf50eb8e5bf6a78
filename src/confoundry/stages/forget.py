"""Removing what the study no longer names from folders that a stage depends on: DVC hashes all that lies in them."""

from confoundry.files.whole import prune
from confoundry.paths import CONFOUNDED, HEALTH, RESULTS
from confoundry.study import StudySettings

BY_VARIANT = {CONFOUNDED: False, RESULTS: True, HEALTH: True}  # folder: has it a folder a variant?


def forget_others(study: StudySettings) -> None:
    """Leave of confounds and variants what a fresh clone would hold."""
    for folder, by_variant in BY_VARIANT.items():
        prune(folder, set(study.confounds))
        for name in study.confounds if by_variant else ():
            prune(folder / name, set(study.variants))
