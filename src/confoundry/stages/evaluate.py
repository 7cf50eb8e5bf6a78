"""Stage `evaluate`: shows every test image with every value of the confound to each model of one variant."""

from collections.abc import Sequence
from pathlib import Path

from confoundry.alignments import CONTROL, in_order
from confoundry.errors import VERIFY_HINT, BadInput
from confoundry.evaluation.answer_tables import ANSWER_TABLES, Model, answer_rows, effect_rows, group_rows, mean_rows
from confoundry.evaluation.answers import answers, sums
from confoundry.evaluation.stage_headline import StageHeadline, strongest
from confoundry.files.failure import read_failure
from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table
from confoundry.files.long_tables import long_tables
from confoundry.files.params import read_section
from confoundry.files.pixels import read_splits
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, MODELS, RESULTS
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.progress import progress
from confoundry.stages.resolved import read_confound
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow


def evaluate(confound_name: str, variant_name: str) -> None:
    """Write the tables answers, effects, means and groups to results/<confound>/<variant>/."""
    require_fit()
    place, label = f"{confound_name}/{variant_name}", f"evaluate · {confound_name} × {variant_name}"
    if why := read_failure(MODELS / place):
        with whole(RESULTS / place) as scratch, long_tables(ANSWER_TABLES, scratch):
            print(f"{label} · not evaluated, because it failed to train: {why}")
        return
    start_tensorflow(read_section("training", TrainingSettings).threads)
    from confoundry.evaluation.matrix import matrices
    from confoundry.evaluation.predictor import Predictor

    confound = read_confound(confound_name)
    (test, images), (held, held_images) = read_splits("test", "validation")
    labels, held_labels = test["label"].to_numpy(), held["label"].to_numpy()
    models = _models(place)
    predictor = Predictor(_path(place, models[0]))
    tested, validated = matrices(predictor, confound, images, held_images)
    shown = strongest({model.alignment for model in models})
    headline = StageHeadline(labels, read_table("maps", CONFOUNDED / confound_name / "maps.parquet"))
    with (
        whole(RESULTS / place) as scratch,
        long_tables(ANSWER_TABLES, scratch) as tables,
        progress(label, len(models)) as steps,
    ):
        for model in models:
            predictor.read(_path(place, model))
            test_batches = tested.shown()
            given, summed = answers(test_batches), sums(test_batches)
            for rows in answer_rows(model, test["id"], given):
                tables["answers"](rows)
            tables["effects"](effect_rows(model, test["id"], given, summed))
            tables["means"](mean_rows(model, summed))
            tables["groups"](group_rows(model, held_labels, answers(validated.shown()), summed.means.shape[1]))
            if model.alignment == shown:
                headline.add(model.replicate, given.rendered)
            steps.model()
    print(f"{label} · {headline.in_words(confound.noun)}{'' if shown == CONTROL else f' (at {shown})'}")


def _path(place: str, model: Model) -> Path:
    return MODELS / place / f"{model.alignment}_{model.replicate}.keras"


def _models(place: str) -> list[Model]:
    """Return the models that have files: the control first, then by alignment."""
    found = [path.stem.rsplit("_", 1) for path in (MODELS / place).glob("*.keras")]
    if not found:
        raise BadInput(MODELS / place, expected="trained models", came="none", remedy=VERIFY_HINT)
    rank = {alignment: place for place, alignment in enumerate(in_order(alignment for alignment, _ in found))}
    models = [Model(alignment, int(replicate)) for alignment, replicate in found]
    return sorted(models, key=lambda model: (rank[model.alignment], model.replicate))


def main(argv: Sequence[str]) -> int:
    """Run the stage. Its arguments are the names of a confound and a variant."""
    return run(evaluate, argv)


if __name__ == "__main__":
    run_as_process(main)
