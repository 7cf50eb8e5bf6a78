"""The outcomes of a revision's study, read from DVC's cache or remote."""

from functools import cache

import pandas as pd

from confoundry.comparison.numbers import Cell
from confoundry.comparison.pairing import only_answers, only_images
from confoundry.confounds.base import Confound
from confoundry.confounds.table import CONFOUNDS
from confoundry.evaluation.assembly import Planted, outcomes
from confoundry.evaluation.collection import Read
from confoundry.evaluation.metric import Arms
from confoundry.files.frames import read_table
from confoundry.paths import RAW_MANIFEST, RESOLVED
from confoundry.revisions.stored import RevisionFiles
from confoundry.settings import parse
from confoundry.stages.audited import read_cell, read_planted, read_results
from confoundry.stages.resolved import read_entry


class RevisionOutcomes:
    """The outcomes of one revision. What is read raises `Unavailable` where neither cache nor remote has it."""

    def __init__(self, stored: RevisionFiles) -> None:
        self._stored = stored
        self.manifest = cache(self._manifest)
        self.confound = cache(self._confound)
        self.planted = cache(self._planted)

    def _manifest(self) -> pd.DataFrame:
        return read_table("manifest", self._stored.fetched(RAW_MANIFEST))

    def _confound(self, name: str) -> Confound:
        entry = read_entry(self._stored.fetched(RESOLVED / "confounds" / f"{name}.json"))
        return parse(CONFOUNDS[entry["kind"]], entry["settings"], f"confounds.{name}")

    def _planted(self, name: str) -> Planted:
        return read_planted(name, self.confound(name), self.manifest(), self._stored.fetched)

    def cell(self, name: str, variant: str) -> Read:
        """Return what was found for one confound × variant, on all test images."""
        return read_cell(name, variant, self.planted(name), self._stored.fetched)

    def arms(self, cell: Cell, ids: pd.Index) -> Arms:
        """Return the outcomes of one confound × variant on only these test images."""
        name, variant = cell
        what = read_planted(name, self.confound(name), only_images(self.manifest(), ids), self._stored.fetched)
        return outcomes(what, **only_answers(read_results(name, variant, self._stored.fetched), ids))
