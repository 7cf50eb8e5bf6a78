"""Assembles the tables of a confound and a variant into outcomes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from confoundry.alignments import in_order
from confoundry.evaluation.failures import failures
from confoundry.evaluation.grid import grid
from confoundry.evaluation.outcomes import NO_VALUE, Floats, Ints, Order, Outcome

CLUSTER_COLUMN = "given_group"  # of the manifest: images that belong together, such as those of one patient


@dataclass(frozen=True, eq=False, kw_only=True)
class Planted:
    """What was planted for one confound; its variants share it.

    Attributes:
        order: How the values are ordered: not at all, in a row, or in a circle.
        levels: K, the number of values.
        ids: The test images (N,).
        labels: Their classes (N,).
        clusters: Which of them belong together (N,), or None.
        replicates: The replicates' numbers (R,).
        maps: Value of each class (R, C), or −1.
        shares: By alignment, the share of each class × value in the training images (R, C, K).
    """

    order: Order
    levels: int
    ids: pd.Index
    labels: Ints
    clusters: Ints | None
    replicates: Ints
    maps: Ints
    shares: dict[str, Floats]


def planted(
    manifest: pd.DataFrame, assignment: pd.DataFrame, maps: pd.DataFrame, *, levels: int, order: Order
) -> Planted:
    """Assemble what was planted from the tables `manifest`, `assignment` and `maps`."""
    classes = int(np.max(manifest["label"])) + 1
    test = manifest.loc[manifest["split"] == "test"]
    replicates = np.unique(np.asarray(assignment["replicate"], np.int64))
    of_class = np.full((len(replicates), classes), NO_VALUE, np.int64)
    of_class[np.searchsorted(replicates, maps["replicate"]), maps["label"]] = maps["value"]
    return Planted(
        order=order,
        levels=levels,
        ids=pd.Index(test["id"]),
        labels=np.asarray(test["label"], np.int64),
        clusters=pd.factorize(test[CLUSTER_COLUMN])[0].astype(np.int64) if CLUSTER_COLUMN in test else None,
        replicates=replicates,
        maps=of_class,
        shares=_training_shares(manifest, assignment, replicates, (classes, levels)),
    )


def untrained(what: Planted) -> dict[str, Outcome]:
    """Return the outcomes of a variant none of whose models was trained: at each alignment no replicate at all."""
    images, (classes, levels) = len(what.labels), next(iter(what.shares.values())).shape[1:]
    per_image = dict.fromkeys(("effect", "within", "spread", "main"), np.zeros((0, images)))
    none = Outcome(
        order=what.order,
        labels=what.labels,
        clusters=what.clusters,
        replicates=what.replicates[:0],
        failures=np.zeros(0, np.str_),
        maps=what.maps[:0],
        answers=np.zeros((0, images, levels), np.int64),
        plain=np.zeros((0, images), np.int64),
        shares=np.zeros((0, classes, levels)),
        group_images=np.zeros((0, classes, levels), np.int64),
        group_right=np.zeros((0, classes, levels), np.int64),
        **per_image,
    )
    return dict.fromkeys(what.shares, none)


def _training_shares(
    manifest: pd.DataFrame, assignment: pd.DataFrame, replicates: Ints, groups: tuple[int, int]
) -> dict[str, Floats]:
    train = manifest.loc[manifest["split"] == "train"]
    found = pd.Index(train["id"]).get_indexer(pd.Index(assignment["id"]))
    rows = assignment.loc[found >= 0]
    label = np.asarray(train["label"], np.int64)[found[found >= 0]]
    replicate = np.searchsorted(replicates, rows["replicate"])
    cell = (replicate * groups[0] + label) * groups[1] + np.asarray(rows["value"], np.int64)
    shares = {}
    for alignment in in_order(assignment["alignment"].unique()):
        here = cell[np.asarray(rows["alignment"] == alignment)]
        counts = np.bincount(here, minlength=len(replicates) * groups[0] * groups[1])
        counts = counts.reshape(len(replicates), *groups)
        shares[alignment] = counts / np.maximum(counts.sum(axis=(1, 2), keepdims=True), 1)
    return shares


def outcomes(
    what: Planted, *, answers: pd.DataFrame, effects: pd.DataFrame, groups: pd.DataFrame, history: pd.DataFrame
) -> dict[str, Outcome]:
    """Assemble a variant's outcome at each alignment, the control first, from the tables of those names.

    Raises:
        BadInput: Rows are missing, unknown or duplicated.
    """
    alignments = pd.Index(in_order(answers["alignment"].unique()))
    model = {"alignment": alignments, "replicate": pd.Index(what.replicates)}
    value = {"value": pd.RangeIndex(what.levels)}
    label = {"label": pd.RangeIndex(what.maps.shape[1])}
    answered = grid("answers", answers, {**model, "id": what.ids, **value}, ["answer"])[0]
    columns = ["plain_answer", "effect", "within", "spread", "main"]
    per_image = grid("effects", effects, {**model, "id": what.ids}, columns)
    images, right = grid("groups", groups, {**model, **label, **value}, ["images", "right"])
    result = {}
    for at, alignment in enumerate(alignments):
        plain, effect, within, spread, main = (column[at] for column in per_image)
        result[alignment] = Outcome(
            order=what.order,
            labels=what.labels,
            clusters=what.clusters,
            replicates=what.replicates,
            failures=failures(
                history.loc[history["alignment"] == alignment],
                replicates=what.replicates,
                labels=what.labels,
                answers=answered[at],
                shares=what.shares[alignment],
            ),
            maps=what.maps,
            answers=answered[at],
            plain=plain,
            effect=effect,
            within=within,
            spread=spread,
            main=main,
            shares=what.shares[alignment],
            group_images=images[at],
            group_right=right[at],
        )
    return result
