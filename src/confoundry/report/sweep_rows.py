"""The results of a sweep, step by step: accuracy, answers drawn to each shortcut, accuracy lost to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.figures import Figure, Figures
from confoundry.report.sweeps import Sweep, value_text


@dataclass(frozen=True)
class Step:
    """One step of a sweep.

    Attributes:
        value: The setting's value, as text.
        variant: The variant with this value.
        validation: Accuracy on the validation images at the end of training, a mean over training seeds; None if it
            is not known.
        chosen: Whether this step has the best validation accuracy.
        right: Accuracy on the test images.
        drawn: Answers drawn to each shortcut, by confound.
        lost: Accuracy lost to each shortcut, by confound.
    """

    value: str
    variant: str
    validation: float | None
    chosen: bool
    right: Figure
    drawn: Mapping[str, Figure]
    lost: Mapping[str, Figure]


def steps_of(
    sweep: Sweep, figures: Figures, training: pd.DataFrame, *, untouched: str, planted: Sequence[str], verdict_at: str
) -> list[Step]:
    """Return the steps of a sweep.

    Args:
        sweep: The sweep.
        figures: All numbers.
        training: Confound, variant, alignment, epoch, …, val_accuracy, as in plots/training.csv.
        untouched: The confound that leaves images unchanged; accuracy is taken from it.
        planted: The other confounds.
        verdict_at: The alignment at which verdicts are given, as text.
    """
    last = _validation(training, untouched)
    known = [last[variant] for _, variant in sweep.steps if variant in last]
    best = next((variant for _, variant in sweep.steps if last.get(variant) == max(known)), "") if known else ""

    def of(metric: str, variant: str) -> dict[str, Figure]:
        return {name: figures.of(name, variant, metric, verdict_at) for name in planted}

    return [
        Step(
            value_text(value),
            variant,
            last.get(variant),
            variant == best,
            figures.of(untouched, variant, "plain_accuracy", CONTROL),
            of("excess_pull", variant),
            of("shortcut_cost", variant),
        )
        for value, variant in sweep.steps
    ]


def _validation(training: pd.DataFrame, confound: str) -> dict[str, float]:
    """Return each variant's validation accuracy at its last epoch."""
    rows = training[(training["confound"] == confound) & (training["alignment"] == CONTROL)]
    last = rows.sort_values("epoch").groupby("variant").tail(1).set_index("variant")["val_accuracy"].dropna()
    return {str(variant): float(value) for variant, value in last.items()}
