"""The diagnoses of one confound in a study: causes from training and from the audit, and which variant helped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from confoundry.alignments import CONTROL
from confoundry.diagnosis.baseline import learned
from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.diagnosis import Diagnosis
from confoundry.diagnosis.entries import SHORTCUT, Helped, entry, in_words, joined
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.helped import differences, helped
from confoundry.diagnosis.judge import causes
from confoundry.diagnosis.learned import scores
from confoundry.diagnosis.shortcut import PULL, Audit, helps, shortcut

Settings = Mapping[str, Mapping[str, Any]]  # variant → its settings


@dataclass(frozen=True, eq=False)
class TrainedVariant:
    """One variant of a study, as trained under a confound.

    Attributes:
        facts: Measurements, averaged over all training seeds.
        alignment: The alignment for which training is judged.
        seeds: Number of training seeds.
    """

    facts: Facts
    alignment: str
    seeds: int


def diagnoses(audit: Audit, trained: Mapping[str, TrainedVariant]) -> dict[str, Diagnosis]:
    """Return the diagnosis of each variant: the causes from training and the shortcut, most likely first."""
    return {
        variant: joined(causes(one.facts), shortcut(audit, variant), scores(one.facts))
        for variant, one in trained.items()
    }


def words(audit: Audit, trained: Mapping[str, TrainedVariant], found: Mapping[str, Diagnosis]) -> dict[str, str]:
    """Return the causes of each variant, in a few words."""
    hardly = {
        variant: (one := learned(audit, variant, trained[variant].facts)) is not None and one.hardly
        for variant in found
        if variant in trained
    }
    return {name: in_words(diagnosis, hardly_learned=hardly.get(name, False)) for name, diagnosis in found.items()}


def not_trained(why: str) -> Diagnosis:
    """Return the diagnosis of a variant whose training ended with an error."""
    remedy = "fix the network, its loss or its callbacks where the error names a line, and run again"
    return Diagnosis((Cause("training_failed", 1.0, f"training ended with {why}", remedy),))


def evidence(
    audit: Audit,
    trained: Mapping[str, TrainedVariant],
    found: Mapping[str, Diagnosis],
    settings: Settings,
    matters: float,
) -> dict[str, dict[str, Any]]:
    """Return everything that was found for each variant, as values that JSON can hold.

    Args:
        audit: What the audit found for the confound.
        trained: The training of each variant that was trained.
        found: The diagnosis of each variant.
        settings: The settings of each variant.
        matters: The smallest relevant difference in accuracy.
    """
    right = _right(audit)
    return {
        variant: entry(
            diagnosis,
            trained[variant].facts.run.health if variant in trained else pd.DataFrame(),
            alignment=trained[variant].alignment if variant in trained else CONTROL,
            seeds=trained[variant].seeds if variant in trained else 0,
            learned=learned(audit, variant, trained[variant].facts) if variant in trained else None,
            helping={
                cause.name: remedy
                for cause in diagnosis.causes
                if (remedy := _helping(audit, variant, cause.name, right, settings, matters))
            },
        )
        for variant, diagnosis in found.items()
    }


def _helping(
    audit: Audit, variant: str, cause: str, right: Mapping[str, float], settings: Settings, matters: float
) -> Helped | None:
    """Return the variant of the study that remedies a cause; None if there is none."""
    if cause == SHORTCUT:
        metric, other = PULL, helps(audit, variant)
        values = {name: audit.figure(name, PULL).value for name in settings}
    else:
        metric, values = "accuracy", right
        won = helped(variant, cause, settings, right, matters) if variant in right else None
        other = won[0] if won else None
    if other is None:
        return None
    differs = tuple(sorted(differences(settings[variant], settings[other])))
    return Helped(other, differs, metric, values[variant], values[other])


def _right(audit: Audit) -> dict[str, float]:
    """Return the accuracy of each variant without a shortcut to learn."""
    metric = "plain_accuracy" if audit.levels < 2 else "conflicting_accuracy"
    figures = {variant: audit.figure(variant, metric, CONTROL) for variant in audit.verdicts}
    return {variant: figure.value for variant, figure in figures.items() if figure.known}
