"""Decides which image gets which confound value: exact counts, nested over alignments, drawn for each replicate."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.alignments import CONTROL, alignment_share
from confoundry.confounds.base import Confound
from confoundry.keys import generator, key

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]


def arms(confound: Confound, alignments: Sequence[str]) -> list[str]:
    """Return the alignments of a confound's arms: a confound with a single value has only the control arm."""
    return list(alignments) if confound.levels > 1 else [CONTROL]


def draw_map(classes: int, levels: int, words: Sequence[object]) -> dict[int, int]:
    """Return a random one-to-one map from class to value. With fewer values than classes, some classes have no value.

    Args:
        classes: C, the number of classes.
        levels: K, the number of values. With a single value, no class has a value.
        words: The key of the random draw.
    """
    if levels == 1:
        return {}
    rng, size = generator(*words, "map"), min(classes, levels)
    labels, values = rng.permutation(classes)[:size], rng.permutation(levels)[:size]
    return dict(sorted(zip(labels.tolist(), values.tolist(), strict=True)))


def maps_table(maps: Sequence[Mapping[int, int]]) -> pd.DataFrame:
    """Return the table `maps`, with one map per replicate."""
    rows = [(replicate, label, value) for replicate, one in enumerate(maps) for label, value in one.items()]
    return pd.DataFrame(rows, columns=["replicate", "label", "value"], dtype="int64")


def hashes(images: pd.DataFrame, words: Sequence[object]) -> Hashes:
    """Return a keyed hash of each image (n,). It decides about the image independently of the other images."""
    return np.array([key(*words, "conflict", sha) for sha in images["sha256"]], np.uint64)


def assign(labels: Ints, drawn: Hashes, value_of: Mapping[int, int], levels: int, alignment: str) -> Ints:
    """Return the value (n,) of each image of one split, for one alignment and replicate.

    Of the n_c images of a class, round(n_c·(1-ρ)) conflict: those with the smallest hashes, so the sets are nested
    over ρ. They are spread evenly over the other values. The images of a class without a value are spread over all
    values.

    Args:
        labels: Classes (n,).
        drawn: The images' hashes (n,).
        value_of: Class → value, for the classes that have a value.
        levels: K, the number of values.
        alignment: `control` or a share.
    """
    share, order = alignment_share(alignment, levels), np.argsort(drawn, kind="stable")
    values = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        own = value_of.get(int(label))
        conflicting = members if own is None else members[: conflicts(len(members), share)]
        values[members] = -1 if own is None else own
        others = np.array([value for value in range(levels) if value != own])
        values[conflicting] = others[_spread(drawn[conflicting], len(others))]
    return values


def _spread(drawn: Hashes, places: int) -> Ints:
    """Spread images over places so that counts differ by at most one, and new images move few old ones.

    Each image goes to the place that its hash names while there is room. The others fill the remaining places.
    """
    wanted = (drawn % np.uint64(places)).astype(np.int64)
    demand = np.bincount(wanted, minlength=places)
    room = np.full(places, len(drawn) // places)
    room[np.argsort(-demand, kind="stable")[: len(drawn) % places]] += 1
    by_place = np.argsort(wanted, kind="stable")
    rank = np.empty(len(drawn), np.int64)  # among the images that want the same place
    rank[by_place] = np.arange(len(drawn)) - np.repeat(np.cumsum(demand) - demand, demand)
    found = np.where(rank < room[wanted], wanted, -1)
    found[found < 0] = np.repeat(np.arange(places), np.maximum(room - demand, 0))
    return found


def conflicts(images: int, share: Fraction) -> int:
    """Return how many of a class's images conflict at an alignment ρ: n·(1-ρ), halves rounded up."""
    return int(images * (1 - share) + Fraction(1, 2))


def assignment_table(
    manifest: pd.DataFrame,
    maps: Sequence[Mapping[int, int]],
    levels: int,
    alignments: Sequence[str],
    words: Sequence[object],
) -> pd.DataFrame:
    """Return the table `assignment` for the training and validation images. Each split has exact counts.

    Args:
        manifest: The table `manifest`.
        maps: One map from class to value per replicate.
        levels: K, the number of values.
        alignments: The alignments, as text.
        words: The key of the random draws: the study's seed and the confound's name.
    """
    splits = [manifest[manifest["split"] == split] for split in ("train", "validation")]
    drawn = [[hashes(images, [*words, replicate]) for images in splits] for replicate in range(len(maps))]
    blocks = []
    for alignment in alignments:
        for replicate, value_of in enumerate(maps):
            for images, of_images in zip(splits, drawn[replicate], strict=True):
                values = assign(images["label"].to_numpy(), of_images, value_of, levels, alignment)
                block = {"id": images["id"].array, "alignment": alignment, "replicate": replicate, "value": values}
                blocks.append(pd.DataFrame(block))
    return pd.concat(blocks, ignore_index=True)
