"""A table of many variants for the terminal: what happened, the cause that was named, what helped."""

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
Diagnoses = Mapping[str, Mapping[str, str]]  # confound → variant → `healthy`, or names of causes, a comma between


@dataclass(frozen=True)
class Study:
    """What the table is made from.

    Attributes:
        variants: Every variant's settings, in the study's order.
        untouched: The confound that plants nothing; empty where the study has none.
        planted: What each other confound's shortcut is called, by the confound's name.
        verdict_at: Where verdicts are given, as text.
        figures: All numbers.
        diagnoses: metrics/diagnosis.json; empty where there is none.
        matters: The smallest difference that matters, as a share.
    """

    variants: Mapping[str, Mapping[str, Any]]
    untouched: str
    planted: Mapping[str, str]
    verdict_at: str
    figures: Figures
    diagnoses: Diagnoses
    matters: float

    def right(self, variant: str) -> Figure:
        """Return the accuracy where nothing is planted."""
        return self.figures.of(self.untouched, variant, "plain_accuracy", CONTROL)

    def causes(self, confound: str, variant: str) -> list[str]:
        """Return the names of the causes under one confound, most likely first; `healthy` alone; none if not known."""
        said = self.diagnoses.get(confound, {}).get(variant, "")
        return [name.strip() for name in said.split(",") if name.strip()]


def causes_table(study: Study) -> Table:
    """Return a row for each variant."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("variant", no_wrap=True, overflow="ellipsis")
    table.add_column("right,\nof 100", justify="right", no_wrap=True)
    table.add_column("cause named")
    table.add_column("what helped,\npoints won")
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
    """Return the remedy for the first cause that the study has one for, and what it won."""
    score = {name: study.right(name).value for name in study.variants if study.right(name).known}
    for cause in study.causes(study.untouched, variant) if variant in score else ():
        if found := helped(variant, cause, study.variants, score, study.matters):
            return f"{found[0]} +{hundredths(found[1])}"
    return ""


def _pulled(study: Study, confound: str, variant: str) -> Text:
    """Return how many of 100 answers are drawn to the shortcut, marked where it was named as a cause."""
    named = SHORTCUT in study.causes(confound, variant)
    figure = points(study.figures.of(confound, variant, "excess_pull", study.verdict_at))
    return Text(f"{figure} ✗" if named else f"{figure}  ", style="red" if named else "")
