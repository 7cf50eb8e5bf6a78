"""A table of many variants for the terminal: accuracy, the causes that were found, and what helped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from confoundry.alignments import CONTROL
from confoundry.diagnosis.helped import helped
from confoundry.figures import Figure, Figures
from confoundry.wording import NOTHING, hundredths, interval, points

HEALTHY = "healthy"
SHORTCUT = "shortcut"
Diagnoses = Mapping[str, Mapping[str, str]]  # confound → variant → `healthy`, or causes separated by commas


@dataclass(frozen=True)
class Study:
    """The data of the table.

    Attributes:
        variants: Every variant's settings, in the study's order.
        untouched: The confound that leaves images unchanged; empty if the study has none.
        planted: The other confounds: name → the noun for its shortcut.
        verdict_at: The alignment at which verdicts are given, as text.
        figures: All numbers.
        diagnoses: The content of metrics/diagnosis.json; empty if there is none.
        matters: The relevance threshold (limits.matters), as a share.
    """

    variants: Mapping[str, Mapping[str, Any]]
    untouched: str
    planted: Mapping[str, str]
    verdict_at: str
    figures: Figures
    diagnoses: Diagnoses
    matters: float

    def right(self, variant: str) -> Figure:
        """Return the accuracy without a shortcut."""
        return self.figures.of(self.untouched, variant, "plain_accuracy", CONTROL)

    def causes(self, confound: str, variant: str) -> list[str]:
        """Return the causes under one confound, most likely first; `healthy` if there are none; empty if not known."""
        said = self.diagnoses.get(confound, {}).get(variant, "")
        return [name.strip() for name in said.split(",") if name.strip()]


def causes_table(study: Study) -> Table:
    """Return the table, with a row for each variant."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("variant", no_wrap=True, overflow="ellipsis")
    table.add_column("accuracy,\n%", justify="right", no_wrap=True)
    table.add_column("cause")
    table.add_column("what helped,\npoints gained")
    for noun in study.planted.values():
        table.add_column(f"drawn to\n{noun}", justify="right", no_wrap=True)
    for variant in study.variants:
        right = study.right(variant)
        cells = [_pulled(study, confound, variant) for confound in study.planted]
        table.add_row(variant, _figure(right), _causes(study, variant), Text(_helped(study, variant)), *cells)
    return table


def _figure(figure: Figure) -> Text:
    limits = interval(figure)
    return Text(points(figure)).append(f" ({limits})" if limits else "", style="dim")


def _causes(study: Study, variant: str) -> Text:
    names = study.causes(study.untouched, variant)
    if names == [HEALTHY]:
        return Text(HEALTHY, style="green")
    return Text(", ".join(names) or NOTHING, style="yellow" if names else "")


def _helped(study: Study, variant: str) -> str:
    """Return the remedy for the first cause that has one in the study, and the points that it gained."""
    score = {name: study.right(name).value for name in study.variants if study.right(name).known}
    for cause in study.causes(study.untouched, variant) if variant in score else ():
        if found := helped(variant, cause, study.variants, score, study.matters):
            return f"{found[0]} +{hundredths(found[1])}"
    return ""


def _pulled(study: Study, confound: str, variant: str) -> Text:
    """Return how many of 100 answers are drawn to the shortcut, with a mark if it was named as a cause."""
    named = SHORTCUT in study.causes(confound, variant)
    figure = points(study.figures.of(confound, variant, "excess_pull", study.verdict_at))
    return Text(f"{figure} ✗" if named else f"{figure}  ", style="red" if named else "")
