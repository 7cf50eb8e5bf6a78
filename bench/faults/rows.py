"""The table of a part: a row per program, with what its mistake does and what was said of it."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bench.faults.effects import effect
from bench.faults.program import Program
from bench.faults.references import objection
from bench.faults.work import facts_file, trained

if TYPE_CHECKING:
    from confoundry.diagnosis.limits import Limits

COLUMNS = ["program", "dataset", "architecture", "fault", "severity", "accepted", "killed", "d", "p", "lost", "score"]
COLUMNS += ["objection", "causes", "confidences", "error", "train_seconds", "diagnosis_seconds"]


def rows(programs: Sequence[Program], limits: Limits | None = None) -> pd.DataFrame:
    """Return the table of programs, from what has been kept of them.

    Columns: `killed`: whether the mistake does harm (empty for a healthy program), with `d`, `p`, `lost` (effects.py);
    `score`: the mean over seeds; `objection`: why a healthy program is not good practice, or the twin of a faulty one;
    `causes`: named, in order, with `confidences`; empty `train_seconds`: the program cannot be trained.
    """
    return pd.DataFrame(_rows(programs, limits), columns=pd.Index(COLUMNS))


def write(table: pd.DataFrame, path: Path) -> None:
    """Write the table, with four decimals."""
    table.to_csv(path, index=False, float_format="%.4g")


def _rows(programs: Sequence[Program], limits: Limits | None) -> Iterator[dict[str, Any]]:
    by_name = {program.name: program for program in programs}
    for program in programs:
        known = {name: getattr(program, name) for name in ("dataset", "architecture", "fault", "severity")}
        said = _said(program, limits)
        yield {
            "program": program.name,
            "accepted": " ".join(program.accepted),
            **known,
            **_harm(program, by_name),
            **said,
        }


def _harm(program: Program, by_name: dict[str, Program]) -> dict[str, Any]:
    found, twin = trained(program), by_name[program.twin]
    of_twin = trained(twin)
    if found is None or of_twin is None:
        return {}
    score = float(np.mean(found.scores)) if found.scores else math.nan
    given = {"score": score, "objection": objection(twin, of_twin)}
    if program.healthy or of_twin.error:
        return given
    harm = effect(of_twin.scores, found.scores)
    return given | {"killed": harm.killed, "d": harm.d, "p": harm.p, "lost": harm.lost}


def _said(program: Program, limits: Limits | None) -> dict[str, Any]:
    from confoundry.diagnosis.diagnose import judged
    from confoundry.diagnosis.limits import LIMITS

    file = facts_file(program)
    if not file.exists():
        return {}
    found = pickle.loads(file.read_bytes())  # noqa: S301, written by this program
    seconds = {"train_seconds": found.train_seconds, "diagnosis_seconds": found.diagnosis_seconds}
    if found.facts is None:
        return {"causes": "", "error": found.error, **seconds}
    try:
        causes = judged(found.facts, limits or LIMITS).causes
    except Exception as error:  # a miss, which the report shows
        return {"causes": "", "error": f"{type(error).__name__}: {error}"[:300], **seconds}
    names = " ".join(cause.name for cause in causes)
    confidences = " ".join(f"{cause.confidence:.2f}" for cause in causes)
    return {"causes": names, "confidences": confidences, "error": "", **seconds}
