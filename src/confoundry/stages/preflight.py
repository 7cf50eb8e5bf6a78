"""Stage `preflight`: before training, builds each variant once and tries each confound on a few images."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from confoundry.confounds.read_back import not_planted, read_back
from confoundry.errors import Several
from confoundry.files.fit import require_fit
from confoundry.files.params import read_section
from confoundry.files.pixels import read_splits
from confoundry.files.whole import whole
from confoundry.paths import PREFLIGHT
from confoundry.size import model_count
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.resolved import read_confound
from confoundry.stages.variant import read_variant
from confoundry.study import StudySettings
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow
from confoundry.wording import duration

IMAGES = 64  # each confound is tried on these
FEW = 8  # each network takes one training step on these


def preflight() -> None:
    """Write a file to data/preflight/ for each variant and each confound.

    Raises:
        Several: Some variants cannot be built, or some confounds cannot be measured in the images. Nothing is written.
    """
    require_fit()
    study = read_section("study", StudySettings)
    start_tensorflow(read_section("training", TrainingSettings).threads)
    from confoundry.preflight.network import try_networks
    from confoundry.stages.estimates import estimate

    rows, images = read_splits("train")[0]
    labels = rows["label"].to_numpy()
    networks = {name: read_variant(name).network for name in study.variants}
    confounds = {name: read_confound(name) for name in study.confounds}
    some = images[np.unique(np.linspace(0, len(images) - 1, IMAGES).astype(int))]
    with whole(PREFLIGHT) as scratch:
        scratch.mkdir()
        parameters, errors = try_networks(networks, images[:FEW], labels[:FEW], int(labels.max()) + 1, scratch)
        found = {name: read_back(confound, some) for name, confound in confounds.items()}
        hopeless = [name for name in confounds if found[name].hopeless]
        errors += [not_planted(name, confounds[name], found[name], images) for name in hopeless]
        if errors:
            raise Several(errors)
        _write(scratch / "variants", {name: {"parameters": count} for name, count in parameters.items()})
        _write(scratch / "confounds", {name: {"images": len(some)} for name in confounds})
    seconds = estimate(study, parameters)
    planted = _count(sum(confound.levels > 1 for confound in confounds.values()), "shortcut")
    about = f", about {duration(seconds)} on one core" if seconds else ""
    print(
        f"preflight · {_count(len(networks), 'variant')} can be built, {planted} can be measured in the images; "
        f"{_count(model_count(study, confounds.values()), 'model')}{about}"
    )


def _write(folder: Path, entries: dict[str, dict[str, Any]]) -> None:
    """Write one file for each entry, so that a new entry does not re-run the stages of the others."""
    folder.mkdir()
    for name, entry in entries.items():
        text = json.dumps({"name": name} | entry, indent=2, sort_keys=True) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(preflight, argv)


if __name__ == "__main__":
    run_as_process(main)
