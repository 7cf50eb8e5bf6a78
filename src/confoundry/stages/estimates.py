"""Estimates how long stages take that have never run. The estimates are kept in `.runs/`, not in a stage's outputs."""

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
from confoundry.preflight.timing import TrainingPlan, VariantTimes, time_variant
from confoundry.stages.resolved import read_confound
from confoundry.stages.variant import Variant, read_variant
from confoundry.study import StudySettings
from confoundry.training.models import Split

BUDGET = 60.0  # seconds; the remaining variants are then assumed to take as long as the others
REST = {"summarize": 5.0, "diagnose": 10.0, "report": 5.0}  # seconds, roughly
INJECT = 3.0  # seconds for each confound, roughly


def estimate(study: StudySettings, parameters: Mapping[str, int]) -> float | None:
    """Write an estimate for each stage that has not run yet, and return the time of training and evaluation.

    Args:
        study: The study.
        parameters: Number of parameters of each variant's network. Variants of the same size are timed once.

    Returns:
        The seconds that all stages `train` and `evaluate` take, one after the other; None if nothing is known.
    """
    root = Path(os.environ.get("DVC_ROOT", "."))
    known = read_seconds(root / TIMES)
    confounds = {name: read_confound(name) for name in study.confounds}
    pairs = [(confound, variant) for confound in confounds for variant in study.variants]
    stages = [f"{stage}@{confound}-{variant}" for confound, variant in pairs for stage in ("train", "evaluate")]
    found = REST | {f"inject@{name}": INJECT for name in confounds}
    times_of, end = dict[str, VariantTimes](), time.monotonic() + BUDGET
    for name in study.variants:
        if all(stage in known for stage in stages if stage.endswith(f"-{name}")):
            continue
        variant = read_variant(name)
        alike = f"{_network(variant)} {parameters[name]} {variant.batch_size} {variant.images}"
        if alike not in times_of and time.monotonic() < end:
            with suppress(Exception):  # if a variant cannot be timed, training it reports the reason
                times_of[alike] = _times(variant, max(confounds.values(), key=lambda one: one.levels), study.seed)
        if alike in times_of:
            for confound, one in confounds.items():
                plan = _plan(study, one, variant)
                found[f"train@{confound}-{name}"] = times_of[alike].training(plan)
                found[f"evaluate@{confound}-{name}"] = times_of[alike].evaluation(plan)
    add_seconds(root / ESTIMATES, found)
    return _together(stages, found | known)


def _together(stages: Sequence[str], times: Mapping[str, float]) -> float | None:
    """Return the sum. For a stage whose time is unknown, the mean of the stages of that name is used."""
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


def _plan(study: StudySettings, confound: Confound, variant: Variant) -> TrainingPlan:
    folds = (variant.folds or 0) if confound.levels < 2 else 0
    return TrainingPlan(_arms(study, confound), study.replicates, variant.epochs, folds, confound.levels)


def _network(variant: Variant) -> str:
    network = variant.network
    return network.builder if isinstance(network, OwnNetwork) else type(network).__name__


def _times(variant: Variant, confound: Confound, seed: int) -> VariantTimes:
    from confoundry.training.chosen import first_images

    (rows, images), *others = read_splits("train", "validation", "test")
    kept = first_images(list(rows["id"]), variant.images or len(rows), seed)
    train = Split(images[kept] if variant.images else images, rows["label"].to_numpy()[kept])
    held, test = (Split(images, rows["label"].to_numpy()) for rows, images in others)
    with TemporaryDirectory() as folder:
        options = {"epochs": variant.epochs, "batch_size": variant.batch_size, "folder": Path(folder)}
        return time_variant(variant.network, confound, (train, held, test), **options)
