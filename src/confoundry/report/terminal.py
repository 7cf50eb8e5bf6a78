"""The verdicts as a table for the terminal, at 80 columns and more."""

from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from confoundry.alignments import CONTROL, alignment_text
from confoundry.confounds.base import Confound
from confoundry.figures import Figure, Figures
from confoundry.report.verdicts import FAILED, Tone, verdict
from confoundry.study import StudySettings
from confoundry.wording import NOTHING, interval, percent, points, share

STYLES: dict[Tone, str] = {"good": "green", "bad": "red", "warn": "yellow", "open": "cyan"}


def verdict_table(
    study: StudySettings,
    confounds: dict[str, Confound],
    headline: dict[str, dict[str, dict[str, Any]]],
    figures: Figures,
) -> Table:
    """Return a table with a block for each shortcut and a row for each variant."""
    table = _empty()
    verdict_at = alignment_text(study.verdict_at)
    for confound in sorted(study.confounds, key=lambda name: confounds[name].levels < 2):
        untouched = confounds[confound].levels < 2
        table.add_section()
        table.add_row(Text("as your data are" if untouched else confounds[confound].noun, style="bold"))
        for variant in study.variants:
            entry = headline.get(confound, {}).get(variant)
            if entry is not None:
                row = _plain if untouched else _planted
                table.add_row(f"  {variant}", *row(entry, figures, confound, variant, verdict_at))
    return table


def _empty() -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("variant", no_wrap=True, overflow="ellipsis")
    table.add_column("verdict")
    table.add_column("drawn to it,\nof 100", justify="right", no_wrap=True)
    table.add_column("accuracy lost,\npoints", justify="right", no_wrap=True)
    table.add_column("holds\nup to", justify="right", no_wrap=True)
    return table


def _plain(entry: dict[str, Any], figures: Figures, confound: str, variant: str, verdict_at: str) -> list[Text]:  # noqa: ARG001
    right = figures.of(confound, variant, "plain_accuracy", CONTROL)
    return [_verdict(entry), Text(f"{share(right)} right" if right.known else NOTHING)]


def _planted(entry: dict[str, Any], figures: Figures, confound: str, variant: str, verdict_at: str) -> list[Text]:
    if entry["verdict"] == FAILED:
        return [_verdict(entry), *(Text(NOTHING) for _ in range(3))]
    found = [figures.of(confound, variant, metric, verdict_at) for metric in ("excess_pull", "shortcut_cost")]
    return [_verdict(entry), *(_figure(figure) for figure in found), Text(_holds(entry.get("tolerance")))]


def _verdict(entry: dict[str, Any]) -> Text:
    said = verdict(entry["verdict"])
    return Text(f"{said.mark} {said.says('it')}", style=STYLES[said.tone])


def _figure(figure: Figure) -> Text:
    limits = interval(figure)
    return Text(points(figure)).append(f" ({limits})" if limits else "", style="dim")


def _holds(tolerance: str | None) -> str:
    """Return the headline's `≥ 0.99` as `≥ 99 %`."""
    if not tolerance:
        return NOTHING
    *bound, number = tolerance.split()
    return " ".join([*bound, percent(number)])
