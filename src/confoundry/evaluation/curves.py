"""The tables behind the plots: accuracy as the shortcut gets stronger, and the training curves."""

import numpy as np
import pandas as pd

from confoundry.alignments import in_order

STRENGTH = ["confound", "variant", "alignment", "value", "low", "high"]
CURVES = ["loss", "val_loss", "accuracy", "val_accuracy"]


def strength(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the accuracy where the shortcut misleads: by confound and variant, the control first, then by alignment.

    Args:
        summary: The table of that name.
    """
    rows = summary.loc[(summary["metric"] == "conflicting_accuracy") & summary["value"].notna(), STRENGTH]
    return _ordered(rows, ["confound", "variant"], [])


def training(confound: str, variant: str, history: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over replicates at each epoch, ignoring losses that are not finite.

    Args:
        confound: The confound's name.
        variant: The variant's name.
        history: The table of that name.
    """
    if history.empty:  # training ended with an error
        return pd.DataFrame(columns=["confound", "variant", "alignment", "epoch", *CURVES])
    finite = history.replace([np.inf, -np.inf], np.nan)
    means = finite.pivot_table(index=["alignment", "epoch"], values=CURVES, aggfunc="mean", dropna=False).reset_index()
    means = means.assign(confound=confound, variant=variant)
    return _ordered(means.loc[:, ["confound", "variant", "alignment", "epoch", *CURVES]], [], ["epoch"])


def rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with numbers rounded to 4 decimals, without negative zeros."""
    columns = [str(column) for column in frame.select_dtypes("float")]
    return frame.assign(**{column: frame[column].round(4) + 0.0 for column in columns})


def _ordered(frame: pd.DataFrame, before: list[str], after: list[str]) -> pd.DataFrame:
    rank = {alignment: place for place, alignment in enumerate(in_order(frame["alignment"]))}
    ranked = frame.assign(rank=[rank[alignment] for alignment in frame["alignment"]])
    return ranked.sort_values([*before, "rank", *after], kind="stable", ignore_index=True).drop(columns="rank")
