"""The trainings of a study as a plain loop: build, `model.fit` over arrays, save; asked through a pipe.

Run in the study's folder. The images, the shortcut's values and the networks are the study's own; weights and order
are drawn by Keras.
"""

from pathlib import Path
from typing import Any

from bench.sides.serve import serve


class PlainLoop:
    """The loop, in one process that imports once."""

    def begin(self) -> dict[str, Any]:
        """Import TensorFlow and Keras."""
        import keras

        return {"version": keras.__version__}

    def train(self, confound: str, variant: str) -> dict[str, Any]:
        """Train and save the models of one confound and variant."""
        import keras

        from confoundry.files.frames import read_table
        from confoundry.files.pixels import read_splits
        from confoundry.paths import CONFOUNDED
        from confoundry.stages.resolved import read_confound
        from confoundry.stages.variant import read_variant
        from confoundry.training.arms import arms

        recipe, planted = read_variant(variant), read_confound(confound)
        (rows, pixels), (held_rows, held_pixels) = read_splits("train", "validation")
        images, held_images = pixels[:], held_pixels[:]
        assignment = read_table("assignment", CONFOUNDED / confound / "assignment.parquet")
        models = list(arms(assignment, rows["id"], held_rows["id"]))
        place = Path("plain") / confound / variant
        place.mkdir(parents=True, exist_ok=True)
        for arm in models:
            keras.utils.clear_session()
            model = recipe.network.build(images.shape[1:], int(rows["label"].max()) + 1)
            model.compile(optimizer=model.optimizer, loss=model.loss, metrics=["accuracy"])
            model.fit(
                planted.apply(images, arm.train),
                rows["label"].to_numpy(),
                epochs=recipe.epochs,
                batch_size=recipe.batch_size,
                validation_data=(planted.apply(held_images, arm.validation), held_rows["label"].to_numpy()),
                verbose=0,  # pyright: ignore[reportArgumentType]
            )
            model.save(place / f"{arm.alignment}_{arm.replicate}.keras")
        return {"models": len(models)}


if __name__ == "__main__":
    serve(PlainLoop())
