"""Stage `train`: trains one variant with one confound, at every alignment, with every training seed."""

from collections.abc import Sequence

from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table, write_table
from confoundry.files.params import read_section
from confoundry.files.pixels import read_splits
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, HEALTH, MODELS
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.progress import progress
from confoundry.stages.resolved import read_confound
from confoundry.stages.trained import ModelFiles, failure_written
from confoundry.stages.variant import read_variant
from confoundry.study import StudySettings
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow


def train(confound_name: str, variant_name: str) -> None:
    """Write models/<confound>/<variant>/ and the tables in health/<confound>/<variant>/.

    If training fails, the reason is written instead: the other variants are reported, and this one as failed.
    """
    require_fit()
    start_tensorflow(read_section("training", TrainingSettings).threads)
    place, label = f"{confound_name}/{variant_name}", f"train · {confound_name} × {variant_name}"
    with failure_written(place, label):
        _train(confound_name, variant_name, place, label)


def _train(confound_name: str, variant_name: str, place: str, label: str) -> None:
    import keras

    from confoundry.training.arms import arms
    from confoundry.training.chosen import first_images
    from confoundry.training.cross_validation import cross_validate
    from confoundry.training.models import Recipe, Split
    from confoundry.training.monitor.callback import TrainingMonitor
    from confoundry.training.stopping import early_stopping

    variant, confound = read_variant(variant_name), read_confound(confound_name)
    seed = read_section("study", StudySettings).seed
    (rows, images), (held_rows, held_images) = read_splits("train", "validation")
    classes = int(rows["label"].max()) + 1
    if variant.images:
        kept = first_images(list(rows["id"]), variant.images, seed)
        rows, images = rows.iloc[kept], images[kept]
    split, held = Split(images, rows["label"].to_numpy()), Split(held_images, held_rows["label"].to_numpy())
    assignment = read_table("assignment", CONFOUNDED / confound_name / "assignment.parquet")
    planned = list(arms(assignment, rows["id"], held_rows["id"]))
    recipe = Recipe(variant.network, classes=classes, epochs=variant.epochs, batch_size=variant.batch_size, seed=seed)
    monitor, bar = TrainingMonitor(), progress(label, len(planned), variant.epochs)
    with whole(MODELS / place) as model_files, whole(HEALTH / place) as health, bar as steps:
        model_files.mkdir()
        models = ModelFiles(model_files, [arm.alignment for arm in planned], monitor)
        each_epoch = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, _: steps.epoch(epoch + 1))
        callbacks = [monitor, each_epoch, *early_stopping(variant.early_stopping)]
        for one in recipe.train(planned, confound, split, held, callbacks):
            models.save(one)
            steps.model()
        accuracy = models.write_tables(health)
        if variant.folds and confound.levels < 2:
            spread = cross_validate(recipe, confound, (split, held), [*rows["id"], *held_rows["id"]], variant.folds)
            write_table("folds", spread, health / "folds.parquet")
    where = " on images with the same shortcut" if confound.levels > 1 else ""
    print(f"{label}: {len(planned)} models, validation accuracy {100 * accuracy:.0f}%{where}")


def main(argv: Sequence[str]) -> int:
    """Run the stage. Its arguments are the names of a confound and a variant."""
    return run(train, argv)


if __name__ == "__main__":
    run_as_process(main)
