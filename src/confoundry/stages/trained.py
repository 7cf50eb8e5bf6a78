"""Writes what the training of one variant ends with: its models and tables, or the reason why it failed."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from confoundry.alignments import baseline_alignment
from confoundry.files.failure import write_failure
from confoundry.files.frames import write_table
from confoundry.files.keras_file import save_model
from confoundry.files.whole import whole
from confoundry.paths import HEALTH, MODELS
from confoundry.tables import TABLES, WATCHED

if TYPE_CHECKING:
    from confoundry.training.models import TrainedModel
    from confoundry.training.monitor.callback import TrainingMonitor


class ModelFiles:
    """Saves the models of one variant one by one, and then the tables `history`, `health`, `steps` and `trials`.

    Args:
        folder: The folder of the models.
        alignments: The alignments of all models. The table `trials` has rows only for the baseline alignment.
        monitor: The monitor of the training.
    """

    def __init__(self, folder: Path, alignments: Sequence[str], monitor: TrainingMonitor) -> None:
        self._folder, self._monitor = folder, monitor
        self._baseline = baseline_alignment(list(alignments))
        self._tables: dict[str, list[pd.DataFrame]] = {name: [] for name in WATCHED}

    def save(self, one: TrainedModel) -> None:
        """Save a model, and keep its rows of the tables."""
        arm = one.arm
        save_model(one.model, self._folder / f"{arm.alignment}_{arm.replicate}.keras")
        rows = {"history": one.history, "health": self._monitor.health, "steps": self._monitor.steps}
        for name, frame in rows.items():
            self._tables[name].append(frame.assign(alignment=arm.alignment, replicate=arm.replicate))
        if arm.alignment == self._baseline:
            self._tables["trials"].append(one.trials()[list(TABLES["trials"])])

    def write_tables(self, folder: Path) -> float:
        """Write the tables to a folder, and return the mean validation accuracy after the last epoch."""
        tables = {name: pd.concat(frames, ignore_index=True) for name, frames in self._tables.items()}
        for name, frame in tables.items():
            write_table(name, frame, folder / f"{name}.parquet")
        return float(tables["history"].groupby(["alignment", "replicate"]).tail(1)["val_accuracy"].mean())


@contextmanager
def failure_written(place: str, label: str) -> Iterator[None]:
    """If training fails in the block, write the reason and empty tables, so that the other variants can be reported.

    Args:
        place: `<confound>/<variant>`.
        label: How the stage's last line begins.
    """
    from confoundry.training.errors import TrainingFailed

    try:
        yield
    except TrainingFailed as failed:
        traceback.print_exception(failed.__cause__)
        _write_failure(place, str(failed))
        print(f"{label}: failed to train: {failed}")


def _write_failure(place: str, reason: str) -> None:
    with whole(MODELS / place) as models, whole(HEALTH / place) as health:
        for folder in (models, health):
            write_failure(folder, reason)
        for name in WATCHED:
            write_table(name, pd.DataFrame(columns=list(TABLES[name])), health / f"{name}.parquet")
