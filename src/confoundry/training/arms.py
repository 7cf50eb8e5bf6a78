"""The models to train under one confound: each alignment × replicate, with its images' confound values."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from confoundry.confounds.base import Values


@dataclass(frozen=True)
class Arm:
    """One model to train: the values (n,) that the training and the validation images get."""

    alignment: str
    replicate: int
    train: Values
    validation: Values


def arms(assignment: pd.DataFrame, train_ids: pd.Series, validation_ids: pd.Series) -> Iterator[Arm]:
    """Yield the arms of a table `assignment`, in its order, their values in the order of the ids."""
    for (alignment, replicate), rows in assignment.groupby(["alignment", "replicate"], sort=False):
        value = rows.set_index("id")["value"]
        values = (value[ids].to_numpy() for ids in (train_ids, validation_ids))
        yield Arm(str(alignment), int(str(replicate)), *values)
