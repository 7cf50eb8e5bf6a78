"""The number of classes, and the number of images of each class in each split."""

from collections.abc import Sequence

import great_expectations.expectations as gxe
import numpy as np
import pandas as pd

from confoundry.checks.settings import ValidationSettings
from confoundry.checks.suite import NAMED, expect
from confoundry.tables import SPLITS


def number_of_classes(manifest: pd.DataFrame, settings: ValidationSettings) -> int:
    """Return C: `validation.classes`, or one more than the largest label that is frequent enough to be a class.

    A label is frequent enough if it could give each split `min_per_class` images. If no label is, all of them count.
    """
    if settings.classes is not None:
        return settings.classes
    labels = _whole_numbers(manifest)
    labels = labels[(labels >= 0) & (labels < max(len(manifest), 1))]
    counts = labels.value_counts()
    common = counts[counts >= settings.min_per_class * len(SPLITS)]
    return int(max((common if len(common) else counts).index, default=0)) + 1


def class_counts(manifest: pd.DataFrame, classes: int) -> pd.DataFrame:
    """Return one row per split × class: split, label, number of images (possibly 0), and the row's name."""
    cells = pd.MultiIndex.from_product([SPLITS, range(classes)], names=["split", "label"])
    if {"split", "label"} <= set(manifest.columns):
        rows = pd.DataFrame({"split": manifest["split"].astype("str"), "label": _whole_numbers(manifest)})
        images = rows.value_counts().reindex(cells, fill_value=0)
    else:
        images = pd.Series(0, cells)
    counts = images.rename("images").reset_index()
    counts[NAMED] = [f"class {label} in {split}" for split, label in cells]
    return counts


def class_batches(counts: pd.DataFrame, settings: ValidationSettings) -> dict[str, tuple[pd.DataFrame, Sequence]]:
    """Return the expectations for the counts; empty classes and splits have checks of their own."""
    there = counts["images"] > 0
    filled = there.groupby(counts["split"]).transform("any") & there.groupby(counts["label"]).transform("any")
    training = counts[there & (counts["split"] == "train")]
    most = int(settings.max_imbalance * training["images"].min()) if len(training) else 0
    enough = f"Every class has at least {settings.min_per_class} images in each split."
    ratio = f"at most {settings.max_imbalance:g} times as large as the smallest"
    even = f"In the training split, the largest class is {ratio}."
    few = expect(
        gxe.ExpectColumnValuesToBeBetween,
        "classes_with_too_few_images",
        enough,
        column="images",
        min_value=settings.min_per_class,
    )
    many = expect(gxe.ExpectColumnValuesToBeBetween, "classes_too_large", even, column="images", max_value=most)
    return {"classes": (counts[filled], [few]), "balance": (training, [many])}


def _whole_numbers(manifest: pd.DataFrame) -> pd.Series:
    """Return the labels that are whole numbers, by row; other labels are left out."""
    if "label" not in manifest.columns:
        return pd.Series(dtype="int64")
    numbers = pd.to_numeric(manifest["label"], errors="coerce").astype("float64")
    return numbers[np.isfinite(numbers) & (numbers % 1 == 0)].astype("int64")
