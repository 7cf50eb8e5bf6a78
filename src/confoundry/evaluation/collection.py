"""The assessments of a study's confounds × variants, and the tables that are collected from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from confoundry.evaluation.assessment import Assessment, assess
from confoundry.evaluation.comparisons import Comparison
from confoundry.evaluation.headline import Entry
from confoundry.evaluation.metric import Arms
from confoundry.evaluation.settings import LimitSettings

Found = Mapping[tuple[str, str], Assessment]  # by confound and variant, in the study's order


@dataclass(frozen=True, eq=False)
class Read:
    """What earlier stages found for one confound × variant.

    Attributes:
        arms: Its outcomes.
        why: Why none of its models was trained; empty if they were.
        folds: The table `folds`, if the variant was cross-validated.
    """

    arms: Arms
    why: str
    folds: pd.DataFrame | None


def assessed(
    levels: Mapping[str, int],
    variants: Sequence[str],
    read: Callable[[str, str], Read | None],
    *,
    alignment: str,
    limits: LimitSettings,
    seeds: int,
) -> Found:
    """Assess each confound × variant.

    Args:
        levels: Each confound's number of values, in the study's order.
        variants: The variants; each is compared with the first.
        read: Reads what was found for a confound and a variant; called once for each. Where it returns None, the
            confound × variant is left out.
        alignment: Where verdicts and comparisons are made.
        limits: Section `limits` of params.yaml.
        seeds: The number of training seeds at each alignment.
    """
    found: dict[tuple[str, str], Assessment] = {}
    untouched = next((name for name, count in levels.items() if count < 2), "")
    for name in sorted(levels, key=lambda name: name != untouched):  # the others are compared with the untouched images
        for variant in variants:
            if (given := read(name, variant)) is None:
                continue
            found[name, variant] = assess(
                name,
                variant,
                given.arms,
                alignment=alignment,
                limits=limits,
                first=found.get((name, variants[0])),
                untouched=found.get((untouched, variant)),
                folds=given.folds,
                why=given.why,
                seeds=seeds,
            )
    cells = [(name, variant) for name in levels for variant in variants]
    return {cell: found[cell] for cell in cells if cell in found}


def headlines(found: Found) -> dict[str, dict[str, Entry]]:
    """Return the content of headline.json: confound → variant → entry."""
    content: dict[str, dict[str, Entry]] = {}
    for (confound, variant), assessment in found.items():
        content.setdefault(confound, {})[variant] = assessment.entry
    return content


def summaries(found: Found) -> pd.DataFrame:
    """Return the table `summary`, sorted by confound, variant, alignment and metric."""
    rows = pd.concat([assessment.summary for assessment in found.values()])
    return rows.sort_values(["confound", "variant", "alignment", "metric"], ignore_index=True)


def family(found: Found) -> list[Comparison]:
    """Return all comparisons of the study."""
    return [comparison for assessment in found.values() for comparison in assessment.comparisons]
