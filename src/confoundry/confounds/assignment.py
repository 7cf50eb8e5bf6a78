"""Which image gets which confound value: exact counts, nested over alignments, drawn anew for each replicate."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import CONTROL, alignment_share
from confoundry.confounds.base import Confound
from confoundry.keys import generator, key

Ints = NDArray[np.int64]


def arms(confound: Confound, alignments: Sequence[str]) -> list[str]:
    """Return the alignments at which a confound is planted: one with a single value has the control arm alone."""
    return list(alignments) if confound.levels > 1 else [CONTROL]


def draw_map(classes: int, levels: int, words: Sequence[object]) -> dict[int, int]:
    """Return a random one-to-one map class → value; with fewer values than classes, some classes have none.

    Args:
        classes: C, the number of classes.
        levels: K, the number of values; with one there is nothing to tell classes apart, and no class has a value.
        words: What the draw is keyed by.
    """
    if levels == 1:
        return {}
    rng, size = generator(*words, "map"), min(classes, levels)
    labels, values = rng.permutation(classes)[:size], rng.permutation(levels)[:size]
    return dict(sorted(zip(labels.tolist(), values.tolist(), strict=True)))


def maps_table(maps: Sequence[Mapping[int, int]]) -> pd.DataFrame:
    """Return the table `maps` of one map per replicate."""
    rows = [(replicate, label, value) for replicate, one in enumerate(maps) for label, value in one.items()]
    return pd.DataFrame(rows, columns=["replicate", "label", "value"], dtype="int64")


def hash_order(images: pd.DataFrame, words: Sequence[object]) -> Ints:
    """Return the rows (n,) in the order of their keyed hashes, so that a new image moves few old ones."""
    hashes = np.array([key(*words, "conflict", sha) for sha in images["sha256"]], np.uint64)
    return np.argsort(hashes, kind="stable")


def assign(
    labels: Ints, order: Ints, value_of: Mapping[int, int], levels: int, alignment: str, words: Sequence[object]
) -> Ints:
    """Return the value (n,) of each image of one split at one alignment and replicate.

    Of a class's n_c images, round(n_c·(1-ρ)) conflict: the first of them in `order`, so the sets are nested over ρ.
    Conflicting images take the other values in turn; so do, over all values, the images of a class that has no value.

    Args:
        labels: Classes (n,).
        order: The rows (n,) in the order in which they are taken to conflict.
        value_of: The value of each class that has one.
        levels: K.
        alignment: `control` or a share.
        words: What the draw is keyed by; without the alignment.
    """
    share = alignment_share(alignment, levels)
    values = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        own = value_of.get(int(label))
        others = generator(*words, "others", label).permutation([value for value in range(levels) if value != own])
        conflicting = len(members) if own is None else conflicts(len(members), share)
        values[members[:conflicting]] = np.resize(others, conflicting)
        values[members[conflicting:]] = -1 if own is None else own
    return values


def conflicts(images: int, share: Fraction) -> int:
    """Return how many of a class's images conflict at an alignment: n·(1-ρ), halves rounded up."""
    return int(images * (1 - share) + Fraction(1, 2))


def assignment_table(
    manifest: pd.DataFrame,
    maps: Sequence[Mapping[int, int]],
    levels: int,
    alignments: Sequence[str],
    words: Sequence[object],
) -> pd.DataFrame:
    """Return the table `assignment` for the training and the validation images, each split with exact counts.

    Args:
        manifest: The table `manifest`.
        maps: One map class → value per replicate.
        levels: K.
        alignments: As text.
        words: What the draws are keyed by: the study's seed and the confound's name.
    """
    splits = [manifest[manifest["split"] == split] for split in ("train", "validation")]
    orders = [[hash_order(images, [*words, replicate]) for images in splits] for replicate in range(len(maps))]
    blocks = []
    for alignment in alignments:
        for replicate, value_of in enumerate(maps):
            for images, order in zip(splits, orders[replicate], strict=True):
                labels = images["label"].to_numpy()
                values = assign(labels, order, value_of, levels, alignment, [*words, replicate])
                block = {"id": images["id"].array, "alignment": alignment, "replicate": replicate, "value": values}
                blocks.append(pd.DataFrame(block))
    return pd.concat(blocks, ignore_index=True)
