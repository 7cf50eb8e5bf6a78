"""Pairs two revisions by reading the answers of both from DVC's cache or remote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from confoundry.comparison.gates import Drop
from confoundry.comparison.lock import Lock
from confoundry.comparison.numbers import Cell, Numbers, Place
from confoundry.comparison.pairing import Tables, differences, further, only_answers, only_images, shared_images
from confoundry.confounds.base import Confound
from confoundry.confounds.table import CONFOUNDS
from confoundry.errors import BadInput
from confoundry.evaluation.assembly import outcomes, planted
from confoundry.evaluation.metric import Arms
from confoundry.files.frames import read_table
from confoundry.paths import CONFOUNDED, RAW_MANIFEST, RESOLVED
from confoundry.revisions.stored import RevisionFiles, Unavailable
from confoundry.settings import parse
from confoundry.stages.audited import FOLDERS
from confoundry.stages.resolved import read_entry
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
    readers = [_RevisionTables(one) for one in stored]
    for cell in (cell for cell in after.cells if before.verdict(cell) is not None):
        places = wanted.get(cell, [])
        if locks[1].same_answers(locks[0], *cell):
            found.pairs[cell] = None
            found.drops |= {(*cell, *place): Drop(0.0, 1.0) for place in places}
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
        found.drops |= {(*cell, *place): Drop(one.value, one.p_value()) for place, one in extra.items() if one}
    return found


class _RevisionTables:
    """One revision's tables."""

    def __init__(self, stored: RevisionFiles) -> None:
        self._stored = stored
        self.manifest = cache(self._manifest)

    def _manifest(self) -> pd.DataFrame:
        return read_table("manifest", self._stored.fetched(RAW_MANIFEST))

    def confound(self, name: str) -> Confound:
        entry = read_entry(self._stored.fetched(RESOLVED / "confounds" / f"{name}.json"))
        return parse(CONFOUNDS[entry["kind"]], entry["settings"], f"confounds.{name}")

    def arms(self, cell: Cell, ids: pd.Index) -> Arms:
        """Return the outcomes of one cell on only these test images."""
        name, variant = cell
        confound = self.confound(name)
        planting = [
            read_table(table, self._stored.fetched(CONFOUNDED / name / f"{table}.parquet"))
            for table in ("assignment", "maps")
        ]
        what = planted(only_images(self.manifest(), ids), *planting, levels=confound.levels, order=confound.order)
        return outcomes(what, **only_answers(self._tables(name, variant), ids))

    def _tables(self, name: str, variant: str) -> Tables:
        return {
            table: read_table(table, self._stored.fetched(folder / name / variant / f"{table}.parquet"))
            for table, folder in FOLDERS.items()
        }


def _arms(readers: list[_RevisionTables], cell: Cell) -> tuple[Arms, Arms]:
    before, after = readers
    ids = shared_images(before.manifest(), after.manifest())
    if len(ids) < FEWEST:
        raise ValueError("no test images in common")
    return before.arms(cell, ids), after.arms(cell, ids)
