"""The tables of a study, collected from the assessments of each confound × variant."""

from collections.abc import Mapping

import pandas as pd

from confoundry.evaluation.assessment import Assessment
from confoundry.evaluation.comparisons import Comparison
from confoundry.evaluation.headline import Entry

Found = Mapping[tuple[str, str], Assessment]  # by confound and variant, in the study's order


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
