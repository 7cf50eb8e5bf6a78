"""Pairs two revisions by reading the answers of both from DVC's cache or remote."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from confoundry.comparison.gates import Drop
from confoundry.comparison.lock import Lock
from confoundry.comparison.numbers import Cell, Numbers, Place
from confoundry.comparison.pairing import differences, further, shared_images
from confoundry.errors import BadInput
from confoundry.evaluation.metric import CONFIDENCE, Arms
from confoundry.revisions.outcomes import RevisionOutcomes
from confoundry.revisions.stored import RevisionFiles, Unavailable
from confoundry.statistics.crossed import Crossed

FEWEST = 2  # the fewest shared images with which revisions can be paired


@dataclass
class Pairing:
    """The result of pairing.

    Attributes:
        pairs: For each cell the paired differences; None where the answers are the same bytes.
        drops: Further differences, which gates need.
        unpaired: For each cell that could not be paired, why.
        missing: Whether answers were missing that a remote would keep.
    """

    pairs: dict[Cell, Mapping[str, Crossed | None] | None] = field(default_factory=dict)
    drops: dict[Place, Drop] = field(default_factory=dict)
    unpaired: dict[Cell, str] = field(default_factory=dict)
    missing: bool = False


def pair(
    stored: tuple[RevisionFiles, RevisionFiles],
    locks: tuple[Lock, Lock],
    numbers: tuple[Numbers, Numbers],
    wanted: Mapping[Cell, list[tuple[str, str]]],
) -> Pairing:
    """Pair each confound × variant that both revisions have.

    Args:
        stored: The older revision's files, and the newer one's.
        locks: Their dvc.lock.
        numbers: Their numbers.
        wanted: For each cell the alignments and metrics that gates need, besides those that are always judged.
    """
    before, after = numbers
    found = Pairing()
    readers = [RevisionOutcomes(one) for one in stored]
    for cell in (cell for cell in after.cells if before.verdict(cell) is not None):
        places = wanted.get(cell, [])
        if locks[1].same_answers(locks[0], *cell):
            found.pairs[cell] = None
            found.drops |= {(*cell, *place): Drop(0.0, 1.0, 0.0, 0.0) for place in places}
            continue
        try:
            arms = _arms(readers, cell)
            found.pairs[cell] = differences(*arms, after.verdict_at)
            extra = further(*arms, places)
        except Unavailable as error:
            found.missing = True
            found.unpaired[cell] = f"the answers are neither in the local DVC cache nor in a reachable remote: {error}"
            continue
        except (BadInput, KeyError, ValueError) as error:  # tables of another form, another list of images
            found.unpaired[cell] = f"the answers of the two revisions do not fit together: {error}"
            continue
        found.drops |= {(*cell, *place): _drop(one) for place, one in extra.items() if one}
    return found


def _drop(one: Crossed) -> Drop:
    return Drop(one.value, one.p_value(), *one.limits(CONFIDENCE))


def _arms(readers: list[RevisionOutcomes], cell: Cell) -> tuple[Arms, Arms]:
    before, after = readers
    ids = shared_images(before.manifest(), after.manifest())
    if len(ids) < FEWEST:
        raise ValueError("no test images in common")
    return before.arms(cell, ids), after.arms(cell, ids)
