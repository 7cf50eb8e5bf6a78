"""All results of one confound × variant."""

from dataclasses import dataclass

import pandas as pd

from confoundry.evaluation.comparisons import Comparison, compared, paired
from confoundry.evaluation.estimates import Estimates
from confoundry.evaluation.headline import Entry, headline
from confoundry.evaluation.metric import Arms
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.spread import folds_entry
from confoundry.evaluation.summary import summary
from confoundry.evaluation.verdicts import FAILED, Verdict, verdict


@dataclass(frozen=True)
class Assessment:
    """The contribution of one confound × variant to the tables.

    Attributes:
        variant: The variant's name.
        summary: Its rows of the table `summary`.
        entry: Its entry of headline.json.
        comparisons: Its comparisons with the first variant; none for the first variant itself.
        compared: The numbers on which variants are compared, in each replicate.
    """

    variant: str
    summary: pd.DataFrame
    entry: Entry
    comparisons: list[Comparison]
    compared: dict[str, Estimates | None]


def assess(
    confound: str,
    variant: str,
    arms: Arms,
    *,
    alignment: str,
    limits: LimitSettings,
    first: Assessment | None,
    untouched: Assessment | None,
    folds: pd.DataFrame | None = None,
    why: str = "",
    seeds: int = 0,
) -> Assessment:
    """Compute all results of one confound × variant.

    Args:
        confound: The confound's name.
        variant: The variant's name.
        arms: Its outcomes.
        alignment: Where verdicts and comparisons are made.
        limits: Section `limits` of params.yaml.
        first: The study's first variant under the same confound; None for the first variant itself.
        untouched: The same variant with nothing planted.
        folds: The table `folds`, if the variant was cross-validated.
        why: Why none of its models was trained; empty if they were.
        seeds: The number of training seeds at each alignment.
    """
    numbers = compared(arms, alignment)
    plain = untouched.compared["plain_accuracy"] if untouched else None
    found = Verdict(FAILED, why) if why else verdict(arms, alignment, limits, plain)
    entry, rows = headline(arms, alignment, found, limits), summary(confound, variant, arms, limits)
    return Assessment(
        variant=variant,
        summary=rows.assign(failed=seeds) if why else rows,
        entry=entry if folds is None else entry | {"cross_validation": folds_entry(folds)},
        comparisons=_with_first(confound, variant, numbers, first) if first else [],
        compared=numbers,
    )


def _with_first(
    confound: str, variant: str, numbers: dict[str, Estimates | None], first: Assessment
) -> list[Comparison]:
    return [
        Comparison(confound, variant, metric, first.variant, paired(numbers[metric], other))
        for metric, other in first.compared.items()
    ]
