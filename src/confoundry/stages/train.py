"""Stage `train`: train one variant under one confound, at every alignment, with every training seed."""

import traceback
from collections.abc import Sequence

import pandas as pd

from confoundry.alignments import baseline_alignment
from confoundry.files.failure import write_failure
from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table, write_table
from confoundry.files.keras_file import save_model
from confoundry.files.params import read_section
from confoundry.files.pixels import read_splits
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, HEALTH, MODELS
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.progress import progress
from confoundry.stages.resolved import read_confound
from confoundry.stages.variant import read_variant
from confoundry.study import StudySettings
from confoundry.tables import TABLES, WATCHED
from confoundry.training.settings import TrainingSettings
from confoundry.training.start import start_tensorflow


def train(confound_name: str, variant_name: str) -> None:
    """Write models/<confound>/<variant>/ and health/<confound>/<variant>/{history,health,steps,trials}.parquet.

    Where training ends with an error, that is what is written: the other variants are reported, and this one named.
    """
    require_fit()
    start_tensorflow(read_section("training", TrainingSettings).threads)
    from confoundry.training.errors import TrainingFailed

    place, label = f"{confound_name}/{variant_name}", f"train · {confound_name} × {variant_name}"
    try:
        _train(confound_name, variant_name, place, label)
    except TrainingFailed as failed:
        traceback.print_exception(failed.__cause__)
        with whole(MODELS / place) as model_files, whole(HEALTH / place) as health:
            for folder in (model_files, health):
                write_failure(folder, str(failed))
            for name in WATCHED:
                write_table(name, pd.DataFrame(columns=list(TABLES[name])), health / f"{name}.parquet")
        print(f"{label}: failed to train: {failed}")


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
    assignment = CONFOUNDED / confound_name / "assignment.parquet"
    models = list(arms(read_table("assignment", assignment), rows["id"], held_rows["id"]))
    judged = baseline_alignment([arm.alignment for arm in models])
    recipe = Recipe(variant.network, classes=classes, epochs=variant.epochs, batch_size=variant.batch_size, seed=seed)
    monitor, tables = TrainingMonitor(), {name: [] for name in WATCHED}
    bar = progress(label, len(models), variant.epochs)
    with whole(MODELS / place) as model_files, whole(HEALTH / place) as health, bar as steps:
        model_files.mkdir()
        each_epoch = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, _: steps.epoch(epoch + 1))
        callbacks = [monitor, each_epoch, *early_stopping(variant.early_stopping)]
        for one in recipe.train(models, confound, split, held, callbacks):
            save_model(one.model, model_files / f"{one.arm.alignment}_{one.arm.replicate}.keras")
            seen = {"history": one.history, "health": monitor.health, "steps": monitor.steps}
            for name, frame in seen.items():
                tables[name].append(frame.assign(alignment=one.arm.alignment, replicate=one.arm.replicate))
            if one.arm.alignment == judged:
                tables["trials"].append(one.trials()[list(TABLES["trials"])])
            steps.model()
        found = {name: pd.concat(frames, ignore_index=True) for name, frames in tables.items()}
        for name, frame in found.items():
            write_table(name, frame, health / f"{name}.parquet")
        if variant.folds and confound.levels < 2:
            spread = cross_validate(recipe, confound, (split, held), [*rows["id"], *held_rows["id"]], variant.folds)
            write_table("folds", spread, health / "folds.parquet")
    right = found["history"].groupby(["alignment", "replicate"]).tail(1)["val_accuracy"].mean()
    print(f"{label}: {len(models)} models, {100 * right:.0f}% right on validation images with the same mix")


def main(argv: Sequence[str]) -> int:
    """Run the stage with its arguments: the confound's and the variant's name."""
    return run(train, argv)


if __name__ == "__main__":
    run_as_process(main)
