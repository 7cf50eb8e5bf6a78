"""Reads one test image for a confound, with the answers of every variant."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import alignment_text
from confoundry.confounds.base import Confound
from confoundry.files.frames import read_table
from confoundry.files.pixels import read_images
from confoundry.paths import CONFOUNDED, RAW_MANIFEST, RESULTS
from confoundry.report.findings import Example
from confoundry.report.typical import typical
from confoundry.study import StudySettings

REPLICATE = 0  # the training seed whose answers are shown


def read_example(name: str, study: StudySettings, confound: Confound) -> Example | None:
    """Read the typical test image for a confound; None if the confound has no values or there is no verdict."""
    alignment = alignment_text(study.verdict_at)
    if confound.levels < 2 or alignment not in study.alignment_texts():
        return None
    manifest = read_table("manifest", RAW_MANIFEST, ["id", "label"])
    answers = {variant: _answers(name, variant, alignment) for variant in study.variants}
    answers = {variant: found for variant, found in answers.items() if len(found)}
    if not answers:
        return None
    ids = next(iter(answers.values())).index
    rows = pd.Index(manifest["id"]).get_indexer(ids)
    labels = manifest["label"].to_numpy()[rows]
    classes = _classes(name)
    grids = {variant: found.to_numpy() for variant, found in answers.items()}
    chosen = typical(grids, labels, _value_of(classes, grids, labels))
    if chosen is None:
        return None
    image = read_images(rows[[chosen]])[0]
    return Example(image, int(labels[chosen]), classes, {variant: grid[chosen] for variant, grid in grids.items()})


def _answers(confound: str, variant: str, alignment: str) -> pd.DataFrame:
    """Return the answers of the first training seed: one row for each test image, one column for each value."""
    path = RESULTS / confound / variant / "answers.parquet"
    model = {"alignment": alignment, "replicate": REPLICATE}
    found = read_table("answers", path, ["id", "value", "answer"], where=model)
    return found.set_index(["id", "value"])["answer"].unstack("value").sort_index()  # noqa: PD010 (pairs are unique)


def _classes(confound: str) -> dict[int, int]:
    """Return the class that each value belongs to, for the first training seed."""
    maps = read_table("maps", CONFOUNDED / confound / "maps.parquet")
    own = maps[maps["replicate"] == REPLICATE]
    return {int(value): int(label) for value, label in zip(own["value"], own["label"], strict=True)}


def _value_of(
    classes: dict[int, int], grids: dict[str, NDArray[np.int64]], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    most = max(int(labels.max()), *classes.values(), *(int(grid.max()) for grid in grids.values()))
    value_of = np.full(most + 1, -1, np.int64)
    for value, label in classes.items():
        value_of[label] = value
    return value_of
