"""Reads the tables that `summarize` needs from earlier stages, in the working tree or in another revision."""

from pathlib import Path
from typing import Protocol

import pandas as pd

from confoundry.confounds.base import Confound
from confoundry.evaluation.assembly import Planted, outcomes, planted, untrained
from confoundry.evaluation.collection import Read
from confoundry.files.failure import NAME, read_failure
from confoundry.files.frames import read_table
from confoundry.paths import CONFOUNDED, HEALTH, RESULTS

FOLDERS = {"answers": RESULTS, "effects": RESULTS, "groups": RESULTS, "history": HEALTH}


class Locate(Protocol):
    """Finds the files of a revision."""

    def __call__(self, path: Path, /, *, optional: bool = False) -> Path:
        """Return from where a file of the study can be read; only an optional one may be missing there."""
        ...


def here(path: Path, /, *, optional: bool = False) -> Path:  # noqa: ARG001 (readers say what is missing)
    """Return the path itself: a file of the working tree."""
    return path


def read_planted(name: str, confound: Confound, manifest: pd.DataFrame, at: Locate = here) -> Planted:
    """Return the assignment of one confound, as `inject` wrote it."""
    tables = [read_table(table, at(CONFOUNDED / name / f"{table}.parquet")) for table in ("assignment", "maps")]
    return planted(manifest, *tables, levels=confound.levels, order=confound.order)


def read_cell(name: str, variant: str, what: Planted, at: Locate = here) -> Read:
    """Return what was found for one confound × variant."""
    why = read_failure(at(HEALTH / name / variant / NAME, optional=True).parent)
    arms = untrained(what) if why else outcomes(what, **read_results(name, variant, at))
    path = at(HEALTH / name / variant / "folds.parquet", optional=True)
    return Read(arms, why, read_table("folds", path) if path.exists() else None)


def read_history(name: str, variant: str) -> pd.DataFrame:
    """Return the table `history` of one confound × variant. It is empty if training failed."""
    return read_table("history", HEALTH / name / variant / "history.parquet")


def read_results(name: str, variant: str, at: Locate = here) -> dict[str, pd.DataFrame]:
    """Return the tables answers, effects, groups and history of one confound × variant."""
    return {
        table: read_table(table, at(folder / name / variant / f"{table}.parquet")) for table, folder in FOLDERS.items()
    }
