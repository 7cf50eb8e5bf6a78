"""Stage `evaluate`: show every test image under every value of the confound to each model of one variant."""

from collections.abc import Sequence

import pandas as pd

from confoundry.alignments import CONTROL, in_order
from confoundry.evaluation.answer_tables import model_tables
from confoundry.evaluation.answers import as_they_are, under_every_value
from confoundry.evaluation.glance import in_words, strongest
from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table, write_table
from confoundry.files.params import read_section
from confoundry.files.pixels import read_split
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, MODELS, RESULTS
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.progress import progress
from confoundry.stages.resolved import read_confound
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow


def evaluate(confound_name: str, variant_name: str) -> None:
    """Write results/<confound>/<variant>/: answers, effects, means and groups."""
    require_fit()
    start_tensorflow(read_section("training", TrainingSettings).threads)
    from confoundry.evaluation.predictor import Predictor

    confound = read_confound(confound_name)
    (test, images), (held, held_images) = read_split("test"), read_split("validation")
    place, label = f"{confound_name}/{variant_name}", f"evaluate · {confound_name} × {variant_name}"
    models = _models(place)
    predict = Predictor(MODELS / place / f"{models[0][0]}_{models[0][1]}.keras")
    blocks = []
    with progress(label, len(models)) as steps:
        for alignment, replicate in models:
            predict.read(MODELS / place / f"{alignment}_{replicate}.keras")
            blocks.append(
                model_tables(
                    alignment,
                    replicate,
                    test["id"],
                    as_they_are(predict, images),
                    under_every_value(predict, images, confound),
                    under_every_value(predict, held_images, confound).answers(),
                    held["label"].to_numpy(),
                )
            )
            steps.model()
    tables = {name: pd.concat([block[name] for block in blocks], ignore_index=True) for name in blocks[0]}
    with whole(RESULTS / place) as scratch:
        for name, table in tables.items():
            write_table(name, table, scratch / f"{name}.parquet")
    shown = strongest({alignment for alignment, _ in models})
    answers = tables["answers"][tables["answers"]["alignment"] == shown]
    maps = read_table("maps", CONFOUNDED / confound_name / "maps.parquet")
    said = in_words(answers, test["label"].to_numpy(), maps, confound.noun)
    print(f"{label} · {said}{'' if shown == CONTROL else f' (at {shown})'}")


def _models(place: str) -> list[tuple[str, int]]:
    """Return alignment and replicate of each model, the control first, then by alignment."""
    found = [path.stem.rsplit("_", 1) for path in (MODELS / place).glob("*.keras")]
    rank = {alignment: place for place, alignment in enumerate(in_order(alignment for alignment, _ in found))}
    return sorted(((a, int(r)) for a, r in found), key=lambda one: (rank[one[0]], one[1]))


def main(argv: Sequence[str]) -> int:
    """Run the stage with its arguments: the confound's and the variant's name."""
    return run(evaluate, argv)


if __name__ == "__main__":
    run_as_process(main)
