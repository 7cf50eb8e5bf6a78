"""The small tables on which an added confound is checked, counted from the assignment."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import alignment_share
from confoundry.checks.suite import NAMED

ARM = ["alignment", "replicate"]
CELL = [*ARM, "split", "label"]


def arms_frame(
    assignment: pd.DataFrame, maps: pd.DataFrame, manifest: pd.DataFrame, alignments: Sequence[str]
) -> pd.DataFrame:
    """Return one row per arm that exists or is expected: found, asked; counts of lacking, repeated, unknown images."""
    known = _planted(manifest)
    rows = assignment[ARM].assign(unknown=~assignment["id"].isin(known["id"]), one=1)
    rows["repeated"] = assignment.duplicated([*ARM, "id"])
    rows["distinct"] = ~rows["unknown"] & ~rows["repeated"]
    found = rows.groupby(ARM)[["one", "unknown", "repeated", "distinct"]].sum()
    replicates = sorted({*assignment["replicate"], *maps["replicate"]})
    asked = pd.MultiIndex.from_product([list(alignments), replicates], names=ARM)
    arms = found.reindex(asked.append(found.index.difference(asked)), fill_value=0)
    arms["lacking"] = len(known) - arms["distinct"]
    arms["found"], arms["asked"] = arms["one"] > 0, arms.index.isin(asked)
    return _named(arms.reset_index(), ARM)


def cells_frame(
    assignment: pd.DataFrame, maps: pd.DataFrame, manifest: pd.DataFrame, levels: int, alignments: Sequence[str]
) -> pd.DataFrame:
    """Return one row per arm × split × class, for the arms that exist and are expected.

    Columns: images and expected_images; conflicting and expected_conflicting (both 0 if the class has no value);
    unevenness, the largest minus the smallest count of the values that are not the class's own.
    """
    asked, own = assignment[assignment["alignment"].isin(alignments)], maps.drop_duplicates(["replicate", "label"])
    rows = asked.merge(_planted(manifest), on="id").merge(
        own.rename(columns={"value": "own"}), on=["replicate", "label"], how="left"
    )
    cells = _all_cells(rows, manifest).merge(
        own.rename(columns={"value": "own"}), on=["replicate", "label"], how="left"
    )
    counts = _value_counts(rows, cells, levels)
    cells["images"] = counts.sum(axis=1)
    is_own = np.arange(levels) == cells["own"].to_numpy("float64")[:, None]
    cells["conflicting"] = np.where(cells["own"].notna(), counts.sum(axis=1, where=~is_own), 0)
    cells["expected_conflicting"] = _conflicting(cells, levels)
    most = np.where(is_own, -np.inf, counts).max(axis=1)
    cells["unevenness"] = np.maximum(most - np.where(is_own, np.inf, counts).min(axis=1), 0)
    return _named(cells, CELL)


def values_frame(assignment: pd.DataFrame) -> pd.DataFrame:
    """Return one row per arm × value, for values that occur."""
    return _named(assignment[[*ARM, "value"]].drop_duplicates(), [*ARM, "value"])


def maps_frame(maps: pd.DataFrame) -> pd.DataFrame:
    """Return the maps with a name for each row, and the number of classes that have a value with the same seed."""
    sizes = maps.groupby("replicate")["label"].transform("size")
    return _named(maps.assign(classes=sizes, most=sizes.max() if len(maps) else 0), ["replicate", "label"])


def _planted(manifest: pd.DataFrame) -> pd.DataFrame:
    """Return id, split and label of the images that a confound is added to."""
    return manifest.loc[manifest["split"].isin(["train", "validation"]), ["id", "split", "label"]]


def _all_cells(rows: pd.DataFrame, manifest: pd.DataFrame) -> pd.DataFrame:
    """Return every arm of `rows` with every split and class of the manifest, and the count `expected_images`."""
    sizes = _planted(manifest).value_counts(["split", "label"], sort=False).rename("expected_images").reset_index()
    return rows[ARM].drop_duplicates().merge(sizes, how="cross")


def _value_counts(rows: pd.DataFrame, cells: pd.DataFrame, levels: int) -> NDArray[np.float64]:
    """Return the number of images (cells, values) with each value in each cell."""
    of_cell = pd.MultiIndex.from_frame(cells[CELL]).get_indexer(pd.MultiIndex.from_frame(rows[CELL]))
    value = rows["value"].to_numpy()
    inside = (value >= 0) & (value < levels)
    counts = np.zeros((len(cells), levels))
    np.add.at(counts, (of_cell[inside], value[inside]), 1)
    return counts


def _conflicting(cells: pd.DataFrame, levels: int) -> list[int]:
    """Return n·(1 - share) with halves rounded up; exact fractions, because 0.95 is not an exact float."""
    share = {text: alignment_share(text, levels) for text in cells["alignment"].unique()}
    sizes = zip(cells["expected_images"], cells["alignment"], cells["own"].notna(), strict=True)
    return [int(n * (1 - share[text]) + Fraction(1, 2)) if has_value else 0 for n, text, has_value in sizes]


def _named(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Name each row by its columns, such as `0.95 · seed 3 · train · class 7`."""
    words = {"replicate": "seed ", "label": "class ", "value": "value "}
    texts = [words.get(column, "") + frame[column].astype(str) for column in columns]
    return frame.assign(**{NAMED: [" · ".join(parts) for parts in zip(*texts, strict=True)]})
