"""How large a study is before it runs: stages, models, and about how long one core takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from confoundry.confounds.base import Confound
from confoundry.params import VariantEntry
from confoundry.study import StudySettings

# Measured on one core with the default study: rough, and meant for "minutes or hours?".
SECONDS_A_STAGE = 5.0  # starting a process, importing TensorFlow, compiling
SECONDS_A_STEP = 0.0002
SECONDS_A_MODEL = 0.12  # saving it, and showing it every test image under every value
EXPECTED_IMAGES = 5000  # before `ingest` has counted them
TRAINED = 0.7  # share of the images


@dataclass(frozen=True)
class Size:
    """Stages of the graph, models to train, and seconds for all of it."""

    stages: int
    models: int
    seconds: float

    def __str__(self) -> str:
        """Say it in words."""
        minutes = self.seconds / 60
        long = f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
        return f"{self.stages} stages, {self.models:,} models to train, about {long} in all on one core"


def size(
    study: StudySettings, confounds: Mapping[str, Confound], variants: Iterable[VariantEntry], images: int | None
) -> Size:
    """Return a study's size.

    Args:
        study: Section `study`.
        confounds: The confounds that the study names.
        variants: The variants that it names.
        images: How many images there are, or None where nobody has counted yet.
    """
    arms = sum(len(study.alignments) if confound.levels > 1 else 1 for confound in confounds.values())
    trainings = list(variants)
    stages = 5 + len(confounds) * (1 + 2 * len(trainings))
    models = arms * study.replicates * len(trainings)
    trained = (images or EXPECTED_IMAGES) * TRAINED
    steps = sum(one.training["epochs"] * trained / one.training["batch_size"] for one in trainings)
    training = arms * study.replicates * steps * SECONDS_A_STEP
    return Size(stages, models, stages * SECONDS_A_STAGE + models * SECONDS_A_MODEL + training)
