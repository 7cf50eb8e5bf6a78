"""Facts about a training from the tables that it wrote, averaged over all training seeds."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from confoundry.alignments import baseline_alignment
from confoundry.diagnosis.facts import RunFacts, Trial

MODEL = ("alignment", "replicate")
# Columns of the tables → names that the rules use.
NAMES = {"cross_entropy": "task_loss"}
ODD = "not_finite"  # its median counts: one seed of ten that diverged says little about the settings


def run_facts(
    tables: Mapping[str, pd.DataFrame],
    *,
    batch_size: int,
    chance: float,
    first: tuple[float, float],
    reference: tuple[str, float] | None = None,
) -> RunFacts:
    """Return the facts about the training of one confound × variant, averaged over training seeds.

    A number that is missing for more than half of the seeds is NaN: then most trainings failed. The training accuracy
    is measured while weights change and units are dropped; the validation accuracy is used instead if it is higher.

    Args:
        tables: `history`, `health`, `steps` and `trials`.
        batch_size: Samples per step.
        chance: Share of the largest class.
        first: Score and loss before training.
        reference: Name of a stock model and its score on the validation images.
    """
    alignment = baseline_alignment(list(tables["history"]["alignment"]))
    history = over_seeds(tables["history"], alignment, ["epoch"]).rename(columns=NAMES)
    ends = tables["history"].groupby(list(MODEL), sort=False).tail(1).assign(end=0)  # some seeds may have stopped early
    last = over_seeds(ends, alignment, ["end"]).rename(columns=NAMES).iloc[0]
    return RunFacts(
        epochs=int(history["epoch"].max()),
        batch_size=batch_size,
        history=history,
        health=over_seeds(tables["health"], alignment, ["epoch", "layer"]),
        steps=over_seeds(tables["steps"], alignment, ["epoch"]),
        score=float(np.fmax(last["accuracy"], last["val_accuracy"])),
        loss=float(last["task_loss"]),
        validation_score=float(last["val_accuracy"]),
        validation_loss=float(last["val_loss"]),
        first_score=first[0],
        first_loss=first[1],
        chance=chance,
        reference_name=reference[0] if reference else "",
        reference=reference[1] if reference else None,
        trials=tuple(_trials(tables["trials"], alignment)),
    )


def _trials(table: pd.DataFrame, alignment: str) -> Iterator[Trial]:
    """Yield the short trainings; losses and scores are those of an epoch, measured while weights change."""
    for row in over_seeds(table, alignment, ["factor", "epochs"]).to_dict("records"):
        yield Trial(
            start="trained",
            rate=row["factor"],
            epochs=int(row["epochs"]),
            loss=row["cross_entropy"],
            score=float(np.fmax(row["accuracy"], row["val_accuracy"])),
            validation_loss=row["val_loss"],
            validation_score=row["val_accuracy"],
        )


def over_seeds(table: pd.DataFrame, alignment: str, keys: Sequence[str]) -> pd.DataFrame:
    """Return the means of a table over training seeds at one alignment, in the order of its rows."""
    rows = table.loc[table["alignment"] == alignment].drop(columns=list(MODEL)).replace([np.inf, -np.inf], np.nan)
    numbers = [column for column in rows.columns if column not in keys]
    rows[numbers] = rows[numbers].astype(float)
    groups = rows.groupby(list(keys), sort=False)
    means = groups[numbers].mean().where(groups[numbers].count().mul(2).ge(groups.size(), axis=0))
    if ODD in numbers:
        means[ODD] = groups[ODD].median()
    return means.reset_index()


def seeds(history: pd.DataFrame) -> int:
    """Return the number of training seeds."""
    return int(history["replicate"].nunique())
