"""Stage `preflight`: before anything is trained, build each variant and plant each confound in a few images."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from confoundry.confounds.read_back import not_planted, read_back
from confoundry.errors import BadInput, Refusal, Several
from confoundry.files.fit import require_fit
from confoundry.files.params import read_section
from confoundry.files.pixels import read_splits
from confoundry.files.whole import whole
from confoundry.networks.own import OwnNetwork
from confoundry.networks.own_code import NoEnd
from confoundry.paths import PREFLIGHT
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.resolved import read_confound
from confoundry.stages.variant import read_variant
from confoundry.study import StudySettings
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow

IMAGES = 64  # in which each confound is planted
FEW = 8  # on which each network takes a step


def preflight() -> None:
    """Write data/preflight/: a file for each variant that can be built and for each confound that can be planted."""
    require_fit()
    study = read_section("study", StudySettings)
    start_tensorflow(read_section("training", TrainingSettings).threads)
    with whole(PREFLIGHT) as scratch:
        (scratch / "variants").mkdir(parents=True)
        wrong = [*_build(study, scratch / "variants"), *_plant(study, scratch / "confounds")]
        if wrong:
            raise Several(wrong)
    variants, confounds = len(study.variants), sum(read_confound(name).levels > 1 for name in study.confounds)
    print(f"preflight · {_count(variants, 'variant')} can be built, {_count(confounds, 'shortcut')} can be planted")


def _build(study: StudySettings, folder: Path) -> Iterator[Refusal]:
    """Try each variant; yield what is wrong with those that do not work."""
    from confoundry.preflight.network import try_network

    rows, images = read_splits("train")[0]
    labels, endless = rows["label"].to_numpy(), dict[str, str]()
    for name in study.variants:
        network = read_variant(name).network
        builder = network.builder if isinstance(network, OwnNetwork) else name
        try:
            if builder in endless:
                raise BadInput(builder, expected="a builder that returns", came=endless[builder], remedy="fix it first")
            parameters = try_network(network, images[:FEW], labels[:FEW], int(labels.max()) + 1, folder)
            _write(folder, name, {"parameters": parameters})
        except BadInput as error:
            if isinstance(error, NoEnd):
                endless[builder] = f"the one of variants.{name}, which does not"
            yield Refusal(f"variants.{name}: {error}")


def _plant(study: StudySettings, folder: Path) -> Iterator[Refusal]:
    """Plant each confound in a few images; yield what is wrong with those that clearly cannot be read back."""
    images = read_splits("train")[0][1]
    some = images[np.unique(np.linspace(0, len(images) - 1, IMAGES).astype(int))]
    for name in study.confounds:
        confound = read_confound(name)
        found = read_back(confound, some)
        if found.hopeless:
            yield not_planted(name, confound, found, images)
        _write(folder, name, {"images": len(some)})


def _write(folder: Path, name: str, entry: dict[str, Any]) -> None:
    """Write what is known of one entry: a file each, so that a new entry makes no other's stages run again."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"name": name} | entry, indent=2, sort_keys=True) + "\n"
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def main(argv: Sequence[str]) -> int:
    """Run the stage; it takes no arguments."""
    return run(preflight, argv)


if __name__ == "__main__":
    run_as_process(main)
