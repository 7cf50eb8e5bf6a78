"""About how long the study's stages take, where no past run says so: kept in `.runs/`, in no output of a stage."""

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from confoundry.confounds.base import Confound
from confoundry.files.pixels import read_splits
from confoundry.files.run_times import ESTIMATES, TIMES, add_seconds, read_seconds
from confoundry.networks.own import OwnNetwork
from confoundry.preflight.timing import Pace, Plan, pace
from confoundry.stages.resolved import read_confound
from confoundry.stages.variant import Variant, read_variant
from confoundry.study import StudySettings
from confoundry.training.models import Split

BUDGET = 60.0  # seconds: variants that are left then take about as long as the others
REST = {"summarize": 5.0, "diagnose": 10.0, "report": 5.0}  # seconds, roughly; and for each confound:
INJECT = 3.0


def estimate(study: StudySettings, parameters: Mapping[str, int]) -> float | None:
    """Write how long each stage takes that has not run yet, and return the seconds of training and evaluation.

    Args:
        study: The study.
        parameters: Variant → the number of its network's parameters: variants of one size are timed once.

    Returns:
        The seconds of all stages `train` and `evaluate`, one after the other; None where nothing is known.
    """
    root = Path(os.environ.get("DVC_ROOT", "."))
    known = read_seconds(root / TIMES)
    confounds = {name: read_confound(name) for name in study.confounds}
    pairs = [(confound, variant) for confound in confounds for variant in study.variants]
    stages = [f"{stage}@{confound}-{variant}" for confound, variant in pairs for stage in ("train", "evaluate")]
    found = REST | {f"inject@{name}": INJECT for name in confounds}
    paces, end = dict[str, Pace](), time.monotonic() + BUDGET
    for name in study.variants:
        if all(stage in known for stage in stages if stage.endswith(f"-{name}")):
            continue
        variant = read_variant(name)
        alike = f"{_network(variant)} {parameters[name]} {variant.batch_size} {variant.images}"
        if alike not in paces and time.monotonic() < end:
            with suppress(Exception):  # what keeps a variant from being timed is said when it is trained
                paces[alike] = _pace(variant, max(confounds.values(), key=lambda one: one.levels), study.seed)
        if alike in paces:
            for confound, one in confounds.items():
                plan = _plan(study, one, variant)
                found[f"train@{confound}-{name}"] = paces[alike].training(plan)
                found[f"evaluate@{confound}-{name}"] = paces[alike].evaluation(plan)
    add_seconds(root / ESTIMATES, found)
    return _together(stages, found | known)


def _together(stages: Sequence[str], times: Mapping[str, float]) -> float | None:
    """Return the sum; a stage that nobody knows counts as others of its name do."""
    total = 0.0
    for kind in ("train", "evaluate"):
        names = [stage for stage in stages if stage.startswith(f"{kind}@")]
        known = [times[stage] for stage in names if stage in times]
        if not known:
            return None
        total += len(names) * sum(known) / len(known)
    return total


def _arms(study: StudySettings, confound: Confound) -> int:
    return len(study.alignments) if confound.levels > 1 else 1


def _plan(study: StudySettings, confound: Confound, variant: Variant) -> Plan:
    folds = (variant.folds or 0) if confound.levels < 2 else 0
    return Plan(_arms(study, confound), study.replicates, variant.epochs, folds, confound.levels)


def _network(variant: Variant) -> str:
    network = variant.network
    return network.builder if isinstance(network, OwnNetwork) else type(network).__name__


def _pace(variant: Variant, confound: Confound, seed: int) -> Pace:
    from confoundry.training.chosen import first_images

    (rows, images), *others = read_splits("train", "validation", "test")
    kept = first_images(list(rows["id"]), variant.images or len(rows), seed)
    train = Split(images[kept] if variant.images else images, rows["label"].to_numpy()[kept])
    held, test = (Split(images, rows["label"].to_numpy()) for rows, images in others)
    with TemporaryDirectory() as folder:
        options = {"epochs": variant.epochs, "batch_size": variant.batch_size, "folder": Path(folder)}
        return pace(variant.network, confound, (train, held, test), **options)
