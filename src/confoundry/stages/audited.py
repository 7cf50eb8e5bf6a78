"""Reads the tables that `summarize` needs from earlier stages."""

import pandas as pd

from confoundry.confounds.base import Confound
from confoundry.evaluation.assembly import Planted, outcomes, planted, untrained
from confoundry.evaluation.metric import Arms
from confoundry.files.failure import read_failure
from confoundry.files.frames import read_table
from confoundry.paths import CONFOUNDED, HEALTH, RESULTS

FOLDERS = {"answers": RESULTS, "effects": RESULTS, "groups": RESULTS, "history": HEALTH}


def read_planted(name: str, confound: Confound, manifest: pd.DataFrame) -> Planted:
    """Return the assignment of one confound, as `inject` wrote it."""
    tables = [read_table(table, CONFOUNDED / name / f"{table}.parquet") for table in ("assignment", "maps")]
    return planted(manifest, *tables, levels=confound.levels, order=confound.order)


def read_folds(name: str, variant: str) -> pd.DataFrame | None:
    """Return the table `folds` of one confound × variant; None without cross-validation."""
    path = HEALTH / name / variant / "folds.parquet"
    return read_table("folds", path) if path.exists() else None


def read_arms(name: str, variant: str, what: Planted) -> tuple[Arms, str]:
    """Return the outcomes of one confound × variant, and the reason if its training failed, otherwise an empty text."""
    if why := read_failure(HEALTH / name / variant):
        return untrained(what), why
    return outcomes(what, **read_results(name, variant)), ""


def read_history(name: str, variant: str) -> pd.DataFrame:
    """Return the table `history` of one confound × variant. It is empty if training failed."""
    return read_table("history", HEALTH / name / variant / "history.parquet")


def read_results(name: str, variant: str) -> dict[str, pd.DataFrame]:
    """Return the tables answers, effects, groups and history of one confound × variant."""
    return {table: read_table(table, folder / name / variant / f"{table}.parquet") for table, folder in FOLDERS.items()}
